'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import { runAction } from '@/lib/action';
import { OptionalReason, Reason, Seen } from '@/lib/form';
import { finishPhase } from '@/lib/rollout/finish-phase';
import { retryFailed } from '@/lib/rollout/retry-failed';
import { startRun } from '@/lib/rollout/start-run';
import { endRunEarly, pauseRun, resumeRun } from '@/lib/rollout/hold-run';
import { takeOverJob } from '@/lib/rollout/take-over-job';
import { verifyAgain } from '@/lib/rollout/verify-again';

const StartRun = z.object({ phaseId: z.string().min(1).max(64), rehearsalHash: z.string().length(64), when: z.enum(['now', 'nextWindow']).default('now'), reason: Reason.optional(), seen: Seen });

/** Starts exactly what was rehearsed under this hash, now or when the next window of its calendar opens. */
export async function startRunAction(_previous: ActionResult<{ runId: string }>, form: FormData): Promise<ActionResult<{ runId: string }>> {
  return runAction(form, {
    name: 'run.start',
    role: 'Rollout.Admin',
    input: StartRun,
    run: async (admin, { phaseId, rehearsalHash, when, reason, seen }) => {
      const run = await startRun(admin, phaseId, rehearsalHash, { when, ...(reason ? { withoutApprovals: reason, override: { reason, seen } } : {}) });
      revalidatePath('/', 'layout');
      return { runId: run.id };
    },
  });
}

const OneRun = z.object({ runId: z.string().min(1).max(64) });

/** Sends what failed again. */
export async function retryFailedAction(_previous: ActionResult<{ retried: number }>, form: FormData): Promise<ActionResult<{ retried: number }>> {
  return runAction(form, {
    name: 'run.retry',
    role: 'Rollout.Admin',
    input: OneRun,
    run: async (admin, { runId }) => {
      const answer = await retryFailed(admin, runId);
      revalidatePath('/', 'layout');
      return answer;
    },
  });
}

/** Lets a run that waits for a sign-in or a role go on in the name of whoever asks. */
export async function takeOverJobAction(_previous: ActionResult<{ runId: string }>, form: FormData): Promise<ActionResult<{ runId: string }>> {
  return runAction(form, {
    name: 'job.takeOver',
    role: 'Rollout.Admin',
    input: OneRun,
    run: async (admin, { runId }) => {
      await takeOverJob(admin, runId);
      revalidatePath('/', 'layout');
      return { runId };
    },
  });
}

/** Reads a run back from the tenant at once. */
export async function verifyAgainAction(_previous: ActionResult<{ runId: string }>, form: FormData): Promise<ActionResult<{ runId: string }>> {
  return runAction(form, {
    name: 'run.verifyAgain',
    role: 'Rollout.Admin',
    input: OneRun,
    run: async (admin, { runId }) => {
      await verifyAgain(admin, runId);
      revalidatePath('/', 'layout');
      return { runId };
    },
  });
}

const OnePhase = z.object({ phaseId: z.string().min(1).max(64) });

const Finish = OnePhase.extend({ reason: Reason.optional(), seen: Seen });

/** Lets a phase pass whose run has settled; with a reason, in spite of criteria that are not met. */
export async function finishPhaseAction(_previous: ActionResult<{ rolloutFinished: boolean }>, form: FormData): Promise<ActionResult<{ rolloutFinished: boolean }>> {
  return runAction(form, {
    name: 'phase.finish',
    role: 'Rollout.Admin',
    input: Finish,
    run: async (admin, { phaseId, reason, seen }) => {
      const answer = await finishPhase(admin, phaseId, reason ? { reason, seen } : undefined);
      revalidatePath('/', 'layout');
      return answer;
    },
  });
}

const Held = z.object({ runId: z.string().min(1).max(64), reason: OptionalReason });

/** Lets a run send nothing more until somebody lets it go on. */
export async function pauseRunAction(_previous: ActionResult<{ runId: string }>, form: FormData): Promise<ActionResult<{ runId: string }>> {
  return runAction(form, {
    name: 'run.pause',
    role: 'Rollout.Admin',
    input: Held,
    run: async (admin, { runId, reason }) => {
      await pauseRun(admin, runId, reason);
      revalidatePath('/', 'layout');
      return { runId };
    },
  });
}

/** Lets a held run go on. */
export async function resumeRunAction(_previous: ActionResult<{ runId: string }>, form: FormData): Promise<ActionResult<{ runId: string }>> {
  return runAction(form, {
    name: 'run.resume',
    role: 'Rollout.Admin',
    input: Held,
    run: async (admin, { runId, reason }) => {
      await resumeRun(admin, runId, reason);
      revalidatePath('/', 'layout');
      return { runId };
    },
  });
}

const Ended = z.object({ runId: z.string().min(1).max(64), reason: Reason });

/** Ends a run: what was not sent never is. */
export async function endRunAction(_previous: ActionResult<{ leftOut: number }>, form: FormData): Promise<ActionResult<{ leftOut: number }>> {
  return runAction(form, {
    name: 'run.end',
    role: 'Rollout.Admin',
    input: Ended,
    run: async (admin, { runId, reason }) => {
      const answer = await endRunEarly(admin, runId, reason);
      revalidatePath('/', 'layout');
      return answer;
    },
  });
}
