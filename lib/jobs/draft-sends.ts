import 'server-only';
import { isKey } from '@/lib/authoring/draft';
import type { DraftStep } from '@/lib/authoring/draft';
import { rulesOf } from '@/lib/authoring/draft-kinds';
import { planDraft } from '@/lib/authoring/plan-draft';
import { readTenantNow } from '@/lib/authoring/read-tenant-objects';
import { inTransaction } from '@/lib/db/client';
import { takeDraftSteps } from '@/lib/db/draft-steps';
import type { StepChange } from '@/lib/db/draft-steps';
import { lockDraft } from '@/lib/db/drafts';
import { isAppError } from '@/lib/errors';
import type { AppError } from '@/lib/errors';
import type { BatchAnswer, BatchCall } from '@/lib/graph/client';
import { draftCall, idsMade } from '@/lib/graph/draft-calls';
import { refusedInBatch } from '@/lib/graph/graph-error';
import { judgeStep } from './draft-verdict';
import { changeOf, keep, madeSoFar, resolveRefs } from './draft-work';
import type { DraftWork } from './draft-work';

/** Most calls in one batch (learn.microsoft.com/graph/json-batching). */
export const STEPS_AT_ONCE = 20;

/** Sends up to twenty steps of one stage in one batch, each looked at first where somebody else may have come before. */
export async function sendSteps(work: DraftWork, steps: readonly DraftStep[]): Promise<void> {
  const made = madeSoFar(work);
  const inDraft = new Map(steps.map((step) => [step.id, refersToMade(step, made)]));
  resolveRefs(work, steps);
  const looked = await lookFirst(work, steps, inDraft);
  await keep(work, looked.over);
  const over = new Set(looked.over.map(({ id }) => id));
  const open = steps.filter(({ id }) => !over.has(id));
  if (open.length === 0) return;

  const marked = await inTransaction(async (tx) => {
    const { state, heldAt } = await lockDraft(tx, work.draft.id);
    // Paused or given up while the tenant was read.
    return heldAt || (state !== 'applying' && state !== 'undoing') ? new Set<string>() : takeDraftSteps(tx, open.map(({ id }) => id));
  });
  const taken = open.filter(({ id }) => marked.has(id));
  if (taken.length === 0) return;
  for (const step of taken) Object.assign(step, { state: 'sending', attempts: step.attempts + 1 });
  await work.lease.check();
  const calls = taken.map((step, index): BatchCall => {
    const previous = rulesOf(step.kind).oneByOne ? taken[index - 1] : undefined;
    return { id: step.id, ...draftCall(step, idsMade), warrant: { draftStepId: step.id }, ...(previous ? { after: previous.id } : {}) };
  });
  const answers = await ask(work, calls);
  const verdicts = taken.map((step): StepChange => {
    const call = calls.find(({ id }) => id === step.id);
    const answer = answers.get(step.id);
    if (step.kind === 'catalogResource' && answer && answer.status < 300) work.requests.set(step.id, (answer.body as { id?: string } | null)?.id ?? '');
    return { ...judgeStep(step, answer, inDraft.get(step.id) ?? false, work.timing.visibilityMs), ...(call ? { graphOperation: call.operation } : {}), wanted: step.wanted, before: step.before };
  });
  const trouble = troubleOf([...answers.values()]);
  await keep(work, trouble ? verdicts.map((verdict): StepChange => (verdict.to === 'failed' ? { id: verdict.id, to: 'waiting' } : verdict)) : verdicts);
  if (trouble) throw trouble;
}

/** The answers by step; none to those whose answer was lost. @throws whatever the whole job has to wait for */
async function ask(work: DraftWork, calls: BatchCall[]): Promise<Map<string, BatchAnswer>> {
  try {
    const { answers } = await work.graph.batch(calls, work.lease.signal);
    return new Map(answers.map((answer) => [answer.id, answer]));
  } catch (error) {
    const known = isAppError(error) ? error : null;
    // Refused as a whole, nothing of it was done; otherwise nobody knows.
    if (known && known.code !== 'offline' && known.code !== 'internal') {
      await keep(work, calls.map(({ id }): StepChange => ({ id, to: 'waiting' })));
      throw known;
    }
    return new Map();
  }
}

/** One refusal among answers that pass is about that step; all of them refused is about us. */
function troubleOf(answers: readonly BatchAnswer[]): AppError | null {
  const refused = answers.find(({ status }) => status === 401 || status === 403);
  return refused && answers.every(({ status }) => status === 401 || status === 403 || status === 424) ? refusedInBatch(refused, 'every step of a batch') : null;
}

/**
 * What is changed or removed is read right before, so that nobody's change in between is written over and no field is lost;
 * a name that Entra would let be taken twice is looked for.
 */
async function lookFirst(work: DraftWork, steps: readonly DraftStep[], inDraft: ReadonlyMap<string, boolean>): Promise<{ over: StepChange[] }> {
  const unsure = steps.filter((step) => step.operation !== 'create' || (rulesOf(step.kind).oneByOne === true && inDraft.get(step.id) !== true));
  if (unsure.length === 0) return { over: [] };
  const changes = unsure.map(changeOf);
  const plan = planDraft(changes, await readTenantNow(work.graph, changes));
  const over: StepChange[] = [];
  for (const step of unsure) {
    const conflict = plan.conflicts.find(({ key }) => key === step.key);
    const problem = plan.problems.find(({ key }) => key === step.key);
    const planned = plan.steps.find(({ key }) => key === step.key);
    if (conflict ?? problem) over.push({ id: step.id, to: 'failed', failureCode: conflict ? 'conflict' : 'notAsPlanned', failure: (conflict ?? problem)?.words ?? '' });
    else if (!planned) over.push({ id: step.id, to: 'done', objectId: step.objectId });
    else Object.assign(step, { wanted: planned.wanted, before: planned.before });
  }
  return { over };
}

function refersToMade({ kind, wanted }: DraftStep, made: ReadonlyMap<string, { objectId: string }>): boolean {
  const ids = new Set([...made.values()].map(({ objectId }) => objectId));
  return wanted !== null && rulesOf(kind).refs(wanted).some(({ ref }) => (isKey(ref) ? made.has(ref.key) : ids.has(ref.id)));
}
