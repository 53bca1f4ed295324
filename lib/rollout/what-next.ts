/** What a phase waits for, who holds it, and the one thing an admin can do now. Pure: read in the browser too. */
import { NOT_REHEARSED, isGateOpen } from './gate';
import type { GateAdvance, GateLine } from './gate';
import type { Phase } from './phase';
import type { RehearsalHead } from './rehearsal';
import { onTheirWay } from './rollout';
import type { PhaseDelivery } from './rollout';
import { HOLD_TITLE } from './run-hold';
import type { SignOffKind } from './sign-off';
import { isSettled, isToAsk } from './signature-line';
import type { SignatureLine } from './signature-line';
import type { SignedResource } from './signed-content';

/** A resource whose owner has not agreed that these packages hand it out as they do. */
export type MissingApproval = { catalogId: string; resourceId: string; resourceName: string; standing: 'waiting' | 'refused' | 'changed' | 'beyond' | 'notAsked'; ownerName: string | null; reason: string | null };

export type NextAction =
  | { kind: 'addPeople' }
  | { kind: 'rehearse'; people: number }
  | { kind: 'ask'; signatures: number; rehearsalHash: string }
  | { kind: 'nameOwner'; resource: SignedResource; signer: SignOffKind }
  /** An owner refused: what can be done stands in their letter. */
  | { kind: 'settleRefusal'; href: string }
  /** All is signed, and owners have not approved that it may be handed out at all: `toAsk` of them were not asked, or not about what is true now. */
  | { kind: 'approvals'; toAsk: number; catalogId: string | null; people: number; rehearsalHash: string }
  | { kind: 'start'; people: number; rehearsalHash: string }
  | { kind: 'seeFailures'; people: number; runId: string }
  | { kind: 'finish'; runId: string; people: number }
  | { kind: 'resume'; says: string }
  /** Its gate is shut, and what opens it is told there: `open` criteria are not met. */
  | { kind: 'gate'; open: number }
  /** Nothing else keeps its gate shut: people are still on a pilot's policy. */
  | { kind: 'handOver' }
  | null;

/** How the gate stands that a phase has to go through next; what to begin or to pass, and whose it is to decide. */
export type GateAhead = {
  lines: GateLine[];
  advance: GateAdvance;
  mayOverride: boolean;
  /** The reader started the run, and is no second person. */
  startedByReader: boolean;
  /** Why it is held; null where it is not. */
  held: { says: string; byName: string | null; at: string } | null;
};

/** `holder` is a name, or You, Entra ID or The portal: you are whoever acts for the rollout. */
export type NextStep = { what: string; holder: string; when: string; /** Where the ways on from it stand. */ waysHref?: string };

export type PhaseStanding = {
  phase: Pick<Phase, 'id' | 'name' | 'state' | 'revision'>;
  people: number;
  rehearsal: Pick<RehearsalHead, 'id' | 'number' | 'hash' | 'phaseRevision' | 'totals'> | null;
  delivery: PhaseDelivery | null;
  /** Every signature the newest rehearsal needs, as it stands. */
  signatures: SignatureLine[];
  /** What the packages give today beyond what was rehearsed, in sentences. */
  widened: string[];
  /** The rehearsal changes rules, so there is something to start though nobody may gain by it. */
  movesRules?: boolean;
  /** What its start does, as rehearsed: requests for so many people, and what becomes of policies, in sentences. */
  starts?: { people: number; says: string[] };
  /** Resources of its packages that their owners have not approved. */
  missing: MissingApproval[];
  /** The first phase before this one that has not passed; nothing starts before it has. */
  earlier: string | null;
  nextPhaseName: string | null;
  /** When the next window of its calendar opens, in words; null where one is open, or there is no calendar. */
  opens?: string | null;
  /** Who stopped everything, where that is in force: nothing goes on before an admin lifts it. */
  stoppedBy?: string | null;
  /** From when on what is placed ahead holds, in words. */
  begins?: string | null;
  gate?: GateAhead | null;
};

/** What of an entry gate has steps of its own. */
const OWN_STEPS = ['before', 'signed'];

/** Criteria of the gate ahead that keep it shut, but for what has steps of its own. */
function shutIn(gate: GateAhead | null | undefined): GateLine[] {
  return (gate?.lines ?? []).filter(({ key, standing }) => (standing === 'open' || standing === 'broken') && !OWN_STEPS.includes(key));
}

function isHandoverAllThatIsLeft(gate: GateAhead): boolean {
  const shut = shutIn(gate);
  return shut.length > 0 && shut.every(({ key }) => key === 'handedOver');
}

/** True when the newest rehearsal still says what would run. */
export function isFresh({ phase, rehearsal, widened }: Pick<PhaseStanding, 'phase' | 'rehearsal' | 'widened'>): boolean {
  return rehearsal !== null && widened.length === 0 && rehearsal.phaseRevision === phase.revision && (phase.state === 'rehearsed' || phase.state === 'signed');
}

/** The one primary thing to do about a phase, or null when it is somebody else's turn. */
export function nextActionOf(standing: PhaseStanding): NextAction {
  const { phase, people, rehearsal, delivery, signatures } = standing;
  if (phase.state === 'draft' || phase.state === 'rehearsed' || phase.state === 'signed') {
    if (people === 0) return { kind: 'addPeople' };
    if (!rehearsal || !isFresh(standing)) return { kind: 'rehearse', people };
    const coming = rehearsal.totals.gaining + rehearsal.totals.asking;
    if (coming === 0 && !standing.movesRules) return { kind: 'rehearse', people };
    if (phase.state !== 'signed') return askOf(signatures, rehearsal.hash);
    if (standing.earlier) return null;
    if (standing.missing.length > 0) {
      const toAsk = standing.missing.filter((each) => each.standing !== 'waiting' && each.standing !== 'beyond');
      return { kind: 'approvals', toAsk: toAsk.length, catalogId: toAsk[0]?.catalogId ?? null, people: coming, rehearsalHash: rehearsal.hash };
    }
    const shut = shutIn(standing.gate);
    if (shut.length > 0 && !standing.gate?.mayOverride) return { kind: 'gate', open: shut.length };
    return { kind: 'start', people: coming, rehearsalHash: rehearsal.hash };
  }
  if (!delivery) return null;
  if (phase.state === 'held') return { kind: 'resume', says: standing.gate?.held?.says ?? '' };
  if (delivery.failed + delivery.policies.failed > 0 && (phase.state === 'running' || phase.state === 'verifying')) return { kind: 'seeFailures', people: delivery.failed + delivery.policies.failed, runId: delivery.runId };
  if ((phase.state !== 'verifying' && phase.state !== 'soaking') || delivery.runState !== 'settled') return null;
  const { gate } = standing;
  if (gate && isHandoverAllThatIsLeft(gate)) return { kind: 'handOver' };
  if (gate && !isGateOpen(gate.lines)) return gateSteps(standing).some(({ holder }) => holder === 'You') || gate.lines.some(({ standing: stands }) => stands === 'broken') ? { kind: 'gate', open: shutIn(gate).length } : null;
  if (gate?.advance === 'byItself' || (gate?.advance === 'secondPerson' && gate.startedByReader)) return null;
  return { kind: 'finish', runId: delivery.runId, people: delivery.delivered };
}

/** Whoever was not asked, or signed something less, is asked; who was asked has to answer. */
function askOf(signatures: SignatureLine[], rehearsalHash: string): NextAction {
  const toAsk = signatures.filter(isToAsk).length;
  if (toAsk > 0) return { kind: 'ask', signatures: toAsk, rehearsalHash };
  const unowned = signatures.find((each) => each.standing === 'noOwner');
  if (unowned) return { kind: 'nameOwner', resource: unowned.resource, signer: unowned.kind };
  const href = signatures.map(refusalHref).find(Boolean);
  return href ? { kind: 'settleRefusal', href } : null;
}

function peopleWords(count: number, one: string, many: string): string {
  return count === 1 ? `1 person ${one}` : `${count.toLocaleString('en')} people ${many}`;
}

/** Whom a start gives something, and what it makes of policies: those whom one opens to have nothing before they ask. */
function startSteps({ people, says }: { people: number; says: string[] }): string[] {
  return [...(people > 0 || says.length === 0 ? [`${peopleWords(people, 'gains', 'gain')} access`] : []), ...says.map((sentence) => sentence.replace(/\.$/, ''))];
}

/** What happens until the phase has passed, in order, each with who holds it. */
export function nextStepsOf(standing: PhaseStanding): NextStep[] {
  const { phase, people, rehearsal, delivery, signatures, widened, nextPhaseName } = standing;
  const steps: NextStep[] = [];
  const ready = isFresh(standing);
  const before = phase.state === 'draft' || phase.state === 'rehearsed' || phase.state === 'signed';
  if (standing.stoppedBy && phase.state !== 'passed' && phase.state !== 'reversed') steps.push({ what: 'The stop of everything is lifted', holder: 'You', when: `${standing.stoppedBy} stopped it` });
  if (before) {
    if (people === 0) steps.push({ what: 'The cohort gets its people', holder: 'You', when: 'nobody yet' });
    if (!ready) steps.push({ what: rehearsal ? 'The phase is rehearsed again' : 'The phase is rehearsed', holder: 'You', when: widened.length > 0 ? 'its packages changed since' : rehearsal ? 'it changed since' : 'changes nothing' });
    if (ready) for (const each of signatures) if (!isSettled(each)) steps.push(signatureStep(each));
    if (ready) for (const each of standing.missing) steps.push(approvalStep(each));
    if (standing.earlier) steps.push({ what: `“${standing.earlier}” passes`, holder: 'The portal', when: 'it comes first' });
    for (const { asks, says } of shutIn(standing.gate)) steps.push({ what: asks, holder: 'You', when: says });
    for (const what of ready && rehearsal ? startSteps(standing.starts ?? { people: rehearsal.totals.gaining, says: [] }) : ['The run starts']) steps.push({ what, holder: 'You', when: standing.opens ? `from ${standing.opens}` : 'when you start it' });
  } else if (delivery && delivery.runState !== 'finished') {
    if (phase.state === 'held') steps.push({ what: 'The phase goes on', holder: 'You', when: standing.gate?.held?.byName ? `held by ${standing.gate.held.byName}` : 'it held by itself' });
    else if (delivery.hold) steps.push({ what: delivery.hold === 'secondAdmin' ? 'A second admin agrees, and the run begins' : 'The run goes on', holder: delivery.hold === 'secondAdmin' ? 'Another admin' : 'You', when: HOLD_TITLE[delivery.hold].toLowerCase() });
    if (delivery.notSent > 0) steps.push({ what: delivery.notSent === 1 ? 'The request of 1 person goes out' : `The requests of ${delivery.notSent.toLocaleString('en')} people go out`, holder: 'The portal', when: delivery.hold || phase.state === 'held' ? 'once the run goes on' : standing.opens ? `from ${standing.opens}` : 'under way' });
    const onItsWay = onTheirWay(delivery);
    if (onItsWay > 0) steps.push({ what: peopleWords(onItsWay, 'arrives', 'arrive'), holder: 'Entra ID', when: standing.begins ? `from ${standing.begins}` : onItsWay === 1 ? 'on its way' : 'on their way' });
    if (delivery.policies.open > 0) steps.push({ what: delivery.policies.open === 1 ? '1 policy is written and read back' : `${delivery.policies.open.toLocaleString('en')} policies are written and read back`, holder: 'The portal', when: standing.opens ? `from ${standing.opens}` : 'under way' });
    if (delivery.policies.failed > 0) steps.push({ what: delivery.policies.failed === 1 ? '1 policy that was not written needs a decision' : `${delivery.policies.failed.toLocaleString('en')} policies that were not written need a decision`, holder: 'You', when: 'send again or finish without' });
    if (delivery.failed > 0) steps.push({ what: delivery.failed === 1 ? '1 failure needs a decision' : `${delivery.failed.toLocaleString('en')} failures need a decision`, holder: 'You', when: 'send again or finish without' });
  }
  if (phase.state === 'reversing') return [{ what: 'What the run gave is taken back, and seen to be gone', holder: 'The portal', when: 'under way' }];
  if (before || phase.state === 'running') steps.push({ what: 'Everybody is read back from the tenant', holder: 'The portal', when: 'after the last request' });
  if (!before) steps.push(...gateSteps(standing));
  if (before || UNFINISHED.includes(phase.state)) steps.push(finishStep(standing));
  if (nextPhaseName && phase.state !== 'reversed' && phase.state !== 'failed') steps.push({ what: `“${nextPhaseName}” may start`, holder: phase.state === 'passed' ? 'You' : 'The portal', when: phase.state === 'passed' ? 'now' : 'when this one has passed' });
  return steps;
}

const UNFINISHED: readonly Phase['state'][] = ['running', 'verifying', 'soaking', 'held'];

/** Who opens what of an exit gate is shut; what has steps of its own is not told again. */
const HOLDER_OF: Partial<Record<GateLine['key'], string>> = { verified: 'The portal', soak: 'The portal', blockingNotes: 'Helpdesk', lateApprovals: 'The approvers', used: 'The people', nextSigned: 'Its owners' };

/** Whose it is to open what a criterion keeps shut. */
export function holderOf({ key, says }: Pick<GateLine, 'key' | 'says'>): string {
  return says === NOT_REHEARSED ? 'You' : HOLDER_OF[key] ?? 'You';
}

function gateSteps({ phase, gate }: PhaseStanding): NextStep[] {
  if (!UNFINISHED.includes(phase.state)) return [];
  // While the run goes on, who is missing or on the way has a step already.
  return shutIn(gate).filter(({ key }) => key !== 'arrived' && key !== 'missing').map((line) => ({ what: line.asks, holder: holderOf(line), when: line.says }));
}

function finishStep({ phase, gate }: PhaseStanding): NextStep {
  const started = UNFINISHED.includes(phase.state);
  const when = started && gate && isGateOpen(gate.lines) && phase.state !== 'held' ? 'its gate is open' : shutIn(gate).some(({ key }) => key !== 'arrived') && started ? 'once its gate is open' : 'when nothing is left to do';
  switch (gate?.advance) {
    case 'byItself':
      return { what: 'The phase passes', holder: 'The portal', when };
    case 'secondPerson':
      return { what: 'The phase is finished', holder: !started || gate.startedByReader ? 'Another admin' : 'You', when };
    default:
      return { what: 'The phase is finished', holder: 'You', when: when === 'its gate is open' ? 'when nothing is left to do' : when };
  }
}

function approvalStep({ resourceName, standing, ownerName }: MissingApproval): NextStep {
  switch (standing) {
    case 'waiting':
      return { what: `“${resourceName}” is approved for its packages`, holder: ownerName ?? 'Its owner', when: 'asked, no answer yet' };
    case 'refused':
      return { what: `The refusal of “${resourceName}” is settled`, holder: 'You', when: `by ${ownerName ?? 'its owner'}` };
    case 'changed':
      return { what: `“${resourceName}” is approved for its packages`, holder: 'You', when: 'approved otherwise before' };
    case 'beyond':
      return { what: `“${resourceName}” is handed out within its limits, or they are widened`, holder: ownerName ?? 'Its owner', when: 'beyond what they allow now' };
    case 'notAsked':
      return { what: `The owner of “${resourceName}” is asked to approve it`, holder: 'You', when: 'nobody was asked yet' };
  }
}

/** Where the ways on from a refusal stand; undefined for a signature that was not refused. */
export function refusalHref({ standing, signOffId }: Pick<SignatureLine, 'standing' | 'signOffId'>): string | undefined {
  return standing === 'refused' && signOffId ? `/sign-offs/${signOffId}#ways` : undefined;
}

/** Whose it is to bring a signature that does not stand. */
export function holderOfSignature({ standing, person }: Pick<SignatureLine, 'standing' | 'person'>): string {
  switch (standing) {
    case 'waiting':
    case 'overdue':
      return person ?? 'Its owner';
    case 'nobody':
    case 'unconfirmed':
      return 'A second admin';
    default:
      return 'You';
  }
}

function signatureStep(line: SignatureLine): NextStep {
  const waysHref = refusalHref(line);
  return { ...signatureWords(line), holder: holderOfSignature(line), ...(waysHref ? { waysHref } : {}) };
}

function signatureWords({ resource, kind, person, standing }: SignatureLine): Pick<NextStep, 'what' | 'when'> {
  const what = kind === 'security' ? `“${resource.name}” is signed for security` : `“${resource.name}” is signed`;
  switch (standing) {
    case 'waiting':
      return { what, when: 'asked, no answer yet' };
    case 'overdue':
      return { what, when: 'overdue' };
    case 'nobody':
      return { what, when: 'nobody else may' };
    case 'refused':
      return { what: `“${resource.name}” was refused`, when: `by ${person ?? 'its owner'}` };
    case 'unmet':
      return { what: `The condition for “${resource.name}” is kept`, when: `of ${person ?? 'its owner'}` };
    case 'unconfirmed':
      return { what: `The condition for “${resource.name}” is confirmed`, when: 'counts as a refusal till then' };
    case 'noOwner':
      return { what: kind === 'security' ? 'Somebody is named for security' : `Somebody answers for “${resource.name}”`, when: 'nobody is named yet' };
    case 'void':
      return { what: `${person ?? 'The owner'} is asked again for “${resource.name}”`, when: 'what was signed holds no longer' };
    default:
      return { what: `${person ?? 'The owner'} is asked for “${resource.name}”`, when: 'not asked yet' };
  }
}
