/**
 * A phase of a rollout and its state machine. Pure: read in the browser too. The database holds the same table of
 * steps (`phase_transition`) and refuses every other; phase.test.ts holds the two equal.
 */
export const PHASE_STATES = ['draft', 'rehearsed', 'signed', 'running', 'verifying', 'soaking', 'passed', 'held', 'reversing', 'reversed', 'failed'] as const;

export type PhaseState = (typeof PHASE_STATES)[number];

export type DeliveryMode = 'assign' | 'invite' | 'automatic';

export type Phase = {
  id: string;
  rolloutId: string;
  position: number;
  name: string;
  mode: DeliveryMode;
  state: PhaseState;
  stateSince: Date;
  plannedFor: Date | null;
  /** Whose windows its requests go out in, and whose working days are counted. */
  calendarId: string | null;
  /** Its number in the organisation's change management. */
  changeTicket: string | null;
  /** From when on what it gives holds, where that is later than the request. */
  accessFrom: Date | null;
  /** The phase whose people it adds to, where it is for those alone who came later. */
  supplementOf: string | null;
  /** Counts up with every change of cohort, packages or settings; a rehearsal of an older revision is stale. */
  revision: number;
};

/** What of a phase is planned on the page of its rollout. */
export function planOf({ name, plannedFor, calendarId, changeTicket, accessFrom }: Pick<Phase, 'name' | 'plannedFor' | 'calendarId' | 'changeTicket' | 'accessFrom'>): Pick<Phase, 'name' | 'plannedFor' | 'calendarId' | 'changeTicket' | 'accessFrom'> {
  return { name, plannedFor, calendarId, changeTicket, accessFrom };
}

/** Every allowed step. `rehearsed → rehearsed` is a rehearsal on top of another. */
export const PHASE_STEPS: Readonly<Record<PhaseState, readonly PhaseState[]>> = {
  draft: ['rehearsed'],
  rehearsed: ['rehearsed', 'draft', 'signed'],
  signed: ['draft', 'rehearsed', 'running'],
  running: ['verifying', 'held', 'reversing', 'failed'],
  verifying: ['running', 'soaking', 'held', 'reversing', 'failed'],
  soaking: ['passed', 'running', 'held', 'reversing', 'failed'],
  passed: ['reversing'],
  held: ['running', 'verifying', 'soaking', 'reversing', 'failed'],
  reversing: ['reversed', 'held', 'failed'],
  reversed: [],
  failed: ['reversing'],
};

/** True when a phase may go from the one state to the other. */
export function canStep(from: PhaseState, to: PhaseState): boolean {
  return PHASE_STEPS[from].includes(to);
}

/** True while nothing was sent for the phase, so that its cohort and settings may still change. */
export function canChangeCohort(state: PhaseState): boolean {
  return state === 'draft' || state === 'rehearsed' || state === 'signed';
}

/** True while requests of the phase are on their way or being read back. */
export function isUnderWay(state: PhaseState): boolean {
  return state === 'running' || state === 'verifying' || state === 'held' || state === 'reversing';
}

/** True once what the phase gave is taken back, or is being: nothing of it is sent again. */
export function isTakenBack(state: string): boolean {
  return state === 'reversing' || state === 'reversed';
}

type Placed = Pick<Phase, 'id' | 'position' | 'state' | 'supplementOf'>;

/** True when people who come later get a phase of their own: what was signed or started stays as it is. Whom a rule brings needs none. */
export function maySupplement({ state, mode }: Pick<Phase, 'state' | 'mode'>): boolean {
  return mode !== 'automatic' && (state === 'signed' || hasStarted(state));
}

const hasStarted = (state: PhaseState): boolean => state === 'running' || state === 'verifying' || state === 'soaking' || state === 'passed' || state === 'held';

/** The first phase that this one waits for: those before it have to have passed, and that whose people it adds to has to have started. */
export function waitsForPhase<P extends Placed>(phases: readonly P[], phase: Placed): P | null {
  const isOver = (each: P) => each.state === 'passed' || each.state === 'reversed';
  const isBeside = (each: P) => phase.supplementOf !== null && (each.supplementOf === phase.supplementOf || (each.id === phase.supplementOf && hasStarted(each.state)));
  return phases.find((each) => each.position < phase.position && !isOver(each) && !isBeside(each)) ?? null;
}
