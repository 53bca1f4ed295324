import 'server-only';
import { recordAudit, sha256 } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { deleteMatching, deleteMembers, deleteSource, findImportRow, findMemberIds, getSource, insertImportRows, insertMembers, insertSource, updateImportRow } from '@/lib/db/cohorts';
import type { MemberFilter } from '@/lib/db/cohorts';
import { bumpPhase, getPhase, lockPhase, stepPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { touchRollout } from '@/lib/db/rollouts';
import { getPeople, matchNames, membersOf } from '@/lib/directory/directory';
import type { NameMatch } from '@/lib/directory/directory';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { getGroup } from '@/lib/graph/groups';
import { MOST_IMPORT_LINES, canTakeIn } from './cohort';
import type { CohortPerson, ImportVerdict } from './cohort';
import { aboutPhase } from './edit-rollout';
import { judgeList } from './judge-list';
import type { Match } from './judge-list';
import { readPeopleList } from './people-list';
import { canChangeCohort } from './phase';
import type { Admin } from './rollout';

/** `others` are members of a group that are no people: nested groups and devices, which were not added. */
export type Added = { added: number; already: number; others: number };

/** @throws AppError `conflict` once requests of the phase may be on their way, or the rollout is over. */
function assertCohortOpen(phase: PhaseInRollout): void {
  if (phase.rolloutState === 'abandoned' || phase.rolloutState === 'finished') throw new AppError('conflict', `rollout of phase ${phase.id} is ${phase.rolloutState}`, { say: `This rollout is ${phase.rolloutState} and takes no more changes.` });
  if (!canChangeCohort(phase.state)) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” has started, so its cohort stays as it is.` });
}

/**
 * One change of a cohort: where it changes anybody, the phase's revision counts up and a rehearsed phase is a draft
 * again, since what was rehearsed is no longer what would run.
 */
async function changeCohort<T>(admin: Admin, phaseId: string, change: (tx: Db, phase: PhaseInRollout) => Promise<{ value: T; changed: number; event: Pick<AuditInput, 'action' | 'before' | 'after' | 'detail' | 'subject'> | null }>): Promise<T> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    assertCohortOpen(phase);
    const { value, changed, event } = await change(tx, phase);
    if (changed > 0) {
      await bumpPhase(tx, phase.id);
      if (phase.state !== 'draft') await stepPhase(tx, phase.id, phase.state, 'draft');
      await touchRollout(tx, phase.rolloutId);
    }
    if (event) {
      const state = changed > 0 && phase.state !== 'draft' ? { state: 'draft', stateBefore: phase.state } : {};
      await recordAudit(tx, [{ ...aboutPhase(admin, phase), ...event, after: { ...(event.after as object | undefined), ...state } }]);
    }
    return value;
  });
}

/** Adds people to the cohort under a new source, unless all of them are in it already. */
async function addUnder(tx: Db, phase: PhaseInRollout, people: CohortPerson[], source: { kind: 'picked' | 'group'; label: string; groupId?: string; addedBy: string; addedByName: string }, why: string): Promise<Added> {
  const members = await findMemberIds(tx, phase.id, people.map((person) => person.id));
  const fresh = people.filter((person) => !members.has(person.id));
  if (fresh.length === 0) return { added: 0, already: people.length, others: 0 };
  const sourceId = await insertSource(tx, { ...source, phaseId: phase.id });
  const added = await insertMembers(tx, phase.id, sourceId, fresh, why);
  return { added, already: people.length - added, others: 0 };
}

/**
 * Adds people picked by hand.
 * @throws AppError `notFound`, `conflict`; `invalid` when one of them is no longer in the tenant; Graph's own.
 */
export async function addPickedPeople(admin: Admin, phaseId: string, personIds: string[], graph: Graph = graphFor(admin)): Promise<Added> {
  assertCohortOpen(await getPhase(phaseId));
  const wanted = [...new Set(personIds.map((id) => id.toLowerCase()))];
  const found = await getPeople(graph, wanted);
  const people = wanted.flatMap((id) => found.get(id) ?? []);
  if (people.length < wanted.length) throw new AppError('invalid', 'a picked person is gone', { fields: { personId: 'One of these people is no longer in the tenant. Take them out and try again.' } });
  return changeCohort(admin, phaseId, async (tx, phase) => {
    const source = { kind: 'picked' as const, label: `Picked by ${admin.name}`, addedBy: admin.personId, addedByName: admin.name };
    const value = await addUnder(tx, phase, people, source, `Picked by ${admin.name}`);
    return { value, changed: value.added, event: { action: 'cohort.add', after: { from: 'picked', ...value } } };
  });
}

/**
 * Adds the people who are in a group now. The cohort does not follow the group afterwards.
 * @throws AppError `notFound`, `conflict`; Graph's own.
 */
export async function addGroup(admin: Admin, phaseId: string, groupId: string, graph: Graph = graphFor(admin)): Promise<Added> {
  assertCohortOpen(await getPhase(phaseId));
  const group = await getGroup(graph, groupId);
  const people: CohortPerson[] = [];
  let others = 0;
  for await (const page of membersOf(graph, group.id)) {
    people.push(...page.people);
    others += page.others;
  }
  return changeCohort(admin, phaseId, async (tx, phase) => {
    const source = { kind: 'group' as const, label: group.name, groupId: group.id, addedBy: admin.personId, addedByName: admin.name };
    const value = { ...(await addUnder(tx, phase, people, source, `Group “${group.name}”`)), others };
    return { value, changed: value.added, event: { action: 'cohort.add', after: { from: 'group', group: group.name, ...value } } };
  });
}

function toMatch(match: NameMatch): Match {
  switch (match.kind) {
    case 'found':
      return { kind: 'person', person: match.person };
    case 'named':
      return { kind: 'named', person: match.person };
    case 'ambiguous':
      return { kind: 'several', people: match.people };
    case 'group':
      return { kind: 'group', name: match.group.name };
    case 'unknown':
      return { kind: 'nobody' };
  }
}

export type Imported = { sourceId: string; added: number; lines: number; verdicts: Partial<Record<ImportVerdict, number>> };

/**
 * Adds the people a pasted or uploaded list names. The whole list is kept with what became of each line, also where
 * nobody was added.
 * @throws AppError `notFound`, `conflict`; `invalid` for an empty or too long list; Graph's own.
 */
export async function importList(admin: Admin, phaseId: string, list: { label: string; text: string }, graph: Graph = graphFor(admin)): Promise<Imported> {
  assertCohortOpen(await getPhase(phaseId));
  const read = readPeopleList(list.text);
  const lines = read.lines.length + read.malformed.length;
  if (lines === 0) throw new AppError('invalid', 'an empty list', { fields: { list: 'The list has no line that names anybody.' } });
  if (lines > MOST_IMPORT_LINES) throw new AppError('invalid', `a list of ${lines} lines`, { fields: { list: `The list has ${lines.toLocaleString('en')} lines; one import takes ${MOST_IMPORT_LINES.toLocaleString('en')}. Split it, or add a group.` } });
  const found = await matchNames(graph, [...new Set(read.lines.map((line) => line.text.toLowerCase()))]);
  const matches = new Map([...found].map(([name, match]) => [name, toMatch(match)]));

  return changeCohort(admin, phaseId, async (tx, phase) => {
    const ids = [...matches.values()].flatMap((match) => (match.kind === 'person' ? [match.person.id] : []));
    const { rows, people } = judgeList(read, matches, await findMemberIds(tx, phase.id, ids));
    const sourceId = await insertSource(tx, { phaseId: phase.id, kind: 'csv', label: list.label, fileHash: sha256(list.text), addedBy: admin.personId, addedByName: admin.name });
    const added = await insertMembers(tx, phase.id, sourceId, people, `List “${list.label}”`);
    await insertImportRows(tx, sourceId, rows);
    const verdicts: Imported['verdicts'] = {};
    for (const row of rows) verdicts[row.verdict] = (verdicts[row.verdict] ?? 0) + 1;
    return { value: { sourceId, added, lines, verdicts }, changed: added, event: { action: 'cohort.import', after: { list: list.label, lines, ...verdicts } } };
  });
}

/**
 * Takes in one line of an import that was left out because the account is disabled or external.
 * @throws AppError `notFound`, `conflict` when the line was taken in already or says something else; Graph's own.
 */
export async function takeInRow(admin: Admin, phaseId: string, sourceId: string, line: number, graph: Graph = graphFor(admin)): Promise<void> {
  const source = await getSource(phaseId, sourceId);
  const row = await findImportRow(sourceId, line);
  if (!row?.personId) throw new AppError('notFound', `no line ${line} with a person in source ${sourceId}`);
  const personId = row.personId;
  const person = (await getPeople(graph, [personId])).get(personId);
  if (!person) throw new AppError('notFound', `person of line ${line} is gone`, { say: 'This account is no longer in the tenant.' });
  await changeCohort(admin, phaseId, async (tx, phase) => {
    const current = await findImportRow(sourceId, line, tx);
    if (!current || !canTakeIn(current.verdict)) throw new AppError('conflict', `line ${line} of ${sourceId} is ${current?.verdict ?? 'gone'}`);
    const added = await insertMembers(tx, phase.id, sourceId, [person], `List “${source.label}”, taken in by ${admin.name}`);
    await updateImportRow(tx, sourceId, line, 'added', `${current.detail} Taken in by ${admin.name}.`);
    return { value: undefined, changed: added, event: { action: 'cohort.add', subject: { personId, name: person.name, userPrincipalName: person.userPrincipalName }, after: { from: 'csv', list: source.label, line, was: current.verdict, added } } };
  });
}

/**
 * Takes people out of the cohort: those named, or all who match a filter of its page. Whoever is not in it any more is
 * passed over.
 * @throws AppError `notFound`, `conflict`
 */
export async function removeMembers(admin: Admin, phaseId: string, who: string[] | MemberFilter): Promise<{ removed: number }> {
  return changeCohort(admin, phaseId, async (tx, phase) => {
    const removed = Array.isArray(who) ? await deleteMembers(tx, phase.id, who) : await deleteMatching(tx, phase.id, who);
    return { value: { removed }, changed: removed, event: removed > 0 ? { action: 'cohort.remove', before: { people: phase.peopleCount }, after: { people: phase.peopleCount - removed } } : null };
  });
}

/**
 * Removes a source with everybody who is in the cohort by it, and its import report.
 * @throws AppError `notFound`, `conflict`
 */
export async function removeSource(admin: Admin, phaseId: string, sourceId: string): Promise<{ removed: number }> {
  return changeCohort(admin, phaseId, async (tx, phase) => {
    const source = await getSource(phase.id, sourceId, tx);
    await deleteSource(tx, source.id);
    return { value: { removed: source.peopleCount }, changed: source.peopleCount, event: { action: 'cohort.remove', before: { source: source.label, people: phase.peopleCount }, after: { people: phase.peopleCount - source.peopleCount } } };
  });
}
