import 'server-only';
import { getPhase } from '@/lib/db/phases';
import { getAccounts, readAccounts } from '@/lib/directory/accounts';
import { openKindTeller } from '@/lib/directory/load-kinds';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { getGroup, groupFacts } from '@/lib/graph/groups';
import type { Group } from '@/lib/directory/person';
import { assertCohortOpen, bring, changeCohort } from './change-cohort';
import type { Added, Candidate } from './change-cohort';
import type { Admin } from './rollout';

/** Who brings people to a cohort, as a source says it. */
export function addedBy(admin: Admin): { addedBy: string; addedByName: string } {
  return { addedBy: admin.personId, addedByName: admin.name };
}

/**
 * Adds people picked by hand; accounts of special kinds are left out like those of any other source.
 * @throws AppError `notFound`, `conflict`; `invalid` when one of them is no longer in the tenant; Graph's own.
 */
export async function addPickedPeople(admin: Admin, phaseId: string, personIds: string[], graph: Graph = graphFor(admin)): Promise<Added> {
  assertCohortOpen(await getPhase(phaseId));
  const wanted = [...new Set(personIds.map((id) => id.toLowerCase()))];
  const { rules, tell, now: asOf } = await openKindTeller();
  const found = await getAccounts(graph, wanted, rules);
  const people = wanted.flatMap((id) => found.get(id) ?? []);
  if (people.length < wanted.length) throw new AppError('invalid', 'a picked person is gone', { fields: { personId: 'One of these people is no longer in the tenant. Take them out and try again.' } });
  const why = `Picked by ${admin.name}`;
  const candidates = people.map((person): Candidate => ({ person, why, detail: '', special: tell(person) }));
  return changeCohort(admin, phaseId, async (tx, phase) => {
    const { sourceId: _sourceId, ...value } = await bring(tx, phase, { kind: 'picked', label: why, ...addedBy(admin) }, { from: 'tenant', asOf }, candidates);
    return { value, changed: value.added, event: { action: 'cohort.add', after: { from: 'picked', ...value } } };
  });
}

/**
 * Adds the people who are in a group now. The cohort does not follow the group afterwards.
 * @throws AppError `notFound`, `conflict`; `invalid` where the group hides who is in it; Graph's own.
 */
export async function addGroup(admin: Admin, phaseId: string, groupId: string, graph: Graph = graphFor(admin)): Promise<Added> {
  assertCohortOpen(await getPhase(phaseId));
  const [group, { rules, tell }] = await Promise.all([getGroup(graph, groupId), openKindTeller()]);
  const { basis, pages } = await readAccounts(graph, { kind: 'group', groupId: group.id }, rules);
  const candidates: Candidate[] = [];
  let others = 0;
  for await (const page of pages) {
    for (const person of page.accounts) candidates.push({ person, why: `Group “${group.name}”`, detail: '', special: tell(person) });
    others += page.others;
  }
  if (candidates.length + others === 0) await assertTellsMembers(graph, group);
  return changeCohort(admin, phaseId, async (tx, phase) => {
    const { sourceId: _sourceId, ...brought } = await bring(tx, phase, { kind: 'group', label: group.name, groupId: group.id, ...addedBy(admin) }, basis, candidates);
    const value = { ...brought, others };
    return { value, changed: value.added, event: { action: 'cohort.add', after: { from: 'group', group: group.name, ...value } } };
  });
}

/** A group of hidden membership answers as if nobody were in it (learn.microsoft.com/graph/api/group-list-members). */
async function assertTellsMembers(graph: Graph, { id, name }: Group): Promise<void> {
  if (!(await groupFacts(graph, [id])).get(id)?.hiddenMembership) return;
  throw new AppError('invalid', `group ${id} hides its members`, { fields: { groupId: `“${name}” hides who is in it, and Microsoft Graph shows nobody to the portal. Bring its people by a list, or by a rule.` } });
}
