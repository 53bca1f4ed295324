/** Why a run sends nothing, and until when. Pure: read in the browser too. */

/**
 * `paused` by an admin; `brake` by itself, since too much failed or is taken away; `shrunk` by itself, since too many people
 * are not who was signed any more; `stopped` with everything else; `secondAdmin` until another admin agrees; `gate` with its phase,
 * which is held.
 */
export const RUN_HOLDS = ['paused', 'brake', 'shrunk', 'stopped', 'secondAdmin', 'gate'] as const;

export type RunHold = (typeof RUN_HOLDS)[number];

/** What holds a run: since when, in whose name (null where it stopped by itself), and in a sentence why. */
export type HeldRun = { hold: RunHold; says: string; byName: string | null; at: Date; /** The stop of everything that is still in force, before which no run goes on. */ stopId: string | null };

/** What is over it, and what goes on. */
export const HOLD_TITLE: Record<RunHold, string> = {
  paused: 'The run is paused',
  brake: 'The run stopped by itself',
  shrunk: 'The run asks before it goes on',
  stopped: 'Everything was stopped',
  secondAdmin: 'The run waits for a second admin',
  gate: 'The phase is held',
};

/** When a run stops by itself: above so many, or so many in a hundred, whichever is more, so that one failure among ten does not stop it. */
export type Brake = { people: number; percent: number };

/** The brakes of a phase: on failures of ours, and on people from whom a step takes something away. */
export type PhaseBrakes = { failures: Brake; removals: Brake };

/** The most a brake lets pass, of so many. */
export function mostPassing({ people, percent }: Brake, of: number): number {
  return Math.max(people, Math.floor((of * percent) / 100));
}

/** Who is no longer who was signed: above this a re-organisation or a broken feed is likelier than leavers. */
export const SHRINK_BRAKE: Brake = { people: 20, percent: 5 };
