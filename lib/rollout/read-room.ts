import 'server-only';
import { orNotKnown } from '@/lib/errors';
import { readFeed } from '@/lib/db/mirror-feed';
import { countEnding } from '@/lib/db/mirror-phase';
import { PACKAGES_FEED } from '@/lib/directory/mirror';
import { countRequestsSince } from '@/lib/graph/assignment-requests';
import type { Graph } from '@/lib/graph/client';
import type { Product } from '@/lib/graph/licences';
import { productsOf } from '@/lib/graph/licences';
import { daysWithin } from './access-end';
import type { CohortMember } from './cohort';
import type { ReadPackage, ReadRoom } from './change-set';
import { QUOTA_DAYS, requestsInThreeMonths } from './service-limits';

const DAY_MS = 86_400_000;

/**
 * Pages of requests that are counted while somebody waits: 2,000 of them at the 100 that entitlement management gives on a
 * page, whose size no page documents, nor `$top` or `$count`. A tenant with more is told as having at least so many.
 */
const MOST_PAGES = 20;

/** People whose licences are read one by one; of more it is not counted who lacks one. */
const MOST_LICENCES_READ = 2000;

/** A service of Microsoft Entra that lets people be governed by packages, from the least on (entra/id-governance/licensing-fundamentals). */
const GOVERNING = new Set(['AAD_PREMIUM_P2', 'Entra_Identity_Governance', 'ENTRA_IDENTITY_GOVERNANCE']);

/** What the tenant has used of what it may, before the phase. */
export type UsedSoFar = {
  requests: { counted: number; more: boolean };
  /** Assignments that end within the three months, as far as they are known. */
  expiries: number;
  licences: { products: string[]; seatsLeft: number; licensed: ReadonlySet<string> | null } | null;
};

/**
 * Requests of the last three months, assignments that end in the next, and licences for governed access.
 * @throws AppError Graph's own
 */
export async function readUsed(graph: Graph, cohort: readonly CohortMember[], products: readonly Product[] | null, read: readonly ReadPackage[], now: Date): Promise<UsedSoFar> {
  const [requests, expiries, licences] = await Promise.all([
    countRequestsSince(graph, new Date(now.getTime() - QUOTA_DAYS * DAY_MS), MOST_PAGES),
    countExpiries(read, now),
    products ? readLicences(graph, cohort, products) : null,
  ]);
  return { requests, expiries, licences };
}

/** Of every package where they are held, else of the phase's own. */
async function countExpiries(read: readonly ReadPackage[], now: Date): Promise<number> {
  if ((await readFeed(PACKAGES_FEED)).asOf) return countEnding(new Date(now.getTime() + QUOTA_DAYS * DAY_MS));
  return daysWithin(read.flatMap((each) => [...each.assigned.values()].map(({ until }) => until)), now, QUOTA_DAYS).length;
}

/** In a phase too large to read who has a licence nobody is blocked for the want of one, and it is told that nobody counted. */
async function readLicences(graph: Graph, cohort: readonly CohortMember[], products: readonly Product[]): Promise<UsedSoFar['licences']> {
  const governing = products.filter((product) => product.plans.some((plan) => GOVERNING.has(plan)));
  if (governing.length === 0) return { products: [], seatsLeft: 0, licensed: null };
  // A seat of any of them lets one person be governed.
  const seatsLeft = governing.reduce((sum, { seats, used }) => sum + Math.max(0, seats - used), 0);
  const had = cohort.length <= MOST_LICENCES_READ ? await orNotKnown(productsOf(graph, cohort.map((member) => member.personId))) : null;
  const skus = new Set(governing.map((product) => product.skuId));
  const licensed = had && new Set([...had].flatMap(([id, own]) => (own.some((sku) => skus.has(sku)) ? [id] : [])));
  return { products: governing.map((product) => product.name), seatsLeft, licensed };
}

/**
 * How much is left for the phase at most: its requests, its reversal and the quarter's expiries count as well. Where the
 * requests so far are a lower bound, what is beyond it is blocked for sure, and of the rest nobody knows whether it fits:
 * it is told so beside the rehearsal (effects-view.ts).
 */
export function roomLeft({ requests, expiries, licences }: UsedSoFar): ReadRoom {
  // Every request has its reversal.
  const left = Math.floor((requestsInThreeMonths().value - requests.counted - expiries) / 2);
  return { requests: Math.max(0, left), licences: licences?.licensed ? { seats: licences.seatsLeft, licensed: licences.licensed } : null };
}
