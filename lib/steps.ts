/** A long computation in steps: whoever runs it decides what may happen between two of them. Pure. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Runs all steps one after another and gives what they come to. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The items as `change` makes them, a step each. */
export function* stepsOf<T, R>(items: Iterable<T>, change: (item: T) => R): Steps<R[]> {
  const changed: R[] = [];
  for (const item of items) {
    changed.push(change(item));
    yield;
  }
  return changed;
}
