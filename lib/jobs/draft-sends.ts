import 'server-only';
import { isKey } from '@/lib/authoring/draft';
import type { DraftStep } from '@/lib/authoring/draft';
import { rulesOf } from '@/lib/authoring/draft-kinds';
import { planDraft } from '@/lib/authoring/plan-draft';
import { readTenantNow } from '@/lib/authoring/read-tenant-objects';
import { takeDraftSteps } from '@/lib/db/draft-steps';
import type { StepChange } from '@/lib/db/draft-steps';
import { isAppError } from '@/lib/errors';
import type { AppError } from '@/lib/errors';
import { slices } from '@/lib/graph/batch-reads';
import type { BatchAnswer, BatchCall } from '@/lib/graph/client';
import { draftCall, idsMade } from '@/lib/graph/draft-calls';
import { refusedInBatch } from '@/lib/graph/graph-error';
import { judgeStep } from './draft-verdict';
import { changeOf, flush, keep, madeSoFar, note, resolveRefs } from './draft-work';
import type { DraftWork } from './draft-work';

/** Most calls in one batch (learn.microsoft.com/graph/json-batching). */
export const STEPS_IN_A_BATCH = 20;

/** Batches on their way at once: what is kept of them in the database is kept once for all of them. */
export const BATCHES_AT_ONCE = 3;

/**
 * Sends steps of one stage, some batches of them at once, each looked at first where somebody else may have come before.
 * @returns whether any went out or came to an end; none does while the draft is paused
 */
export async function sendSteps(work: DraftWork, steps: readonly DraftStep[]): Promise<boolean> {
  const made = madeSoFar(work);
  const inDraft = new Map(steps.map((step) => [step.id, refersToMade(step, made)]));
  resolveRefs(work, steps);
  const looked = await lookFirst(work, steps, inDraft);
  await keep(work, looked.over);
  const over = new Set(looked.over.map(({ id }) => id));
  const open = steps.filter(({ id }) => !over.has(id));
  if (open.length === 0) return true;

  const marked = await takeDraftSteps(work.draft.id, open.map(({ id }) => id));
  const taken = open.filter(({ id }) => marked.has(id));
  if (taken.length === 0) return over.size > 0;
  for (const step of taken) Object.assign(step, { state: 'sending', attempts: step.attempts + 1 });
  await work.lease.check();
  const calls = taken.map((step, index): BatchCall => {
    const previous = rulesOf(step.kind).oneByOne && index % STEPS_IN_A_BATCH > 0 ? taken[index - 1] : undefined;
    return { id: step.id, ...draftCall(step, idsMade), warrant: { draftStepId: step.id }, ...(previous ? { after: previous.id } : {}) };
  });
  const batches = slices(calls, STEPS_IN_A_BATCH);
  // While Graph works on these, the database keeps what became of those before.
  const [asked, [kept]] = await Promise.all([Promise.all(batches.map((batch) => ask(work, batch))), Promise.allSettled([flush(work)])]);
  const answers = new Map(asked.flatMap((batch) => [...batch.answers]));
  // Refused as a whole, nothing of a batch was done.
  const refused = new Set(asked.flatMap((batch) => (batch.refused ? batch.ids : [])));
  const called = new Map(calls.map((call) => [call.id, call]));
  const verdicts = taken.map((step): StepChange => {
    if (refused.has(step.id)) return { id: step.id, to: 'waiting' };
    const call = called.get(step.id);
    const answer = answers.get(step.id);
    if (step.kind === 'catalogResource' && answer && answer.status < 300) work.requests.set(step.id, (answer.body as { id?: string } | null)?.id ?? '');
    return { ...judgeStep(step, answer, inDraft.get(step.id) ?? false, work.timing.visibilityMs), ...(call ? { graphOperation: call.operation } : {}), wanted: step.wanted, before: step.before };
  });
  const trouble = asked.find((batch) => batch.refused)?.refused ?? troubleOf([...answers.values()]);
  note(work, trouble ? verdicts.map((verdict): StepChange => (verdict.to === 'failed' ? { id: verdict.id, to: 'waiting' } : verdict)) : verdicts);
  if (kept.status === 'rejected') throw kept.reason;
  if (trouble) throw trouble;
  return true;
}

/** The answers to a batch by step, none to those whose answer was lost; or what the whole batch was refused for, which the job has to wait for. */
type Asked = { ids: string[]; answers: Map<string, BatchAnswer>; refused: AppError | null };

async function ask(work: DraftWork, calls: BatchCall[]): Promise<Asked> {
  const ids = calls.map(({ id }) => id);
  try {
    const { answers } = await work.graph.batch(calls, work.lease.signal);
    return { ids, answers: new Map(answers.map((answer) => [answer.id, answer])), refused: null };
  } catch (error) {
    const known = isAppError(error) && error.code !== 'offline' && error.code !== 'internal' ? error : null;
    // Refused as a whole, nothing of it was done; otherwise nobody knows.
    return { ids, answers: new Map(), refused: known };
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
