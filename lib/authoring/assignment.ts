/** What the tenant holds of who has a package, in our words. Pure. */

export const ASSIGNMENT_STATES = ['delivered', 'delivering', 'partiallyDelivered', 'deliveryFailed', 'expired'] as const;

export type AssignmentState = (typeof ASSIGNMENT_STATES)[number];

/** Somebody has it, all or part of it, or is getting it. */
export const HELD_STATES = ['delivered', 'delivering', 'partiallyDelivered'] as const satisfies readonly AssignmentState[];

/** Whether somebody has it or is getting it; takes Graph's own word. */
export function isHeld(state: string | null | undefined): boolean {
  return HELD_STATES.some((held) => held === state);
}

export type Assignment = {
  id: string;
  personId: string;
  personName: string;
  userPrincipalName: string;
  packageId: string;
  packageName: string;
  policyId: string;
  policyName: string;
  state: AssignmentState;
  /** Entra's finer word for the state. */
  status: string;
  /** ISO times, null where the tenant does not say. */
  since: string | null;
  until: string | null;
};

/** A request of a package, newest first. */
export type PackageRequest = { id: string; personId: string; personName: string; requestType: string; state: string; status: string; createdAt: string | null; justification: string };
