import type { StateName } from '@/components/states';
import type { Verdict } from '@/lib/rollout/verdict';

/** The look of each verdict, and how a count of it reads. */
export const VERDICT_LOOK: Record<Verdict, { state: StateName; label: string }> = {
  asSigned: { state: 'verified', label: 'as signed' },
  onItsWay: { state: 'onItsWay', label: 'on their way' },
  notAsked: { state: 'eligible', label: 'have not asked' },
  failed: { state: 'failed', label: 'failed' },
  different: { state: 'conflict', label: 'different' },
  unknown: { state: 'unknown', label: 'unknown' },
  asReported: { state: 'alreadyHasIt', label: 'as Entra reports' },
  skipped: { state: 'skipped', label: 'left out' },
};
