/** What one seed draws: a phase, how the tenant behaves, and what happens when. Pure: the same seed is the same weather. */
import { Chances } from '@/e2e/testing/chances';
import { REVERSAL_CHOICES } from '@/lib/rollout/reversal';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import { drawBadDays } from './bad-days';
import type { BadDay } from './bad-days';

export const DEEDS = ['kill', 'pause', 'stopEverything', 'end', 'leave', 'disable', 'signOut', 'roleEnds', 'licenceEnds', 'timePasses'] as const;

export type Deed = (typeof DEEDS)[number];

/** Something that happens once the tenant was asked so often since the start, and so many milliseconds later. */
export type Moment = { deed: Deed; afterExchanges: number; thenMs: number; /** How long it lasts, where it ends by itself. */ lastsMs: number; /** Whom it happens to, as a place in the cohort. */ place: number };

export type TenantSettings = { latencyMs: number; deliveryMs: number; visibilityMs: number; removalLagMs: number };

/** How a part of the story goes: the run, or its reversal. */
export type Spell = { settings: TenantSettings; badDays: BadDay[]; moments: Moment[]; /** It clears up once the tenant was asked so often. */ clearsAfter: number };

export type Weather = {
  seed: number;
  people: number;
  packages: string[];
  /** Of the people: accounts that are disabled, those who hold a package, and those who stand in its group, before. */
  disabled: number;
  holding: number;
  inGroup: number;
  /** What the portal keeps its rows in. */
  database: 'pglite' | 'postgresql';
  /** One goes first. */
  canary: boolean;
  /** The lease of a killed process runs out by itself, rather than at once. */
  leaseLapses: boolean;
  /** Whether a copy of the whole directory is held, read before these things happen. */
  copy: boolean;
  /** How many of the cohort change after the signature and before the start; who joins is put into a group of the phase by name. */
  meanwhile: { leave: number; disabled: number; external: number; join: number };
  run: Spell;
  /** What failed is sent again once it has settled. */
  retries: boolean;
  reversal: (Spell & { choice: ReversalChoice }) | null;
};

const PACKAGES = ['Ledger reader', 'Ledger poster', 'Finance site visitor', 'Line operator', 'Maintenance planner'] as const;

const OF_A_RUN: readonly [Deed, number][] = [['pause', 0.25], ['stopEverything', 0.15], ['end', 0.05], ['leave', 0.3], ['leave', 0.15], ['disable', 0.2], ['signOut', 0.12], ['roleEnds', 0.1], ['licenceEnds', 0.06]];
const OF_A_REVERSAL: readonly [Deed, number][] = [['stopEverything', 0.12], ['leave', 0.1], ['signOut', 0.1], ['roleEnds', 0.08]];

/** The weather of a seed. */
export function drawWeather(seed: number): Weather {
  const chances = new Chances(seed);
  const people = chances.between(20, 80);
  const packages = chances.some(PACKAGES, chances.between(1, 3));
  const phase = { database: chances.happens(0.2) ? ('pglite' as const) : ('postgresql' as const), disabled: chances.between(0, 3), holding: chances.between(0, 4), inGroup: chances.between(0, 5), canary: chances.happens(0.12), leaseLapses: chances.happens(0.3) };
  // From chances of their own: the weather of a seed stays what it was before these were drawn.
  const before = new Chances(seed + 15_485_863);
  const meanwhile = { leave: before.between(0, 2), disabled: before.between(0, 2), external: before.between(0, 1), join: 0 };
  const copy = before.happens(0.4);
  meanwhile.join = before.between(0, 3);
  const run = drawSpell(chances, 'run', 26);
  const retries = chances.happens(0.4);
  const reversal = chances.happens(0.35) ? { ...drawSpell(chances, 'reversal', 14), choice: chances.pick(REVERSAL_CHOICES) } : null;
  return { seed, people, packages, ...phase, copy, meanwhile, run, retries, reversal };
}

function drawSpell(chances: Chances, of: 'run' | 'reversal', exchanges: number): Spell {
  const slowDeliveries = chances.happens(0.15);
  const settings = {
    latencyMs: chances.between(5, 120), deliveryMs: slowDeliveries ? chances.between(20_000, 600_000) : chances.between(10, 500),
    visibilityMs: chances.happens(0.5) ? chances.between(50, 400) : 0, removalLagMs: of === 'reversal' && chances.happens(0.5) ? chances.between(100, 900) : 0,
  };
  const moment = (deed: Deed): Moment => ({ deed, afterExchanges: chances.between(1, exchanges), thenMs: chances.between(0, 220), lastsMs: chances.between(150, 900), place: chances.between(0, 1_000) });
  const kills = Array.from({ length: chances.between(1, 3) }, () => moment('kill'));
  const deeds = (of === 'run' ? OF_A_RUN : OF_A_REVERSAL).filter(([, probability]) => chances.happens(probability)).map(([deed]) => moment(deed));
  const time = slowDeliveries ? Array.from({ length: 4 }, () => moment('timePasses')) : [];
  return { settings, badDays: drawBadDays(chances, of), moments: [...kills, ...deeds, ...time].sort((a, b) => a.afterExchanges - b.afterExchanges), clearsAfter: chances.between(exchanges, 3 * exchanges) };
}
