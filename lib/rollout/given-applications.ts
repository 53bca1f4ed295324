import type { RehearsedDesign } from './rehearsal';

/** An application of which packages give a role: its service principal's id, and those packages. */
export type GivenApplication = { id: string; name: string; packages: ReadonlySet<string> };

/** The applications that the packages of a rehearsal give roles of, by name. */
export function givenApplications({ packages }: Pick<RehearsedDesign, 'packages'>): GivenApplication[] {
  const applications = new Map<string, { id: string; name: string; packages: Set<string> }>();
  for (const { packageId, roles } of packages) {
    for (const { originSystem, originId, resourceName } of roles) {
      if (originSystem !== 'AadApplication') continue;
      const known = applications.get(originId) ?? { id: originId, name: resourceName, packages: new Set<string>() };
      applications.set(originId, { ...known, packages: known.packages.add(packageId) });
    }
  }
  return [...applications.values()].sort((a, b) => a.name.localeCompare(b.name));
}
