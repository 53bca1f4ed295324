/** What a phase waits for, who holds it, and the one thing an admin can do now. Pure: read in the browser too. */
import type { Phase } from './phase';
import type { RehearsalHead } from './rehearsal';
import type { PhaseDelivery } from './rollout';

/** A resource whose owner has not agreed to how this phase's packages hand it out. */
export type MissingApproval = { catalogId: string; resourceId: string; resourceName: string; packageNames: string[]; standing: 'waiting' | 'refused' | 'changed' | 'notAsked'; ownerName: string | null; reason: string | null };

export type NextAction =
  | { kind: 'addPeople' }
  | { kind: 'rehearse'; people: number }
  | { kind: 'ask'; owners: number; catalogId: string }
  | { kind: 'start'; people: number; rehearsalHash: string }
  | { kind: 'seeFailures'; people: number; runId: string }
  | { kind: 'finish'; runId: string; people: number }
  | null;

/** `holder` is a name, or You, Entra ID or The portal. */
export type NextStep = { what: string; holder: string; when: string };

export type PhaseStanding = {
  phase: Pick<Phase, 'id' | 'name' | 'state' | 'revision' | 'overrideReason'>;
  people: number;
  rehearsal: Pick<RehearsalHead, 'id' | 'number' | 'hash' | 'phaseRevision' | 'totals'> | null;
  delivery: PhaseDelivery | null;
  missing: MissingApproval[];
  /** The first phase before this one that has not passed; nothing starts before it has. */
  earlier: string | null;
  nextPhaseName: string | null;
};

/** True when the newest rehearsal still says what would run. */
export function isFresh({ phase, rehearsal }: Pick<PhaseStanding, 'phase' | 'rehearsal'>): boolean {
  return rehearsal !== null && rehearsal.phaseRevision === phase.revision && (phase.state === 'rehearsed' || phase.state === 'signed');
}

/** The one primary thing to do about a phase, or null when it is somebody else's turn. */
export function nextActionOf(standing: PhaseStanding): NextAction {
  const { phase, people, rehearsal, delivery, missing } = standing;
  if (phase.state === 'draft' || phase.state === 'rehearsed' || phase.state === 'signed') {
    if (people === 0) return { kind: 'addPeople' };
    if (!rehearsal || !isFresh(standing)) return { kind: 'rehearse', people };
    if (rehearsal.totals.gaining === 0) return { kind: 'rehearse', people };
    if (missing.length > 0 && !phase.overrideReason) return askOf(missing);
    if (standing.earlier) return null;
    return { kind: 'start', people: rehearsal.totals.gaining, rehearsalHash: rehearsal.hash };
  }
  if (!delivery) return null;
  if (delivery.failed > 0 && (phase.state === 'running' || phase.state === 'verifying')) return { kind: 'seeFailures', people: delivery.failed, runId: delivery.runId };
  if (phase.state === 'verifying' && delivery.runState === 'settled') return { kind: 'finish', runId: delivery.runId, people: delivery.delivered };
  return null;
}

/** Who was asked has to answer; whoever was not, refused, or approved something else, is asked. */
function askOf(missing: MissingApproval[]): NextAction {
  const toAsk = missing.filter((each) => each.standing !== 'waiting');
  return toAsk[0] ? { kind: 'ask', owners: toAsk.length, catalogId: toAsk[0].catalogId } : null;
}

function peopleWords(count: number, one: string, many: string): string {
  return count === 1 ? `1 person ${one}` : `${count.toLocaleString('en')} people ${many}`;
}

/** What happens until the phase has passed, in order, each with who holds it. */
export function nextStepsOf(standing: PhaseStanding): NextStep[] {
  const { phase, people, rehearsal, delivery, missing, nextPhaseName } = standing;
  const steps: NextStep[] = [];
  const ready = isFresh(standing);
  const before = phase.state === 'draft' || phase.state === 'rehearsed' || phase.state === 'signed';
  if (before) {
    if (people === 0) steps.push({ what: 'The cohort gets its people', holder: 'You', when: 'nobody yet' });
    if (!ready) steps.push({ what: rehearsal ? 'The phase is rehearsed again' : 'The phase is rehearsed', holder: 'You', when: rehearsal ? 'the cohort changed since' : 'changes nothing' });
    if (!phase.overrideReason) for (const each of missing) steps.push(approvalStep(each));
    if (standing.earlier) steps.push({ what: `“${standing.earlier}” passes`, holder: 'The portal', when: 'it comes first' });
    steps.push({ what: ready && rehearsal ? `${peopleWords(rehearsal.totals.gaining, 'gains', 'gain')} access` : 'The run starts', holder: 'You', when: 'when you start it' });
  } else if (delivery && delivery.runState !== 'finished') {
    const onItsWay = delivery.people - delivery.delivered - delivery.failed;
    if (onItsWay > 0) steps.push({ what: peopleWords(onItsWay, 'arrives', 'arrive'), holder: 'Entra ID', when: onItsWay === 1 ? 'on its way' : 'on their way' });
    if (delivery.failed > 0) steps.push({ what: delivery.failed === 1 ? '1 failure needs a decision' : `${delivery.failed.toLocaleString('en')} failures need a decision`, holder: 'You', when: 'send again or finish without' });
  }
  if (before || phase.state === 'running') steps.push({ what: 'Everybody is read back from the tenant', holder: 'The portal', when: 'after the last request' });
  if (before || phase.state === 'running' || phase.state === 'verifying') steps.push({ what: 'The phase is finished', holder: 'You', when: 'when nothing is left to do' });
  if (nextPhaseName && phase.state !== 'reversed' && phase.state !== 'failed') steps.push({ what: `“${nextPhaseName}” may start`, holder: phase.state === 'passed' ? 'You' : 'The portal', when: phase.state === 'passed' ? 'now' : 'when this one has passed' });
  return steps;
}

function approvalStep({ resourceName, ownerName, standing }: MissingApproval): NextStep {
  switch (standing) {
    case 'waiting':
      return { what: `“${resourceName}” is approved`, holder: ownerName ?? 'Its owner', when: 'asked, no answer yet' };
    case 'refused':
      return { what: `“${resourceName}” was refused`, holder: 'You', when: `by ${ownerName ?? 'its owner'}` };
    case 'changed':
      return { what: `The owner of “${resourceName}” is asked again`, holder: 'You', when: 'it changed since' };
    case 'notAsked':
      return { what: `The owner of “${resourceName}” is asked`, holder: 'You', when: 'not asked yet' };
  }
}
