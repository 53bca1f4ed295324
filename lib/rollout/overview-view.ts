import 'server-only';
import { listFailureCauses, listOpenApprovals, listRefusals, listOpenRollouts, listWaitingJobs, listWaitingPhases } from '@/lib/db/overview';
import type { OpenRollout, RolloutCounts, UnderWayPhase, WaitingJob, WaitingPhase } from '@/lib/db/overview';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { databaseNow } from '@/lib/db/client';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { listHeldWork, listStuckWork } from '@/lib/db/held-work';
import type { HeldLine, StuckLine } from '@/lib/db/held-work';
import { listOpenSignOffs, listRefusedSignOffs, listTakenBackSignOffs, listUnconfirmedSignOffs } from '@/lib/db/sign-off-lists';
import { listOpenNotes } from '@/lib/db/support-notes';
import { LINT_JOB } from '@/lib/authoring/start-lint';
import { MIRROR_JOB } from '@/lib/directory/mirror';
import { loadAwaitedReversals, loadRefusedReversals } from './asked-reversals';
import { nearDayWords } from './count-words';
import { isGateOpen } from './gate';
import type { GateLine } from './gate';
import { loadGatesAhead } from './gate-view';
import { isSettled } from './signature-line';
import type { SignatureLine } from './signature-line';
import { loadSignatures } from './signature-view';
import { isRefusal, waitsFor } from './sign-off';
import type { SignOffLine } from './sign-off';
import { CHOICE_WORDS } from './reversal';
import { REVERSE_JOB } from './start-reversal';
import { holderOf, holderOfSignature } from './what-next';
import type { GateAhead } from './what-next';
import { dayAt } from './working-days';

const MOST_WAITING = 8;
const MOST_ROLLOUTS = 10;

/** One thing that waits: what, where, since when, and the button that leads to it. */
export type Waiting = { key: string; kind: 'failures' | 'start' | 'finish' | 'held' | 'job' | 'sign' | 'approval' | 'note'; title: string; detail: string; since: string; href: string; button: string };

export type OverviewRollout = {
  id: string;
  name: string;
  draft: boolean;
  phases: UnderWayPhase[];
  /** The phase that matters now, by its place; the first that is not over. */
  current: number;
  next: string;
  heldBy: string;
};

/** A signature that is waited for: of whom, since when, due when, and whether it is time to remind them. */
export type AwaitedSignOff = { id: string; resourceName: string; person: string; where: string; people: number; askedAt: string; due: string; late: boolean; remind: boolean };

export type Overview = {
  waiting: Waiting[];
  rollouts: OverviewRollout[];
  counts: RolloutCounts;
  causes: { runId: string; failure: string; where: string; people: number }[];
  approvals: { id: string; resourceName: string; catalogName: string; ownerName: string; askedAt: string }[];
  approvalsInAll: number;
  /** Signatures nobody has given yet, what is due first at first. */
  signOffs: AwaitedSignOff[];
  signOffsInAll: number;
  overdue: number;
  readAt: string;
};

const people = (count: number) => (count === 1 ? '1 person' : `${count.toLocaleString('en')} people`);

function jobWaits(job: WaitingJob): Waiting {
  const what = job.kind === MIRROR_JOB ? 'The copy of the directory' : job.kind === LINT_JOB ? 'The look at all packages' : job.rolloutId ? 'The handover' : job.kind === REVERSE_JOB ? `The reversal of ${job.phaseName}` : job.phaseName;
  return {
    key: `j${job.id}`, kind: 'job', title: job.state === 'signInNeeded' ? `${what} waits for a sign-in` : `${what} waits for a role`,
    detail: [job.rolloutName, `acting as ${job.actsAsName}, nothing failed`].filter(Boolean).join('; '), since: job.since.toISOString(),
    href: job.kind === MIRROR_JOB ? '/settings' : job.kind === LINT_JOB ? '/checks' : job.rolloutId ? `/rollouts/${job.rolloutId}/handover` : job.runId ? `/runs/${job.runId}${job.kind === REVERSE_JOB ? '/reversal' : ''}` : '/rollouts', button: 'See what it needs',
  };
}

/** A reversal or handover that asks for nothing until an admin lets it go on. */
function heldWaits({ id, runId, rolloutId, name, says, since }: HeldLine): Waiting {
  return { key: `h${id}`, kind: 'held', title: `The ${runId ? 'reversal' : 'handover'} of ${name} is held`, detail: says, since: since.toISOString(), href: runId ? `/runs/${runId}/reversal` : `/rollouts/${rolloutId}/handover`, button: 'See why' };
}

/** A removal that Entra owes for over a day, or people whom a bridge left between two policies. */
function stuckWaits({ id, runId, rolloutId, name, people: many, since }: StuckLine): Waiting {
  const where = { key: `k${id}`, since: since.toISOString() };
  return runId
    ? { ...where, kind: 'held', title: `Entra is late with the removal of ${people(many)}`, detail: `${name}; looked for on, and what was held before is put back then`, href: `/runs/${runId}/reversal`, button: 'See the reversal' }
    : { ...where, kind: 'failures', title: `${people(many)} ${many === 1 ? 'is' : 'are'} between two policies`, detail: `${name}; a small package keeps their access until somebody tries again`, href: `/rollouts/${rolloutId}/handover?state=failed`, button: 'See the handover' };
}

/** Null where it is somebody else's turn: an owner who was asked, whoever a refusal is settled with, time, or a second person. */
function phaseWaits(phase: WaitingPhase, gate: GateAhead | null): Waiting | null {
  const where = { key: `p${phase.phaseId}`, since: phase.since.toISOString(), href: `/rollouts/${phase.rolloutId}?phase=${phase.phaseId}` };
  switch (phase.state) {
    case 'verifying':
    case 'soaking':
      return phase.failed > 0
        ? { ...where, kind: 'failures', title: `${phase.failed === 1 ? '1 failure' : `${phase.failed} failures`} in ${phase.phaseName}`, detail: `${phase.rolloutName}; send again or finish without them`, button: phase.failed === 1 ? 'See the failure' : `See the ${phase.failed} failures`, href: phase.runId ? `/runs/${phase.runId}?state=failed` : where.href }
        : finishWaits(phase, gate, where);
    case 'held':
      return { ...where, kind: 'held', title: `${phase.phaseName} is held`, detail: [phase.rolloutName, ...(gate?.held ? [gate.held.says] : [])].join('. '), button: 'See why', href: `/phases/${phase.phaseId}/gate` };
    case 'draft':
      return phase.people === 0
        ? { ...where, kind: 'start', title: `${phase.phaseName} has nobody in it yet`, detail: `${phase.rolloutName}; choose its people`, button: 'Add people' }
        : { ...where, kind: 'start', title: `${phase.phaseName} is to be rehearsed`, detail: `${phase.rolloutName}; ${people(phase.people)}, a rehearsal changes nothing`, button: 'See the phase' };
    case 'rehearsed':
      if (phase.unmet > 0) return { ...where, kind: 'sign', title: `${phase.phaseName} does not keep a condition it was signed under`, detail: `${phase.rolloutName}; ${people(phase.people)}, it cannot start like this`, button: 'See the condition' };
      if (phase.asked > 0 || phase.refused > 0 || phase.unconfirmed > 0) return null;
      return { ...where, kind: 'sign', title: `${phase.phaseName} is rehearsed and not signed`, detail: `${phase.rolloutName}; ${people(phase.people)}, its owners are to be asked`, button: 'Ask the owners' };
    default:
      return { ...where, kind: 'start', title: `${phase.phaseName} is signed`, detail: `${phase.rolloutName}; ${people(phase.people)}, nothing has been changed yet`, button: 'Check and start' };
  }
}

/** Nothing that was read tells whether anybody is on a pilot's policy. */
const isUnread = ({ value }: Pick<GateLine, 'value'>): boolean => value === null;

/** A settled phase: whose it is to let it pass, or what of its gate is beyond its limit. What time alone brings waits for nobody. */
export function finishWaits(phase: WaitingPhase, gate: GateAhead | null, where: Pick<Waiting, 'key' | 'since' | 'href'>): Waiting | null {
  const atGate = { ...where, href: `/phases/${phase.phaseId}/gate` };
  const broken = gate?.lines.find(({ standing }) => standing === 'broken');
  if (broken) return { ...atGate, kind: 'held', title: `The gate of ${phase.phaseName} is shut`, detail: `${phase.rolloutName}; ${broken.asks}: ${broken.says}`, button: 'See the gate' };
  const shut = gate?.lines.filter(({ standing }) => standing === 'open') ?? [];
  if (shut.length > 0 && shut.every(({ key }) => key === 'handedOver')) return { ...where, kind: 'finish', title: `${phase.phaseName} waits until nobody is on a pilot’s policy`, detail: `${phase.rolloutName}; ${shut.map(({ says }) => says).join('; ')}`, button: shut.some(isUnread) ? 'See the handover' : 'Hand people over', href: `/rollouts/${phase.rolloutId}/handover` };
  if (gate && (!isGateOpen(gate.lines) || gate.advance === 'byItself')) return null;
  if (gate?.advance === 'secondPerson') return gate.startedByReader ? null : { ...atGate, kind: 'finish', title: `${phase.phaseName} waits for a second person`, detail: `${phase.rolloutName}; its gate is open, and you did not start it`, button: 'Check and finish' };
  return { ...where, kind: 'finish', title: `${phase.phaseName} can be finished`, detail: `${phase.rolloutName}; ${people(phase.people)}, nobody failed`, button: 'Finish phase' };
}

function awaitedSignOff(line: SignOffLine, now: Date, timeZone: string): AwaitedSignOff {
  const person = waitsFor(line, now)?.name ?? 'A second admin';
  const due = nearDayWords(dayAt(line.dueAt, { timeZone: line.timeZone ?? timeZone }));
  return { id: line.id, resourceName: line.resource.name, person, where: `${line.rolloutName}, ${line.phaseName}`, people: line.peopleCount, askedAt: line.askedAt.toISOString(), due, late: now.getTime() > line.dueAt.getTime(), remind: now.getTime() >= line.remindAt.getTime() };
}

/** Everything Overview shows, in one round of reads. `mayAct` decides whether what admins do is said to wait for the reader. */
export async function loadOverview(reader: { personId: string; mayAct: boolean }): Promise<Overview> {
  const [open, phases, jobs, held, stuck, mine, asked, refusals, causes, notes, mySignOffs, myReversals, refusedReversals, signOffs, refused, takenBack, unconfirmed, now, timeZone] = await Promise.all([
    listOpenRollouts(MOST_ROLLOUTS),
    listWaitingPhases(MOST_WAITING),
    listWaitingJobs(MOST_WAITING),
    listHeldWork(MOST_WAITING),
    listStuckWork(MOST_WAITING),
    listOpenApprovals(MOST_WAITING, reader.personId),
    listOpenApprovals(MOST_WAITING),
    listRefusals(MOST_WAITING),
    listFailureCauses(6),
    listOpenNotes(MOST_WAITING, 0),
    listOpenSignOffs(MOST_WAITING, reader.personId),
    loadAwaitedReversals(reader.personId),
    reader.mayAct ? loadRefusedReversals() : [],
    listOpenSignOffs(MOST_WAITING),
    listRefusedSignOffs(MOST_WAITING),
    listTakenBackSignOffs(MOST_WAITING),
    listUnconfirmedSignOffs(MOST_WAITING),
    databaseNow(),
    readTimeZone(),
  ]);
  const [gates, signatures] = await Promise.all([
    loadGates(reader.personId, [...phases.map(({ phaseId, state }) => ({ id: phaseId, state })), ...open.rollouts.flatMap((rollout) => rollout.phases)]),
    loadOpenSignatures(open.rollouts.flatMap((rollout) => rollout.phases[currentOf(rollout)] ?? [])),
  ]);
  const awaited = signOffs.lines.map((line) => awaitedSignOff(line, now, timeZone));

  const waiting: Waiting[] = [
    ...mySignOffs.lines.map((line): Waiting => ({ key: `s${line.id}`, kind: 'sign', title: `“${line.resource.name}” waits for your signature`, detail: `${line.rolloutName}, ${line.phaseName}; for ${people(line.peopleCount)}`, since: line.askedAt.toISOString(), href: `/sign-offs/${line.id}`, button: 'Read and answer' })),
    ...myReversals.map(({ line, choice, people: many, since }): Waiting => ({ key: `v${line.id}`, kind: 'sign', title: `“${line.resource.name}” waits for your answer: taken back otherwise than was signed`, detail: `${line.rolloutName}, ${line.phaseName}; ${CHOICE_WORDS[choice].name.toLowerCase()}, for ${people(many)} who had it before`, since: since.toISOString(), href: `/sign-offs/${line.id}`, button: 'Read and answer' })),
    ...mine.approvals.map((approval): Waiting => ({ key: `a${approval.id}`, kind: 'approval', title: `“${approval.resourceName}” waits for your answer`, detail: `${approval.catalogName}; may it be handed out?`, since: approval.askedAt.toISOString(), href: `/approvals/${approval.id}`, button: 'Answer' })),
    ...(reader.mayAct ? jobs : []).map(jobWaits),
    ...(reader.mayAct ? held : []).map(heldWaits),
    ...(reader.mayAct ? stuck : []).map(stuckWaits),
    ...(reader.mayAct ? refusals : []).map((refusal): Waiting => ({ key: `r${refusal.id}`, kind: 'approval', title: `${refusal.ownerName} refused “${refusal.resourceName}”`, detail: `${refusal.catalogName}; “${refusal.reason}”`, since: refusal.answeredAt.toISOString(), href: `/approvals/${refusal.id}`, button: 'See the refusal' })),
    ...(reader.mayAct ? refused : []).map((line): Waiting => ({ key: `f${line.id}`, kind: 'sign', title: `${line.answeredByName ?? 'Its owner'} refused “${line.resource.name}”`, detail: `${line.rolloutName}, ${line.phaseName}; “${line.reason ?? ''}”`, since: (line.answeredAt ?? line.askedAt).toISOString(), href: `/sign-offs/${line.id}`, button: 'See the refusal' })),
    ...refusedReversals.map(({ line, runId, choice, people: many, refused: { agreedByName, agreedAt, reason } }): Waiting => ({ key: `x${line.id}`, kind: 'sign', title: `${agreedByName} refused to have “${line.resource.name}” taken back otherwise than was signed`, detail: `${line.rolloutName}, ${line.phaseName}; ${CHOICE_WORDS[choice].name.toLowerCase()}, for ${people(many)} who had it before; “${reason ?? ''}”`, since: agreedAt.toISOString(), href: `/runs/${runId}/reversal`, button: 'See the reversal' })),
    ...(reader.mayAct ? takenBack : []).map((line): Waiting => ({ key: `t${line.id}`, kind: 'sign', title: `${line.answeredByName ?? 'Its owner'} took the ${isRefusal(line) ? 'refusal' : 'signature'} of “${line.resource.name}” back`, detail: `${line.rolloutName}, ${line.phaseName}; “${line.takenBackBecause ?? ''}”`, since: (line.voidedAt ?? line.askedAt).toISOString(), href: `/sign-offs/${line.id}`, button: 'See the letter' })),
    ...(reader.mayAct ? unconfirmed : []).map((line): Waiting => ({ key: `c${line.id}`, kind: 'sign', title: `A condition for “${line.resource.name}” is to be confirmed`, detail: `${line.rolloutName}, ${line.phaseName}; “${line.condition?.other ?? ''}”, asked by ${line.answeredByName ?? 'its owner'}`, since: (line.answeredAt ?? line.askedAt).toISOString(), href: `/sign-offs/${line.id}`, button: 'Read the condition' })),
    ...(reader.mayAct ? awaited.filter(({ remind }) => remind) : []).map((line): Waiting => ({ key: `w${line.id}`, kind: 'sign', title: `${line.person} has not answered for “${line.resourceName}”`, detail: `${line.where}; ${line.late ? `was due ${line.due}` : `due ${line.due}`}`, since: line.askedAt, href: `/sign-offs/${line.id}`, button: 'Remind them' })),
    ...(reader.mayAct ? phases : []).flatMap((phase) => phaseWaits(phase, gates.get(phase.phaseId) ?? null) ?? []),
    ...notes.notes.filter((note) => note.blocking).map((note): Waiting => ({ key: `n${note.id}`, kind: 'note', title: `${note.personName} cannot work`, detail: `Note by ${note.writtenByName}${note.phaseName ? `, ${note.phaseName}` : ''}`, since: note.writtenAt, href: `/people/${note.personId}`, button: 'Open the person' })),
  ];

  return {
    waiting: waiting.slice(0, MOST_WAITING),
    rollouts: open.rollouts.map((rollout) => toOverviewRollout(rollout, reader.mayAct ? 'You' : 'An admin', gates, signatures)),
    counts: open.counts,
    causes: causes.map((cause) => ({ runId: cause.runId, failure: cause.failure, where: `${cause.rolloutName}, ${cause.phaseName}`, people: cause.people })),
    approvals: asked.approvals.map((approval) => ({ ...approval, askedAt: approval.askedAt.toISOString() })),
    approvalsInAll: asked.total,
    signOffs: awaited,
    signOffsInAll: signOffs.total,
    overdue: awaited.filter(({ late }) => late).length,
    readAt: new Date().toISOString(),
  };
}

/** The gates of the phases whose run is over or held, by phase: before that nobody waits for one. */
async function loadGates(readerId: string, phases: readonly Pick<UnderWayPhase, 'id' | 'state'>[]): Promise<Map<string, GateAhead>> {
  return loadGatesAhead(readerId, [...new Set(phases.filter(({ state }) => state === 'verifying' || state === 'soaking' || state === 'held').map(({ id }) => id))]);
}

/** The phase that matters now, by its place: the first that is not over, else the last. */
function currentOf({ phases }: Pick<OpenRollout, 'phases'>): number {
  const open = phases.findIndex((phase) => !['passed', 'reversed'].includes(phase.state));
  return open === -1 ? phases.length - 1 : open;
}

/** By phase the signatures that those need which wait for them, as their own pages read them. */
async function loadOpenSignatures(phases: readonly Pick<UnderWayPhase, 'id' | 'state'>[]): Promise<Map<string, SignatureLine[]>> {
  const found = await Promise.all(phases.filter(({ state }) => state === 'rehearsed').map(async ({ id }) => {
    const rehearsal = await latestRehearsal(id);
    return rehearsal ? [[id, await loadSignatures(rehearsal)] as const] : [];
  }));
  return new Map(found.flat());
}

function toOverviewRollout(rollout: OpenRollout, admin: string, gates: ReadonlyMap<string, GateAhead>, signatures: ReadonlyMap<string, SignatureLine[]>): OverviewRollout {
  const current = currentOf(rollout);
  const phase = rollout.phases[current];
  return { id: rollout.id, name: rollout.name, draft: rollout.draft, phases: rollout.phases, current, ...(phase ? nextOf(phase, admin, gates.get(phase.id) ?? null, signatures.get(phase.id) ?? []) : { next: '', heldBy: '' }) };
}

/** What comes next in a phase and who holds it; `admin` is what an admin is called to this reader. */
function nextOf(phase: UnderWayPhase, admin: string, gate: GateAhead | null, signatures: readonly SignatureLine[]): { next: string; heldBy: string } {
  switch (phase.state) {
    case 'draft':
      return { next: phase.people > 0 ? 'rehearse' : 'choose people', heldBy: admin };
    case 'rehearsed':
      return nextAtSignatures(signatures, admin);
    case 'signed':
      return { next: 'start', heldBy: admin };
    case 'running':
      if (phase.hold) return { next: 'the run goes on', heldBy: phase.hold === 'secondAdmin' ? 'Another admin' : admin };
      return { next: 'the last one arrives', heldBy: 'Entra ID' };
    case 'verifying':
    case 'soaking':
      return phase.failures > 0 ? { next: 'a decision', heldBy: phase.failures === 1 ? `${admin}: 1 failure` : `${admin}: ${phase.failures} failures` } : nextAtGate(gate, admin);
    case 'held':
      return { next: 'after an answer', heldBy: admin };
    case 'failed':
      return { next: 'a decision', heldBy: admin };
    default:
      return { next: 'nothing left', heldBy: 'Nobody' };
  }
}

/** What is done next about a signature that does not stand, where it is not the signature itself. */
const AT_SIGNATURE: Partial<Record<SignatureLine['standing'], string>> = { refused: 'a refusal is settled', unmet: 'a condition is kept', unconfirmed: 'a condition is confirmed', noOwner: 'an owner is named', notAsked: 'the owners are asked', void: 'the owners are asked again' };

/** What the signatures of a rehearsed phase wait for, and who holds it; `admin` is what an admin is called to this reader. */
export function nextAtSignatures(signatures: readonly SignatureLine[], admin: string): { next: string; heldBy: string } {
  const missing = signatures.filter((line) => !isSettled(line));
  // What somebody has to do comes before what others bring.
  const first = missing.find((line) => holderOfSignature(line) === 'You') ?? missing[0];
  if (!first) return { next: 'signatures', heldBy: 'The owners' };
  const holder = holderOfSignature(first);
  const alone = missing.every((line) => holderOfSignature(line) === holder);
  return { next: AT_SIGNATURE[first.standing] ?? 'signatures', heldBy: holder === 'You' ? admin : alone ? holder : 'The owners' };
}

/** What a settled phase waits for, and who holds it; `admin` is what an admin is called to this reader. */
export function nextAtGate(gate: GateAhead | null, admin: string): { next: string; heldBy: string } {
  if (!gate) return { next: 'finish', heldBy: admin };
  if (isGateOpen(gate.lines)) return gate.advance === 'byItself' ? { next: 'it passes', heldBy: 'The portal' } : { next: 'finish', heldBy: gate.advance === 'secondPerson' && gate.startedByReader ? 'Another admin' : admin };
  if (gate.lines.some(({ standing }) => standing === 'broken')) return { next: 'a decision at its gate', heldBy: admin };
  const soak = gate.lines.find(({ key, standing }) => key === 'soak' && standing === 'open');
  if (soak) return { next: `soak, ${soak.says}`, heldBy: 'The portal' };
  const holders = gate.lines.filter(({ standing }) => standing === 'open').map(holderOf);
  // What somebody has to do comes before what time or others bring.
  const holder = holders.includes('You') ? admin : holders[0];
  const handover = gate.lines.find(({ key, standing }) => key === 'handedOver' && standing === 'open');
  return { next: handover ? (isUnread(handover) ? 'it is read who is on a pilot’s policy' : 'people are handed over') : 'its gate', heldBy: holder ?? 'The portal' };
}
