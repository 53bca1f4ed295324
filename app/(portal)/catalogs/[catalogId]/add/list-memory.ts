/** The list of a catalog while it is gathered, so that searches and reloads keep it. In the browser alone. */
const keyOf = (catalogId: string): string => `resource-list ${catalogId}`;

export function keptList(catalogId: string): string {
  return sessionStorage.getItem(keyOf(catalogId)) ?? '';
}

export function keepList(catalogId: string, text: string): void {
  if (text.trim()) sessionStorage.setItem(keyOf(catalogId), text);
  else sessionStorage.removeItem(keyOf(catalogId));
}

/** Appends lines that are not in it yet. */
export function appendToList(catalogId: string, lines: readonly string[]): void {
  const kept = keptList(catalogId).split('\n').filter((line) => line.trim());
  keepList(catalogId, [...kept, ...lines.filter((line) => !kept.includes(line))].join('\n'));
}
