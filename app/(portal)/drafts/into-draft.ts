import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { ToDraft } from '@/lib/authoring/edit-draft';

/** Where a change goes, as DraftChoice and DraftButtons say it: an open draft or a new one, and what is looked at then. */
export const IntoDraft = z.object({ draftId: z.union([z.uuid(), z.literal('new')]), newName: z.string().trim().max(120).optional(), then: z.enum(['review', 'draft']).default('review') });

/**
 * What a form was made of, given back by a hidden field of it: whoever changed the same in the tenant since is found then, and
 * what only they changed stays.
 */
export function seenAs<T extends z.ZodType>(shape: T) {
  return z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('Reload the page: what it showed is not readable.');
      return z.NEVER;
    }
  }).pipe(shape);
}

export type IntoDraft = z.infer<typeof IntoDraft>;

/** @param otherwise what a new draft is called that nobody named */
export function targetOf({ draftId, newName }: IntoDraft, otherwise: string): ToDraft {
  return draftId === 'new' ? { newName: newName ? newName : otherwise.slice(0, 120) } : { draftId };
}

/** The review of a draft, or the draft itself where somebody goes on with it. */
export function addressOfDraft(draftId: string, { then }: Pick<IntoDraft, 'then'>): string {
  revalidatePath('/drafts', 'layout');
  return then === 'draft' ? `/drafts/${draftId}` : `/drafts/${draftId}/review`;
}

/** Leads on to addressOfDraft. */
export function leadToDraft({ draftId }: { draftId: string }, into: Pick<IntoDraft, 'then'>): never {
  redirect(addressOfDraft(draftId, into));
}
