import type { Settings } from './wire';

/** A tenant for whoever tries the product: quick, and nothing is late or in the way unless a bad day is asked for. */
export const KIND: Partial<Settings> = { deliveryMs: 1500, latencyMs: 0, visibilityMs: 0, removalLagMs: 0, releaseMs: 0, policyWriteMs: 0, retryForMs: 0, licences: 'Governance' };
