import 'server-only';
import { db } from '@/lib/db/client';
import { listChanges } from '@/lib/db/cohort-changes';
import { listCohort } from '@/lib/db/cohort-members';
import { listBroughtBy, listDefinitions } from '@/lib/db/cohort-sources';
import { saveDrift } from '@/lib/db/gate-values';
import { listGroupStandings, listInnerGroups, peopleInGroups } from '@/lib/db/mirror-routes';
import { findRunOfPhase, getRun } from '@/lib/db/runs';
import { getHeldAccounts } from '@/lib/directory/accounts';
import type { Account } from '@/lib/directory/account-kind';
import { inTurns } from '@/lib/in-turns';
import { attributesOf } from '@/lib/rules/attributes-of';
import { compileRule } from '@/lib/rules/evaluate-rule';
import { stepsOf } from '@/lib/steps';
import type { CohortMember } from './cohort';
import { ruleOfSource } from './hold-for-sources';
import { STRATUM_ATTRIBUTES } from './sample';
import type { SampleDefinition } from './sample';

/** Of how many people what their cohort rests on is different; `people` null where it could not be told, and `says` why. */
export type Drift = { people: number | null; says: string; asOf: Date | null };

/** What a cohort keeps of a person and rules speak of, by the name rules use. */
const KEPT = { department: 'department', country: 'country', physicalDeliveryOfficeName: 'office', jobTitle: 'jobTitle' } as const;
const WORD: Record<keyof typeof KEPT, string> = { department: 'department', country: 'country', physicalDeliveryOfficeName: 'office', jobTitle: 'job title' };

type Source = Awaited<ReturnType<typeof listDefinitions>>[number];
/** What is different about somebody by one source, in a few words; null where nothing is. */
type Check = { source: Source; differs: (member: CohortMember, account: Account) => string | null };

/**
 * Holds what a cohort rests on against the mirror and keeps the answer: the groups that brought its people, the attributes
 * its rules speak of, those its samples were drawn by, and of everybody that they belong to the organisation. Whoever was
 * picked or listed rests on nothing else; whoever left the tenant, and what was known to be different when the run started,
 * is not counted. Needs nobody's tokens.
 */
export async function lookForDrift(phaseId: string): Promise<Drift> {
  const drift = await readDrift(phaseId);
  await saveDrift(db(), phaseId, drift);
  return drift;
}

async function readDrift(phaseId: string): Promise<Drift> {
  const sources = await listDefinitions(phaseId);
  const [cohort, brought, known] = await Promise.all([listCohort(phaseId), listBroughtBy(sources.map(({ id }) => id)), knownBefore(phaseId)]);
  const people = new Set(cohort.map(({ personId }) => personId));
  const rules = sources.flatMap((source) => ruleOfSource(source) ?? []);
  const held = await getHeldAccounts([...people], rules);
  if (!held && sources.length === 0) return { people: 0, says: '', asOf: new Date() };
  if (!held) return { people: null, says: 'unknown, the directory is not held as far as the rules of the cohort speak of', asOf: null };
  const checks: Check[] = [];
  for (const source of sources) {
    const check = await checkOf(source, people, held.asOf);
    if (check === null) return { people: null, says: `unknown, the members of “${source.label}” are not held`, asOf: null };
    checks.push(check);
  }
  const differences = await inTurns(stepsOf(cohort, (member) => {
    const account = held.accounts.get(member.personId);
    if (!account || known.has(member.personId)) return null;
    if (account.external && !member.external) return 'external by now';
    for (const { source, differs } of checks) {
      const difference = brought.get(source.id)?.has(member.personId) ? differs(member, account) : null;
      if (difference) return difference;
    }
    return null;
  }));
  const counts = new Map<string, number>();
  for (const each of differences) if (each) counts.set(each, (counts.get(each) ?? 0) + 1);
  const says = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([what, count]) => `${count.toLocaleString('en-GB')} ${what}`);
  return { people: differences.filter(Boolean).length, says: says.join(', '), asOf: held.asOf };
}

/** People who were different already when the run started: it was rehearsed and signed with them. */
async function knownBefore(phaseId: string): Promise<Set<string>> {
  const runId = await findRunOfPhase(phaseId);
  const { startedAt } = runId ? await getRun(runId) : { startedAt: new Date() };
  return new Set((await listChanges(phaseId)).filter(({ kind, noticedAt }) => (kind === 'moved' || kind === 'outOfSource' || kind === 'external') && noticedAt <= startedAt).map(({ personId }) => personId));
}

/** Null where what the source rests on is not held. */
async function checkOf(source: Source, people: ReadonlySet<string>, now: Date): Promise<Check | null> {
  const sample = source.kind === 'sample' ? (source.definition as SampleDefinition) : null;
  const groupId = sample?.base.kind === 'group' ? sample.base.groupId : source.groupId;
  const members = groupId ? await membersOf(groupId, people) : null;
  if (groupId && !members) return null;
  const rule = ruleOfSource(source);
  const selects = rule && compileRule(rule);
  const watched = [...(rule ? attributesOf(rule).attributes : []), ...(sample?.strata.map((name) => STRATUM_ATTRIBUTES[name]) ?? [])].filter((name): name is keyof typeof KEPT => name in KEPT);
  const label = sample?.base.kind === 'group' ? sample.base.groupName : source.label;
  return {
    source,
    differs: (member, account) => {
      if (members && !members.has(member.personId)) return `no longer in “${label}”`;
      const other = watched.find((name) => member[KEPT[name]] !== account[KEPT[name]]);
      if (other) return `with another ${WORD[other]}`;
      return selects && !selects(account.attributes, now.getTime()) ? 'no longer selected by the rule' : null;
    },
  };
}

/** Who of these people is in a group by the mirror, at whatever depth; null where the members of it, or of a group in it, are not held. A group that is gone has nobody. */
async function membersOf(groupId: string, of: ReadonlySet<string>): Promise<Set<string> | null> {
  const ids = [...new Set([groupId, ...(await listInnerGroups([groupId])).map(({ id }) => id)])];
  const standings = await listGroupStandings(ids);
  const root = standings.find(({ id }) => id === groupId);
  if (root?.deleted) return new Set();
  if (standings.length < ids.length || standings.some(({ membersAsOf, hiddenMembership, deleted }) => hiddenMembership || (!deleted && !membersAsOf))) return null;
  const members = new Set<string>();
  for await (const { people } of peopleInGroups(ids.map((id) => ({ groupId: id, relation: 'member' as const })))) for (const id of people) if (of.has(id)) members.add(id);
  return members;
}
