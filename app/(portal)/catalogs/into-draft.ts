import { z } from 'zod';
import type { DraftTarget } from '@/lib/authoring/draft-resources';

/** Where a change goes, as the form's last fields and its button say: an open draft, a new one, or the tenant at once. */
export const IntoDraft = z.object({ draftId: z.union([z.uuid(), z.literal('new')]), newName: z.string().trim().max(120).optional(), at: z.enum(['draft', 'now']) });

/** @param otherwise what a new draft is called that nobody named */
export function targetOf({ draftId, newName, at }: z.infer<typeof IntoDraft>, otherwise: string): DraftTarget {
  if (at === 'now') return { to: 'now' };
  return draftId === 'new' ? { to: 'new', name: newName ? newName : otherwise } : { to: 'draft', draftId };
}
