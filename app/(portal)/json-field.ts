import { z } from 'zod';

/** A field that holds JSON, as a form has it whose choices are no fields of their own. @param otherwise said where it is none */
export function jsonField<T extends z.ZodType>(shape: T, otherwise = 'Reload the page and try again.') {
  return z.string().max(200_000).transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: otherwise });
      return z.NEVER;
    }
  }).pipe(shape);
}
