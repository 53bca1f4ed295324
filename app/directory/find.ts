/** What a picker offers: a person or group with what tells two of one name apart. Called in the browser. */
export type Found = { id: string; name: string; detail?: string };

async function find(kind: 'people' | 'groups', text: string): Promise<Found[]> {
  const response = await fetch(`/directory/${kind}?q=${encodeURIComponent(text)}`);
  if (!response.ok) throw new Error(`the search answered ${response.status}`);
  return ((await response.json()) as { found: Found[] }).found;
}

/** People by a part of their name or mail. */
export async function findPeopleForPicker(text: string): Promise<Found[]> {
  return find('people', text);
}

/** Groups by a part of their name or description. */
export async function findGroupsForPicker(text: string): Promise<Found[]> {
  return find('groups', text);
}
