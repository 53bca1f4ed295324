import 'server-only';
import { readFeeds } from '@/lib/db/mirror-feed';
import { assignmentsHeld, requestsHeld } from '@/lib/db/mirror-packages';
import { assignmentsFeed } from './mirror';
import type { MirrorAssignment, MirrorRequest } from './mirror';

export { findMirrorPackages, listConflicts, listPackagesGiving } from '@/lib/db/mirror-packages';

export type HeldAssignments = {
  /** In no order. Somebody may have several in one package; those that ended are not among them. */
  assignments: MirrorAssignment[];
  /** Requests on their way. */
  requests: MirrorRequest[];
  /** Packages whose assignments were not read yet: nothing can be said of them. */
  unread: string[];
  /** The oldest reading this rests on; null where nothing was read. */
  asOf: Date | null;
};

/** Who of these people has or gets these packages, from what is held of the tenant. */
export async function assignmentsOf(packageIds: readonly string[], people: readonly string[]): Promise<HeldAssignments> {
  const packages = packageIds.map((id) => id.toLowerCase());
  const wanted = [...new Set(people.map((id) => id.toLowerCase()))];
  const feeds = await readFeeds(packages.map(assignmentsFeed));
  const assignments: MirrorAssignment[] = [];
  for await (const page of assignmentsHeld(packages, wanted)) for (const row of page) assignments.push(row);
  const requests: MirrorRequest[] = [];
  for await (const page of requestsHeld(packages, wanted)) for (const row of page) requests.push(row);
  const ages = packages.map((id) => feeds.get(assignmentsFeed(id))?.asOf ?? null);
  const read = ages.filter((age) => age !== null).sort((a, b) => a.getTime() - b.getTime());
  return { assignments, requests, unread: packages.filter((_, index) => ages[index] === null), asOf: read[0] ?? null };
}
