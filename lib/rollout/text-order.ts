/** Texts in one order everywhere, whatever the language of the machine: what is hashed or compared stands in it. Pure. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
