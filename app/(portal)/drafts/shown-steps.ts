import { removes } from '@/lib/authoring/plan-draft';
import type { DraftPlan, PlannedStep } from '@/lib/authoring/plan-draft';
import { callsOf } from '@/lib/authoring/review-draft';
import { affectsWords, reachWords } from './draft-words';
import type { ShownStep } from './plan-parts';

/** Steps on one page of a review. */
export const STEPS_A_PAGE = 50;

/** A page of a plan's steps as they are shown; with their Graph calls where they are wanted. */
export function shownSteps(plan: DraftPlan, from: number, calls: boolean): ShownStep[] {
  const steps = plan.steps.slice(from, from + STEPS_A_PAGE);
  const known = calls ? callsOf(plan.steps) : null;
  return steps.map((step) => ({ key: step.key, position: step.position, operation: step.operation, words: step.words, differences: step.differences, affects: step.affects ? affectsWords(step.affects) : reachWords(step), removes: removes(step), call: known && callText(step, known) }));
}

function callText({ key }: PlannedStep, calls: ReturnType<typeof callsOf>): string | null {
  const call = calls.get(key);
  if (!call) return null;
  const path = call.operation.replace(/\{(\w+)\}/g, (_, name: string) => call.path[name] ?? name);
  return call.body ? `${path}\n${JSON.stringify(call.body, null, 2)}` : path;
}

/** “3 to make, 1 to change, 2 to remove”. */
export function planWords({ steps }: DraftPlan): string {
  const count = (operation: PlannedStep['operation'], word: string): string[] => {
    const many = steps.filter((step) => step.operation === operation).length;
    return many > 0 ? [`${many.toLocaleString('en-GB')} ${word}`] : [];
  };
  return [...count('create', 'to make'), ...count('update', 'to change'), ...count('delete', 'to remove')].join(', ');
}
