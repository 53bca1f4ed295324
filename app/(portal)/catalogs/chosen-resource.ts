import { z } from 'zod';
import { RESOURCE_KINDS } from '@/lib/authoring/catalog';

/** What shall enter a catalog, and who answers for it. */
export const ChosenResource = z.object({ originSystem: z.enum(RESOURCE_KINDS), originId: z.string().min(1).max(500), ownerId: z.union([z.uuid(), z.null()]) });
