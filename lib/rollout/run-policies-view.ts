import 'server-only';
import type { PolicyDifference } from '@/lib/authoring/policy-differences';
import { getRehearsalHead } from '@/lib/db/rehearsals';
import { listPolicies } from '@/lib/db/run-policies';
import type { RehearsedDelivery } from './delivery';
import { graceWords } from './delivery';
import { countWords, peopleWords } from './count-words';
import { isTakenBack } from './phase';
import type { Run } from './run';
import { NOTHING_TO_DO } from './run-failures';
import type { PolicyState, RunPolicy } from './run-policy';
import { whatToDoAbout } from './run-policy';

/** What a run did to one policy, as its page shows it. */
export type ShownPolicy = {
  id: string;
  packageName: string;
  policyName: string;
  mode: RunPolicy['mode'];
  state: PolicyState;
  since: string;
  /** When Entra took it; null before. */
  savedAt: string | null;
  /** What it is about, in sentences: what is written, and what goes on afterwards. */
  lines: string[];
  rules: { before: string | null; after: string } | null;
  failure: string | null;
  whatToDo: string | null;
  differences: PolicyDifference[];
};

/** The policies of a run with what was rehearsed of them. */
export async function loadShownPolicies({ id, rehearsalId, phaseState }: Pick<Run, 'id' | 'rehearsalId' | 'phaseState'>): Promise<ShownPolicy[]> {
  const policies = await listPolicies(id);
  if (policies.length === 0) return [];
  const { design } = await getRehearsalHead(rehearsalId);
  return policies.map((policy) => shownPolicy(policy, design.packages.find((each) => each.packageId === policy.packageId)?.delivery, phaseState));
}

function shownPolicy(policy: RunPolicy, delivery: RehearsedDelivery | undefined, phaseState: string): ShownPolicy {
  const { id, packageName, policyName, mode, state, stateSince, savedAt, failure, failureCode, differences } = policy;
  return {
    id, packageName, policyName, mode, state, failure, since: stateSince.toISOString(), savedAt: savedAt?.toISOString() ?? null,
    lines: delivery ? linesOf(policy, delivery) : [],
    rules: delivery?.mode === 'automatic' ? { before: delivery.before.rule, after: delivery.after.rule ?? '' } : null,
    whatToDo: failure && isTakenBack(phaseState) ? NOTHING_TO_DO : whatToDoAbout(failureCode), differences: differences ?? [],
  };
}

function linesOf({ peopleCount, state }: RunPolicy, delivery: RehearsedDelivery): string[] {
  const done = state === 'delivered' || state === 'skipped';
  if (delivery.mode === 'invite') {
    const how = delivery.opens === 'people' ? 'by name' : `by the group “${delivery.groupName ?? ''}”`;
    return [`${done ? 'Open' : 'Opens'} to ${peopleWords(peopleCount)} ${how}. Nobody is given anything until they ask.`];
  }
  const { after, leaving } = delivery;
  return [
    `${peopleWords(peopleCount)} ${peopleCount === 1 ? 'joins' : 'join'}${leaving.length > 0 ? `, ${countWords(leaving.length, 'person leaves', 'people leave')} the rule` : ' and nobody leaves'}. ${after.removesOnLeave ? `Whoever leaves the rule loses the package ${graceWords(after.grace)}.` : 'Entra removes nobody until the last step.'}`,
    ...(done ? ['Entra goes on moving people by this rule, within minutes or hours, and without this portal.'] : []),
  ];
}
