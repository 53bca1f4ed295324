import 'server-only';
import { databaseNow } from '@/lib/db/client';
import { getDraft, getDraftChange } from '@/lib/db/drafts';
import { isObjectId } from '@/lib/directory/object-id';
import { readPeopleForRules } from '@/lib/directory/people-for-rules';
import { emergencyAccountsSelectedByEach } from '@/lib/directory/test-automatic-rules';
import { AppError, isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { getPackageDesign } from '@/lib/graph/packages';
import { getWholePolicy } from '@/lib/graph/policy-documents';
import { listFitting } from '@/lib/graph/users';
import type { NamedAccount } from '@/lib/graph/users';
import { compileRule } from '@/lib/rules/evaluate-rule';
import { countReaches, filterFor, heldAsOf, holdersFor, notAsked, readChange } from './count-rule-reach';
import type { ReadChange } from './count-rule-reach';
import { calledAs, isKey } from './draft';
import type { Draft, WantedOf } from './draft';
import type { PlannedStep } from './plan-draft';
import type { PolicyDocument } from './policy-document';
import { reachVerdict, ruleChangeOf } from './rule-reach';
import type { ReachPart, ReachVerdict, RuleChange, RuleReach } from './rule-reach';

/** Rules that are counted for a review; a page after all, and each may be a question of its own to the tenant. */
const MOST_RULES = 12;

const A_PAGE = 50;

/** Of whoever is held so many are held against a rule for one page of a list; then the page says that there is more to go through. */
const MOST_GONE_THROUGH = 100_000;

export type CountedRule = { key: string; words: string; change: RuleChange; reach: RuleReach; /** Emergency accounts that it selects, by name. */ emergency: string[] };

/** The rules that these steps make or change. */
function rulesOf(steps: readonly PlannedStep[]): Omit<CountedRule, 'reach' | 'emergency'>[] {
  return steps.flatMap(({ kind, key, words, wanted, before, objectId, operation }) => {
    if (kind !== 'policy' || operation === 'delete') return [];
    const [is, was] = [wanted, before] as [WantedOf['policy'] | null, WantedOf['policy'] | null];
    const of = is?.package;
    const change = ruleChangeOf({ packageId: of && !isKey(of) ? of.id : null, policyId: objectId }, was?.document ?? null, is?.document ?? null);
    return change ? [{ key, words, change }] : [];
  });
}

/** Whether these steps make an automatic policy, or change the rule of one. */
export function changesRules(steps: readonly PlannedStep[]): boolean {
  return rulesOf(steps).length > 0;
}

/** Whom the rules select that these steps make or change, and how many of them were not counted. @throws AppError Graph's own */
export async function countPlannedRules(graph: Graph, steps: readonly PlannedStep[]): Promise<{ counted: CountedRule[]; left: number }> {
  const rules = rulesOf(steps);
  const looked = rules.slice(0, MOST_RULES);
  const changes = looked.map(({ change }) => change);
  const [reaches, emergency] = await Promise.all([countReaches(graph, changes), emergencyOf(graph, changes)]);
  return { counted: looked.flatMap((each, index) => (reaches[index] ? [{ ...each, reach: reaches[index], emergency: emergency[index] ?? [] }] : [])), left: rules.length - looked.length };
}

/** The emergency accounts that each of these rules selects, by name. */
async function emergencyOf(graph: Graph, changes: readonly RuleChange[]): Promise<string[][]> {
  const rules = changes.map((change) => {
    const read = readChange(change);
    return 'why' in read ? null : read.after;
  });
  const readable = rules.flatMap((rule) => rule ?? []);
  const selected = readable.length > 0 ? await emergencyAccountsSelectedByEach(graph, readable) : [];
  return rules.map((rule) => (rule ? (selected[readable.indexOf(rule)] ?? []).map(({ name }) => name) : []));
}

/** The policy as the tenant has it; null where it is gone. */
async function policyNow(graph: Graph, policyId: string | null): Promise<PolicyDocument | null> {
  if (policyId === null) return null;
  try {
    return (await getWholePolicy(graph, policyId)).document;
  } catch (error) {
    if (isAppError(error, 'notFound')) return null;
    throw error;
  }
}

/** Whom a rule selects that was typed for a policy, or for one that is not made yet. @throws AppError Graph's own */
export async function countTypedRule(graph: Graph, of: Pick<RuleChange, 'packageId' | 'policyId'>, typed: Pick<RuleChange, 'assigns' | 'removes' | 'grace'> & { rule: string }): Promise<Pick<CountedRule, 'change' | 'reach' | 'emergency'>> {
  const now = await policyNow(graph, of.policyId);
  const { rule, ...does } = typed;
  const before = (now && ruleChangeOf(of, now, null)?.before) ?? null;
  const change: RuleChange = { ...of, ...does, before, after: rule.trim() };
  const [[reach], [emergency = []]] = await Promise.all([countReaches(graph, [change]), emergencyOf(graph, [change])]);
  if (!reach) throw new Error('a rule was not counted');
  return { change, reach, emergency };
}

/** The package and policy a draft's policy is of, as far as the tenant has them. @throws AppError `notFound` */
export async function ofDraftedPolicy(draftId: string, key: string): Promise<Pick<RuleChange, 'packageId' | 'policyId'>> {
  const { kind, wanted, objectId } = await getDraftChange(draftId, key);
  if (kind !== 'policy') throw new AppError('notFound', `${key} is no policy`);
  const of = (wanted as WantedOf['policy'] | null)?.package;
  return { packageId: of && !isKey(of) ? of.id : null, policyId: objectId };
}

export type ReachedPerson = NamedAccount & { verdict: ReachVerdict; /** The policy they have the package by; null where there is none, or it is not told. */ policy: string | null };

export type ReachView = {
  draft: Draft;
  policyName: string;
  packageName: string;
  change: RuleChange;
  people: ReachedPerson[];
  next: string | null;
  /** As of when they are held; null where the tenant was asked. */
  asOf: Date | null;
  /** Not everybody was gone through for this page, though it is not full. */
  partly: boolean;
  /** Why nobody can be listed; null where they can. */
  why: string | null;
};

/** A page of those whom the rule of a drafted policy concerns. @throws AppError `notFound` where the draft changes no such rule; Graph's own */
export async function loadReach(graph: Graph, draftId: string, key: string, part: ReachPart, next: string | null): Promise<ReachView> {
  const [draft, drafted] = await Promise.all([getDraft(draftId), getDraftChange(draftId, key)]);
  const wanted = drafted.kind === 'policy' ? (drafted.wanted as WantedOf['policy'] | null) : null;
  const packageId = wanted && !isKey(wanted.package) ? wanted.package.id : null;
  const change = wanted && ruleChangeOf({ packageId, policyId: drafted.objectId }, await policyNow(graph, drafted.objectId), wanted.document);
  if (!wanted || !change) throw new AppError('notFound', `${key} of draft ${draftId} changes no rule`);
  const now = await databaseNow();
  const of = { draft, policyName: drafted.name, packageName: calledAs(wanted.package, 'a package of this draft'), change };
  const read = readChange(change);
  const why = 'why' in read ? read.why : part !== 'selects' && read.unread ? read.unread : null;
  if ('why' in read || why) return { ...of, people: [], next: null, asOf: null, partly: false, why };
  const [asOf, holders, design] = await Promise.all([heldAsOf(read, now), holdersFor(graph, packageId, now), packageId ? getPackageDesign(graph, packageId) : null]);
  // Where it went on from in the one list it begins anew in the other.
  const heldFrom = next !== null && isObjectId(next) ? next : null;
  const page = asOf ? await heldPage(read, part, heldFrom, now) : await tenantPage(graph, read, part, heldFrom ? null : next, now);
  const policies = new Map(design?.policies.map(({ id, name }) => [id, name]));
  const people = page.people.map((person): ReachedPerson => {
    const by = holders.byPerson.get(person.id);
    const known = by !== undefined || !holders.more;
    return { ...person, verdict: known ? reachVerdict(change, part, by, person.enabled) : 'unknown', policy: by ? (policies.get(by) ?? null) : null };
  });
  return { ...of, packageName: design?.name ?? of.packageName, people, next: page.next, asOf, partly: page.partly, why: page.why };
}

type ReachPage = { people: NamedAccount[]; next: string | null; partly: boolean; why: string | null };

/** From those who are held, in the order of their ids; `next` is the last one that was gone through. */
async function heldPage({ after, before }: ReadChange, part: ReachPart, from: string | null, now: Date): Promise<ReachPage> {
  const [is, was] = [after, before].map((rule) => (rule ? compileRule(rule) : () => false)) as [ReturnType<typeof compileRule>, ReturnType<typeof compileRule>];
  const people: NamedAccount[] = [];
  let gone = 0;
  for await (const page of readPeopleForRules([after, before].flatMap((rule) => rule ?? []), [], from)) {
    for (const person of page) {
      const [fits, did] = [is(person, now.getTime()), part !== 'selects' && was(person, now.getTime())];
      if (part === 'leaves' ? fits || !did : !fits || did) continue;
      if (people.length === A_PAGE) return { people, next: people.at(-1)?.id ?? null, partly: false, why: null };
      people.push({ id: person.objectId, name: person.displayName, userPrincipalName: person.userPrincipalName, enabled: person.accountEnabled });
    }
    gone += page.length;
    if (gone >= MOST_GONE_THROUGH) return { people, next: page.at(-1)?.objectId ?? null, partly: true, why: null };
  }
  return { people, next: null, partly: false, why: null };
}

async function tenantPage(graph: Graph, read: ReadChange, part: ReachPart, next: string | null, now: Date): Promise<ReachPage> {
  const filter = filterFor(read, part, now);
  if (!filter.ok) return { people: [], next: null, partly: false, why: notAsked(filter.why) };
  const page = await listFitting(graph, filter.filter, A_PAGE, next);
  return { people: page.items, next: page.next, partly: false, why: null };
}
