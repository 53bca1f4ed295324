import { z } from 'zod';
import type { RoleChoice } from '@/lib/authoring/draft-package';

/** `<resource>|<role>`, as a checkbox of RoleChoices sends it. */
export const RoleField = z
  .string()
  .regex(/^[^|]+\|.+$/)
  .transform((text): RoleChoice => ({ resourceId: text.slice(0, text.indexOf('|')), roleOriginId: text.slice(text.indexOf('|') + 1) }));
