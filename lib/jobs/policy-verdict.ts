import 'server-only';
import type { AuditInput } from '@/lib/audit';
import type { PolicyDifference } from '@/lib/authoring/policy-differences';
import type { PolicyChange } from '@/lib/db/run-policies';
import { isAppError } from '@/lib/errors';
import { log, messageOf } from '@/lib/log';
import { policyFailureOf } from '@/lib/rollout/run-policy';
import type { PolicyFailure, RunPolicy } from '@/lib/rollout/run-policy';
import { LeaseLost } from './lease';
import type { RunWork } from './run-work';
import { DEFAULT_PAUSE_SECONDS } from './send-items';

/** How often a policy is tried before it counts as failed. */
const MOST_ATTEMPTS = 6;
/** How often Entra may say that a role is missing: each time somebody took the run over in between. */
const MOST_WITHOUT_ROLE = 3;
const TRY_AGAIN_SECONDS = 5;

/** A policy cannot be written as it was signed, for a reason with a name: it fails, and nothing is written. */
export class PolicyStop extends Error {
  override readonly name = 'PolicyStop';

  constructor(readonly failure: PolicyFailure, cause?: unknown, readonly differences?: PolicyDifference[]) {
    super(failure.failure, { cause });
  }
}

/** What becomes of a policy after an error; `rethrow` where the whole job has to wait for it. */
export type PolicyVerdict = { change: PolicyChange; rethrow: boolean; graphRequestId?: string };

/**
 * Judges an error met while a policy was written.
 * @param asked whether a write had gone out by then, so that its answer may be lost
 * @throws the error itself where nothing may be written of it: a lost lease, a database that does not answer
 */
export function judgePolicy(error: unknown, { id, attempts }: Pick<RunPolicy, 'id' | 'attempts'>, asked: boolean): PolicyVerdict {
  if (error instanceof LeaseLost || isAppError(error, 'database')) throw error;
  const failed = (failure: PolicyFailure): PolicyVerdict => ({ change: { to: 'failed', ...failure }, rethrow: false, ...requestIdOf(error) });
  const again = (waitSeconds: number, rethrow: boolean): PolicyVerdict => ({ change: { to: 'queued', waitSeconds }, rethrow });
  if (error instanceof PolicyStop) return { ...requestIdOf(error.cause), change: { to: error.failure.failureCode === 'alreadyWritten' ? 'skipped' : 'failed', ...error.failure, ...(error.differences ? { differences: error.differences } : {}) }, rethrow: false };
  const known = isAppError(error) ? error : null;
  const said = known?.details.say?.replace(/^Microsoft Entra did not accept this: /, 'Entra said: ') ?? '';
  const tooOften = attempts >= MOST_ATTEMPTS;
  switch (known?.code) {
    case 'signedOut':
    case 'claimsChallenge':
    case 'consentMissing':
      return again(0, true);
    case 'noPermission':
    case 'notResourceOwner':
      return attempts >= MOST_WITHOUT_ROLE ? failed(policyFailureOf('noPermission')) : again(0, true);
    case 'throttled':
      return again(known.details.retryAfter ?? DEFAULT_PAUSE_SECONDS, true);
    case 'notYetVisible':
      return tooOften ? failed(policyFailureOf('notShown')) : again(TRY_AGAIN_SECONDS, false);
    case 'offline':
      if (tooOften) return failed(policyFailureOf('noAnswer'));
      return asked ? { change: { to: 'unknown' }, rethrow: false } : again(TRY_AGAIN_SECONDS, true);
    case 'nameTaken':
      return failed(policyFailureOf('nameTaken'));
    case 'noLicence':
      return failed(policyFailureOf('noLicence'));
    case 'notFound':
      return failed(policyFailureOf('policyGone'));
    case 'conflict':
      // Two policies made at the same moment, of whatever packages: the one that is looked up and made again succeeds.
      return asked && !tooOften ? again(2 * attempts, false) : failed(policyFailureOf(asked ? 'noAnswer' : 'policyNotKnown', said));
    case 'refusedByEntra':
      return failed(policyFailureOf('policyRefused', said));
    default:
      log('error', 'run.policy', { policyId: id, message: messageOf(error), ...(error instanceof Error ? { stack: error.stack } : {}) });
      return failed(policyFailureOf('ourBug'));
  }
}

function requestIdOf(error: unknown): { graphRequestId?: string } {
  const { graphRequestId } = isAppError(error) ? error.details : {};
  return graphRequestId ? { graphRequestId } : {};
}

/** The audit event of what a run did to a policy, as far as all of them are alike. */
export function aboutPolicy(work: RunWork, policy: RunPolicy): Pick<AuditInput, 'actor' | 'objectType' | 'objectId' | 'objectName' | 'rolloutId' | 'phaseId' | 'runId'> {
  return { actor: work.actor, objectType: 'policy', objectId: policy.policyId ?? policy.packageId, objectName: `${policy.policyName} of ${policy.packageName}`, rolloutId: work.run.rolloutId, phaseId: work.run.phaseId, runId: work.run.id };
}
