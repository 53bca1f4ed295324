import 'server-only';
import { findAccessExport, listPoliciesNaming } from '@/lib/db/access-policies';
import { readTimeZone } from '@/lib/db/accountable-owners';
import type { Graph } from '@/lib/graph/client';
import { readOuterGroups } from '@/lib/graph/group-effects';
import { readApplicationsWhere } from '@/lib/graph/resource-facts';
import { dayAt } from '@/lib/rollout/working-days';
import { daysOld, usesIn } from './access-policy';
import type { AccessFacts, NamedBy } from './access-policy';
import type { Origin } from './readiness';

/** A group by its id, or an application by its application id, with the key by which its facts are asked for. */
export type AccessSubject = { key: string; kind: 'group' | 'application'; id: string };

/**
 * What the export of Conditional Access says of these groups and applications, by key; null where nobody brought one. What
 * groups stand in is read in batches: a policy that names a group reaches those within it.
 */
export async function readAccessFacts(graph: Graph, subjects: readonly AccessSubject[]): Promise<ReadonlyMap<string, AccessFacts> | null> {
  const brought = await findAccessExport();
  if (!brought) return null;
  const groups = subjects.filter(({ kind }) => kind === 'group');
  const [outer, timeZone] = await Promise.all([readOuterGroups(graph, groups.map(({ id }) => id)), readTimeZone()]);
  const namesOf = ({ kind, id }: AccessSubject): NamedBy[] => [{ id: id.toLowerCase() }, ...(kind === 'group' ? (outer.get(id) ?? []).map((each) => ({ id: each.id.toLowerCase(), through: each.name })) : [])];
  const idsOf = (kind: AccessSubject['kind']): string[] => [...new Set(subjects.filter((each) => each.kind === kind).flatMap((each) => namesOf(each).map(({ id }) => id)))];
  const policies = await listPoliciesNaming({ groups: idsOf('group'), applications: idsOf('application') });
  const when = { day: dayAt(brought.broughtAt, { timeZone }), daysOld: daysOld(brought.broughtAt) };
  return new Map(subjects.map((subject): [string, AccessFacts] => [subject.key, {
    ...when, uses: usesIn(policies, subject.kind === 'group' ? 'groups' : 'applications', namesOf(subject)), nestedUnread: subject.kind === 'group' && outer.get(subject.id) === null,
  }]));
}

/** The same of one resource of a catalog; null too of a site. An application that is gone is named by nothing. */
export async function readAccessFactsOf(graph: Graph, { originSystem, originId }: Origin): Promise<AccessFacts | null> {
  if (originSystem === 'SharePointOnline' || !(await findAccessExport())) return null;
  const isGroup = originSystem === 'AadGroup';
  const [application] = isGroup ? [] : await readApplicationsWhere(graph, 'id', [originId]);
  return (await readAccessFacts(graph, [{ key: originId, kind: isGroup ? 'group' : 'application', id: application?.facts.appId ?? originId }]))?.get(originId) ?? null;
}
