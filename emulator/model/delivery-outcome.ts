import type { RequestType } from './governance';

/**
 * What becomes of one attempt to give, or take, a package's roles:
 * - `deliver`: everything is done;
 * - `fail`: nothing is, and the request says so;
 * - `partial`: the first half of the roles, rounded down;
 * - `hang`: it stays in `delivering` for good, and a new assignment's target shows no object id.
 */
export type DeliveryOutcome = 'deliver' | 'fail' | 'partial' | 'hang';

/** One attempt, told before it is made; `attempt` counts from 1 for each request. */
export type DeliveryAttempt = {
  requestId: string;
  requestType: RequestType;
  assignmentId: string;
  packageId: string;
  targetId: string;
  attempt: number;
  at: number;
};

/** Asked once for each attempt; bad days put another one into `Tenant.deliveries`. */
export type DeliveryStrategy = {
  outcomeOf(attempt: DeliveryAttempt): DeliveryOutcome;
  /** The same for what adds a resource to a catalog or takes it out; absent where all of it succeeds. */
  resourceOutcomeOf?(request: { requestId: string; catalogId: string }): 'deliver' | 'fail' | 'hang';
};

/** A good day. */
export const EVERY_DELIVERY_SUCCEEDS: DeliveryStrategy = { outcomeOf: () => 'deliver' };
