/** What is asked of one property: equality, how a text begins or ends, or any test under a name of its own; letters are compared without case. */
export type Test =
  | { is: 'equal'; to: string | boolean | null }
  | { is: 'beginning' | 'ending' | 'holding'; with: string }
  | { is: 'passing'; named: string; passes: (value: unknown) => boolean };

/** The test as a function, for whoever puts it to many values. */
export function passing(test: Test): (value: unknown) => boolean {
  if (test.is === 'passing') return test.passes;
  if (test.is === 'equal') {
    const { to } = test;
    if (typeof to !== 'string') return (value) => value === to;
    const wanted = to.toLowerCase();
    return (value) => typeof value === 'string' && value.length === to.length && value.toLowerCase() === wanted;
  }
  const part = test.with.toLowerCase();
  const { length } = test.with;
  if (test.is === 'beginning') return (value) => typeof value === 'string' && value.slice(0, length).toLowerCase() === part;
  if (test.is === 'ending') return (value) => typeof value === 'string' && value.slice(-length).toLowerCase() === part;
  return (value) => typeof value === 'string' && value.toLowerCase().includes(part);
}
