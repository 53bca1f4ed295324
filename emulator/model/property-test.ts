/** What is asked of one property: equality, how a text begins or ends, or any test under a name of its own; letters are compared without case. */
export type Test =
  | { is: 'equal'; to: string | boolean | null }
  | { is: 'beginning' | 'ending' | 'holding'; with: string }
  | { is: 'passing'; named: string; passes: (value: unknown) => boolean };

/** Whether a value passes a test. */
export function holds(test: Test, value: unknown): boolean {
  if (test.is === 'passing') return test.passes(value);
  if (test.is === 'equal') return typeof value === 'string' && typeof test.to === 'string' ? value.toLowerCase() === test.to.toLowerCase() : value === test.to;
  if (typeof value !== 'string') return false;
  const [whole, part] = [value.toLowerCase(), test.with.toLowerCase()];
  if (test.is === 'beginning') return whole.startsWith(part);
  return test.is === 'ending' ? whole.endsWith(part) : whole.includes(part);
}
