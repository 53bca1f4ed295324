/** How a phase's packages come to its people, and what that means. Pure: read in the browser too. */
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import type { AutomaticStepKind } from './automatic-step';
import type { DeliveryMode } from './phase';
import type { ReversalChoice } from './reversal';

export const DELIVERY_MODES: readonly DeliveryMode[] = ['assign', 'invite', 'automatic'];

/** What a phase says of its delivery. A package may go another way than the rest of the phase. */
export type DeliverySettings = {
  mode: DeliveryMode;
  packageModes: ReadonlyMap<string, DeliveryMode>;
  /** One request goes out first and has to be delivered before the rest; for what is assigned. */
  canary: boolean;
  /** For what is automatic: whether the rule widens, or the target alone is left. */
  step: AutomaticStepKind;
  /** How long somebody keeps a package who leaves the rule, once people are removed again. Hours. */
  graceHours: number;
  /** By how many more people than were signed today's list may grow until the rule is saved. Percent. */
  tolerancePercent: number;
  /** What becomes of those who had the access before, if the phase is taken back; an owner may choose otherwise for their resource. */
  reversalChoice: ReversalChoice;
};

export const MOST_GRACE_HOURS = 24 * 90;
export const MOST_TOLERANCE_PERCENT = 20;

export function modeOf(settings: Pick<DeliverySettings, 'mode' | 'packageModes'>, packageId: string): DeliveryMode {
  return settings.packageModes.get(packageId) ?? settings.mode;
}

/** What each mode is called, what it does, and what Entra goes on doing by itself. */
export const MODE_WORDS: Record<DeliveryMode, { name: string; does: string; afterwards: string }> = {
  assign: {
    name: 'Assign',
    does: 'A direct request for each person, under the policy of the package. Nobody has to ask.',
    afterwards: 'Afterwards nothing moves by itself, but for access that ends under the policy.',
  },
  invite: {
    name: 'Invite',
    does: 'The policy opens to the people of the cohort, and whoever wants the package asks for it. Approvers get a mail for each request.',
    afterwards: 'Afterwards the policy stays open to them: they may ask at any time until it is closed again.',
  },
  automatic: {
    name: 'Automatic',
    does: 'The rule of the automatic policy widens to those the phase selects, within the target of the rollout. The cohort has to be a rule.',
    afterwards: 'Afterwards Entra goes on by itself: whoever comes to fit the rule is given the package, without a request and without this portal.',
  },
};

/** What an automatic policy says, as far as a step changes it. `rule` is null where it selects nobody yet. */
export type AutomaticPolicyState = { rule: string | null; removesOnLeave: boolean; grace: string | null };

/**
 * The policy whole, as it was read for the rehearsal: the run writes only over exactly that. Null where there is none yet
 * and one is made; absent in rehearsals of before. Not hashed: what of it decides who gets what is hashed beside.
 */
type AsRead = { policy?: PolicyDocument | null };

/** Whoever loses a package by a step of its rule. */
export type Leaver = { id: string; name: string; department: string | null };

/** What a rehearsed step of one package does to its policy; absent for what is assigned. */
export type RehearsedDelivery = AsRead & (
  | {
      mode: 'automatic';
      step: AutomaticStepKind;
      before: AutomaticPolicyState;
      after: AutomaticPolicyState;
      /** People the rule selects by today's list: all of them, those it had not selected before, and those it selects no more, by id and sorted. */
      selected: number;
      joining: number;
      leaving: string[];
      /** Who they are, by name; absent in rehearsals of before. Not hashed: what counts is their ids. */
      leavers?: Leaver[];
      tolerancePercent: number;
      /** What is not documented and better tried first, in sentences. */
      doubts: string[];
      /** What the policy is called that is made, where the package has no automatic one yet. */
      makes?: string;
    }
  | {
      mode: 'invite';
      /** Whom the policy names besides those it named before: each person, or one group. */
      opens: 'people' | 'group';
      /** Null for a group that is made for them. */
      groupId: string | null;
      groupName: string | null;
      before: { scope: string; targets: number };
      /** How many it names afterwards. */
      targets: number;
      /** Who decides, stage by stage, on how many requests; null where nobody has to. */
      approvals: { stages: string[][]; requests: number } | null;
    }
);

/** People and groups a policy may name one by one. https://learn.microsoft.com/entra/id-governance/governance-service-limits */
export const MOST_NAMED = 500;
/** People an automatic policy serves; whoever is beyond may get nothing, and nobody is told. */
export const MOST_BY_RULE = 15_000;

/** Hours as Graph writes a grace period. */
export function graceOf(hours: number): string {
  return hours % 24 === 0 && hours > 0 ? `P${hours / 24}D` : `PT${hours}H`;
}

/** `7 days`, `36 hours`, or `at once`. */
export function graceWords(grace: string | null): string {
  const [, days, hours] = /^P(?:(\d+)D)?(?:T(\d+)H)?$/.exec(grace ?? '') ?? [];
  const parts = [days && days !== '0' ? `${days} ${days === '1' ? 'day' : 'days'}` : '', hours && hours !== '0' ? `${hours} ${hours === '1' ? 'hour' : 'hours'}` : ''].filter(Boolean);
  return parts.length > 0 ? `after ${parts.join(' and ')}` : 'at once';
}

/** What a step does, in sentences for whoever rehearses, signs or reads it later. */
export function deliveryLines(delivery: RehearsedDelivery, packageName: string): string[] {
  const count = (many: number, one = 'person', more = 'people'): string => `${many.toLocaleString('en-GB')} ${many === 1 ? one : more}`;
  if (delivery.mode === 'invite') {
    const who = inviteWords(delivery);
    return [
      `The policy of “${packageName}” opens to ${who}. Nobody is given anything until they ask.`,
      delivery.approvals === null
        ? 'Nobody has to approve what they ask for.'
        : `If all of them ask, ${delivery.approvals.stages.map((names) => `${names.join(' or ')} ${names.length === 1 ? 'gets' : 'get'} ${count(delivery.approvals?.requests ?? 0, 'mail', 'mails')}`).join(', then ')}.`,
      MODE_WORDS.invite.afterwards,
    ];
  }
  const { step, after, joining, leaving, selected, tolerancePercent, makes } = delivery;
  return [
    ...(makes ? [`“${packageName}” has no automatic policy yet: “${makes}” is made.`] : []),
    step === 'widen'
      ? `The rule of “${packageName}” widens: it selects ${count(selected)} today, ${count(joining)} more than before. Nobody falls out, and Entra removes nobody while it widens.`
      : `The rule of “${packageName}” becomes the target alone: it selects ${count(selected)} today, ${count(joining)} more than before, and ${count(leaving.length, 'person leaves', 'people leave')} it.`,
    after.removesOnLeave ? `Whoever leaves the rule loses the package ${graceWords(after.grace)}.` : 'Whoever leaves the rule keeps the package until the last step.',
    `Entra goes on moving people after it is saved. Until then today's list may grow by ${tolerancePercent} % and still be what was signed.`,
    ...delivery.doubts,
  ];
}

function inviteWords({ opens, groupId, groupName }: Extract<RehearsedDelivery, { mode: 'invite' }>): string {
  if (opens === 'people') return 'each of them by name';
  const limit = `since a policy names ${MOST_NAMED} at most one by one`;
  return groupId === null ? `a group that is made for them, “${groupName ?? ''}”, ${limit}: whoever may change its members may open it to more` : `the members of “${groupName ?? 'a group'}”, ${limit}: whoever joins that group later may ask too`;
}

/** What of a delivery is hashed and signed: what it writes, how far it may go beyond, and whom it takes it from. */
export function deliveryFacts(delivery: RehearsedDelivery): unknown[] {
  if (delivery.mode === 'invite') return ['invite', delivery.opens, delivery.groupId];
  const said = ({ rule, removesOnLeave, grace }: AutomaticPolicyState): unknown[] => [rule, removesOnLeave, grace];
  return ['automatic', delivery.step, said(delivery.before), said(delivery.after), delivery.tolerancePercent, delivery.leaving];
}

/** Those who lose a package by a step of its rule, by id; nobody where nothing of the kind is done. */
export function leaversOf(delivery: RehearsedDelivery | undefined): readonly string[] {
  return delivery?.mode === 'automatic' ? delivery.leaving : [];
}

/** Those by name, as far as they were kept. */
export function leaversIn(delivery: RehearsedDelivery | undefined): Leaver[] {
  return delivery?.mode === 'automatic' ? (delivery.leavers ?? []) : [];
}

/** True where the step leaves the policy otherwise than it was, also where nobody comes or goes by it today. */
export function changesPolicy(delivery: RehearsedDelivery | undefined): boolean {
  if (delivery?.mode !== 'automatic') return false;
  const { before, after } = delivery;
  return before.rule !== after.rule || before.removesOnLeave !== after.removesOnLeave || before.grace !== after.grace;
}

/** By how many people today's list may have grown since these were signed, under the same rule. */
export function toleratedBeyond(signed: RehearsedDelivery | undefined, now: RehearsedDelivery | undefined, people: number): number {
  if (signed?.mode !== 'automatic' || now?.mode !== 'automatic' || signed.after.rule !== now.after.rule) return 0;
  return Math.floor((people * Math.min(signed.tolerancePercent, now.tolerancePercent)) / 100);
}

/** True when a package comes to people another way than was signed: by another rule, sooner taken from them, or by another mode. */
export function isAnotherDelivery(signed: RehearsedDelivery | undefined, now: RehearsedDelivery | undefined): boolean {
  if (signed?.mode !== now?.mode) return true;
  if (signed?.mode === 'automatic' && now?.mode === 'automatic') return signed.step !== now.step || signed.after.rule !== now.after.rule || signed.after.removesOnLeave !== now.after.removesOnLeave || signed.after.grace !== now.after.grace || now.tolerancePercent > signed.tolerancePercent;
  if (signed?.mode === 'invite' && now?.mode === 'invite') return now.opens === 'group' && (signed.opens !== 'group' || signed.groupId !== now.groupId);
  return false;
}
