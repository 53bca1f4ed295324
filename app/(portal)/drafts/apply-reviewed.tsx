import { Suspense } from 'react';
import type { DraftReview } from '@/lib/authoring/review-draft';
import { lossesOf } from '@/lib/authoring/step-losses';
import { isAppError } from '@/lib/errors';
import { countedRoles, countedRules, draftedFindings } from './counted';
import { ApplyButton, ApplyCounting } from './draft-buttons';
import { reachWords } from './draft-words';

type Props = { session: { tokenCacheId: string }; review: DraftReview; /** What was decided of steps in the way, where it is undone; null where it is applied. */ undo: { over: string; left: string } | null; lost: string[] };

/** The button that applies, or undoes, what was reviewed, once it is known what that takes from people and what would stand out. */
export function ApplyReviewed(props: Props) {
  const steps = props.review.plan.steps.length;
  return <Suspense fallback={<ApplyCounting undo={props.undo !== null} steps={steps} />}><AsksFirst {...props} /></Suspense>;
}

/** What cannot be counted is asked about all the same; what could not be held against the rules says so beneath the review. */
async function AsksFirst({ session, review: { draft, plan, hash }, undo, lost }: Props) {
  const [rules, roles, lint] = await Promise.all([orNull(countedRules(session, plan.steps)), orNull(countedRoles(session, plan.steps)), undo ? null : orNull(draftedFindings(session, draft.id))]);
  const counted = { rules: new Map(rules?.counted.map(({ key, reach }) => [key, reach])), roles: new Map(roles?.counted.map(({ key, count }) => [key, count])) };
  const errors = (lint?.findings ?? []).flatMap(({ severity, packageName, what }) => (severity === 'error' ? [`${packageName}: ${what}`] : []));
  return <ApplyButton draftId={draft.id} version={draft.version} hash={hash} undo={undo} steps={plan.steps.length} gone={lossesOf(plan.steps, counted, reachWords)} lost={lost} errors={errors} />;
}

async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return null;
  }
}
