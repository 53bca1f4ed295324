/** What a picker offers: a person, group, package or catalog with what tells two of one name apart. Called in the browser. */
export type Found = { id: string; name: string; detail?: string; /** Of a person: by what they sign in. */ userPrincipalName?: string };

/** What was found, and when the copy of the directory that was asked was read; null where the tenant itself was asked. */
export type FoundInDirectory = { found: Found[]; asOf: string | null };

async function find(kind: 'people' | 'groups' | 'packages' | 'catalogs' | 'applications', text: string): Promise<FoundInDirectory> {
  const response = await fetch(`/directory/${kind}?q=${encodeURIComponent(text)}`);
  if (!response.ok) throw new Error(`the search answered ${response.status}`);
  const { found, asOf = null } = (await response.json()) as { found: Found[]; asOf?: string | null };
  return { found, asOf };
}

/** People by a part of their name or mail. */
export async function findPeopleForPicker(text: string): Promise<FoundInDirectory> {
  return find('people', text);
}

/** Groups by a part of their name or description. */
export async function findGroupsForPicker(text: string): Promise<FoundInDirectory> {
  return find('groups', text);
}

/** Packages by a part of their name. */
export async function findPackagesForPicker(text: string): Promise<FoundInDirectory> {
  return find('packages', text);
}

/** Catalogs by a part of their name. */
export async function findCatalogsForPicker(text: string): Promise<FoundInDirectory> {
  return find('catalogs', text);
}

/** People first, then groups, for whom a group stands as well as a person. */
export async function findAnybodyForPicker(text: string): Promise<FoundInDirectory> {
  const [people, groups] = await Promise.all([find('people', text), find('groups', text)]);
  return { found: [...people.found, ...groups.found], asOf: people.asOf };
}

/** Whoever can have a role: people first, then groups, then applications. */
export async function findPrincipalForPicker(text: string): Promise<FoundInDirectory> {
  const [anybody, applications] = await Promise.all([findAnybodyForPicker(text), find('applications', text)]);
  return { found: [...anybody.found, ...applications.found], asOf: anybody.asOf };
}
