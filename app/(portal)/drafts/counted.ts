import { cache } from 'react';
import { lintDraft } from '@/lib/authoring/lint-draft';
import type { PlannedStep } from '@/lib/authoring/plan-draft';
import { countPlannedEffects } from '@/lib/authoring/role-effect-view';
import { countPlannedRules } from '@/lib/authoring/rule-reach-view';
import { graphFor } from '@/lib/graph/graph-for';

/** What is counted of a review, once for all who show it on a page. */
type Of = { tokenCacheId: string };

export const countedRules = cache((session: Of, steps: readonly PlannedStep[]) => countPlannedRules(graphFor(session), steps));

export const countedRoles = cache((session: Of, steps: readonly PlannedStep[]) => countPlannedEffects(graphFor(session), steps));

export const draftedFindings = cache((session: Of, draftId: string) => lintDraft(graphFor(session), draftId));
