import { z } from 'zod';
import { SHOWN_TO } from './action-result';

/** Why something is done all the same: a sentence that stays in the audit. */
export const Reason = z.string().trim().min(10, 'Say why in a sentence; it stays in the audit.').max(1000);

/** Why something is done, where nobody has to say. */
export const OptionalReason = z.string().trim().max(1000).default('');

/** How many people at most, where somebody sets a limit; null where nobody does. No union with the empty text: what is wrong with a number would not be told. */
export const MostPeople = z.string().optional().transform((text) => (text ? Number(text) : null)).pipe(z.number('Say it as a number.').int('Whole people only.').min(1, 'Say at least 1.').max(1_000_000, 'Say at most 1,000,000.').nullable());

/** What the fields of a form were made of, as it was shown: JSON, read where it is held against what is kept now. */
export const FieldsSeen = z.string().min(1).max(100_000);

/** Which criteria of a gate somebody saw that keep it shut, as `seenOf` writes them. */
export const Seen = z.string().max(2000).default('');

/** Said where a schema says nothing of its own. */
function plainSentence(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'too_big') return issue.origin === 'string' ? `This may have at most ${issue.maximum} characters.` : `This may be at most ${issue.maximum}.`;
  if (issue.code === 'too_small' && issue.origin === 'number') return `This must be at least ${issue.minimum}.`;
  if (issue.code === 'too_small' && issue.origin === 'array') return 'Choose at least one.';
  if (issue.code === 'too_small') return 'Fill this in.';
  if (issue.code === 'invalid_value') return 'Choose one of those offered.';
  return issue.input === undefined || issue.input === '' ? 'Fill this in.' : 'This does not look right.';
}

/** What a field of an object schema comes down to, below optional, default and the like. */
function coreOf(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = schema._zod;
  if ('innerType' in def) return coreOf(def.innerType as z.core.$ZodType);
  return schema;
}

function shapeOf(schema: z.core.$ZodType): Record<string, z.core.$ZodType> {
  if (schema instanceof z.ZodObject) return schema.shape;
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in);
  return {};
}

/** The fields of a form; Next's own are left out, and for whom it was rendered. */
function namesOf(form: FormData): string[] {
  return [...new Set(form.keys())].filter((name) => !name.startsWith('$ACTION') && name !== SHOWN_TO);
}

/** A text that came in with a NUL, which no database holds, is read without it. */
function withoutNul(value: FormDataEntryValue): FormDataEntryValue {
  return typeof value === 'string' ? value.replaceAll('\0', '') : value;
}

/**
 * A form read by a schema. A field that the schema wants as an array is one, however many there were; a field named
 * more than once is an array too. JSON in a field is the schema's to read (`z.preprocess`).
 */
export function readForm<I>(form: FormData, schema: z.ZodType<I>): z.ZodSafeParseResult<I> {
  const shape = shapeOf(schema);
  const fields: Record<string, unknown> = {};
  for (const name of namesOf(form)) {
    const all = form.getAll(name).map(withoutNul);
    fields[name] = all.length > 1 ? all : all[0];
  }
  for (const [name, wanted] of Object.entries(shape)) {
    if (coreOf(wanted) instanceof z.ZodArray) fields[name] = form.getAll(name).map(withoutNul);
  }
  return schema.safeParse(fields, { error: plainSentence });
}

/** Sentences by field, the first for each; what concerns no field is the message of the whole. */
export function formFields(error: z.ZodError): { message: string | null; fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  let message: string | null = null;
  for (const issue of error.issues) {
    if (issue.path.length === 0) message ??= issue.message;
    else for (const key of [String(issue.path[0]), issue.path.map(String).join('.')]) fields[key] ??= issue.message;
  }
  return { message, fields };
}

/** What was typed, for showing again: texts only, every value of a field. Files stay in the browser. */
export function typedValues(form: FormData): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const name of namesOf(form)) {
    const texts = form.getAll(name).filter((value) => typeof value === 'string');
    if (texts.length > 0) values[name] = texts;
  }
  return values;
}
