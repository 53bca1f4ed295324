import 'server-only';
import type { Graph } from '@/lib/graph/client';
import { readApplicationsWhere, readEntraRoles, readGroupsWhere, readOwners } from '@/lib/graph/resource-facts';
import type { NamedOrigin } from '@/lib/graph/resource-facts';
import { namedPerson } from './accountable-owner';
import type { WantedOf } from './draft';
import { isApplication, isGroup, originKey } from './find-listed';
import type { DraftPlan, DraftProblem, PlannedStep } from './plan-draft';
import { judgeReadiness, readinessWords, rightTo } from './readiness';
import type { ReadinessFinding, ResourceFacts } from './readiness';

const CANNOT_HAND_OUT = 'A rule names its members, so packages can hand out its Owner role alone. Take this role out of the draft, or use a group without a rule.';

/** What is in the way of taking a resource in or handing it out, and what is not known of it. */
export type Judged = { problems: DraftProblem[]; doubts: DraftProblem[] };

/**
 * Each of these resources once: what keeps it out of any catalog, and what leaves that open. By `originKey`.
 * @param personId whose right to add them is judged; null where that is nobody's question
 */
export async function judgeOrigins(graph: Graph, personId: string | null, origins: readonly NamedOrigin[]): Promise<Map<string, { cannot: ReadinessFinding | null; notKnown: ReadinessFinding | null }>> {
  const distinct = [...new Map(origins.map((origin) => [originKey(origin), origin])).values()];
  if (distinct.length === 0) return new Map();
  const [owners, roles] = await Promise.all([readOwners(graph, distinct), personId === null ? null : readEntraRoles(graph, personId)]);
  return new Map(distinct.map((origin) => {
    const people = owners.get(origin.originId) ?? null;
    const facts: Omit<ResourceFacts, 'right'> = {
      ...origin,
      ...(isGroup(origin) ? { group: { ...origin.facts, managedByPim: null } } : {}),
      ...(isApplication(origin) ? { application: origin.facts } : {}),
      // Whether the catalog has it already, and whether another has, is not asked here.
      owners: people && people.map(namedPerson), catalogs: [], conditionalAccess: null,
    };
    const { findings } = judgeReadiness({ ...facts, right: personId === null ? 'role' : rightTo(facts, personId, roles) }, '');
    const worst = (level: ReadinessFinding['level']): ReadinessFinding | null => findings.find((finding) => finding.level === level) ?? null;
    return [originKey(origin), { cannot: worst('cannot'), notKnown: worst('notKnown') }];
  }));
}

/**
 * The steps that take resources in or hand roles out, held against what the tenant says of each resource, so that nothing is
 * written before one that Entra will surely refuse is told. Each resource is read once, in some batches.
 * @param personId who would apply it, or null where whoever looks may not @throws AppError Graph's own
 */
export async function judgeSteps(graph: Graph, personId: string | null, steps: readonly PlannedStep[]): Promise<Judged> {
  const taken = steps.flatMap((step) => (step.operation === 'create' && step.kind === 'catalogResource' ? [{ step, wanted: step.wanted as WantedOf['catalogResource'] }] : []));
  const handed = steps.flatMap((step) => (step.operation === 'create' && step.kind === 'packageRole' ? [{ step, wanted: step.wanted as WantedOf['packageRole'] }] : []));
  const idsOf = (system: string): string[] => [...new Set([...taken, ...handed].flatMap(({ wanted: { originSystem, originId } }) => (originSystem === system ? [originId] : [])))];
  const [groups, applications] = await Promise.all([readGroupsWhere(graph, 'id', idsOf('AadGroup')), readApplicationsWhere(graph, 'id', [...new Set(taken.flatMap(({ wanted: { originSystem, originId } }) => (originSystem === 'AadApplication' ? [originId] : [])))])]);
  const read = new Map([...groups, ...applications].map((origin) => [originKey(origin), origin]));
  const origins = taken.flatMap(({ wanted }): NamedOrigin[] => {
    const known = read.get(originKey(wanted));
    return known ? [known] : wanted.originSystem === 'SharePointOnline' ? [{ originSystem: 'SharePointOnline', originId: wanted.originId, name: wanted.name, about: '' }] : [];
  });
  const verdicts = await judgeOrigins(graph, personId, origins);
  const judged: Judged = { problems: [], doubts: [] };
  const doubted = new Set<string>();
  for (const { step, wanted } of taken) {
    const key = originKey(wanted);
    const verdict = verdicts.get(key);
    const problem = (words: string): void => void judged.problems.push({ key: step.key, name: step.words, words });
    if (!verdict) problem('The tenant does not have it any more, or you may not see it. Take it out of the draft.');
    else if (verdict.cannot) problem(readinessWords(verdict.cannot));
    else if (verdict.notKnown && !doubted.has(key)) {
      doubted.add(key);
      judged.doubts.push({ key: step.key, name: wanted.name, words: readinessWords(verdict.notKnown) });
    }
  }
  for (const { step, wanted } of handed) {
    const origin = wanted.originSystem === 'AadGroup' ? read.get(originKey(wanted)) : undefined;
    if (origin && isGroup(origin) && origin.facts.dynamic && !wanted.roleOriginId.startsWith('Owner_')) judged.problems.push({ key: step.key, name: step.words, words: CANNOT_HAND_OUT });
  }
  return judged;
}

/** The plan without the steps that are in the way, in their place what to do about each. */
export function withJudged(plan: DraftPlan, { problems, doubts }: Judged): DraftPlan {
  const out = new Set(problems.map(({ key }) => key));
  const steps = plan.steps.filter(({ key }) => !out.has(key)).map((step, index) => ({ ...step, position: index + 1 }));
  return { ...plan, steps, problems: [...plan.problems, ...problems], doubts };
}
