import { z } from 'zod';
import { isObject, readDocument } from '@/lib/authoring/policy-document';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import type { PolicyForm } from '@/lib/authoring/policy-form';

const text = z.string().max(4000);
const Amount = z.object({ count: z.string().max(60), unit: z.enum(['days', 'hours', 'written']) });
const Subjects = z.array(z.record(z.string(), z.json())).max(5000);
const From = z.number().int().min(0).nullable();
const Localizations = z.array(z.object({ language: z.string().max(20), text })).max(60);

const Stage = z.object({
  key: z.string().max(40), from: From, visibility: z.string().max(60), deadline: Amount, reason: z.boolean(), approvers: Subjects, fallbacks: Subjects,
  escalates: z.boolean(), escalateAfter: Amount, escalation: Subjects, escalationFallbacks: Subjects,
});

const Question = z.object({
  key: z.string().max(40), from: From, kind: z.enum(['text', 'choice', 'other']), text, required: z.boolean(), editable: z.boolean(), singleLine: z.boolean(), pattern: z.string().max(1000), several: z.boolean(),
  localizations: Localizations, choices: z.array(z.object({ key: z.string().max(60), from: From, value: text, text, localizations: Localizations })).max(500),
});

const Form: z.ZodType<PolicyForm> = z.object({
  name: z.string().max(1000), description: z.string().max(10_000), scope: z.string().max(100), targets: Subjects, rule: z.string().max(10_000),
  automatic: z.object({ assigns: z.boolean(), removes: z.boolean(), grace: Amount }),
  requests: z.object({ add: z.boolean(), extend: z.boolean(), giveBack: z.boolean(), ownDates: z.boolean(), forAdd: z.boolean(), forExtend: z.boolean(), forGiveBack: z.boolean(), requestors: Subjects }),
  approval: z.object({ toGet: z.boolean(), toExtend: z.boolean(), reason: z.boolean(), stages: z.array(Stage).max(20) }),
  ends: z.object({ how: z.string().max(60), after: Amount, on: z.string().max(40) }),
  review: z.object({
    on: z.boolean(), start: z.string().max(20), every: z.enum(['weekly', 'monthly', 'quarterly', 'halfYearly', 'yearly', 'once', 'other']), length: Amount, until: z.string().max(40), untilDate: z.string().max(20), times: z.string().max(10),
    self: z.boolean(), reviewers: Subjects, fallbacks: Subjects, silence: z.string().max(60), recommendation: z.boolean(), reason: z.boolean(),
  }),
  extensions: z.array(z.object({ key: z.string().max(40), from: From, stage: z.string().max(60), extensionId: z.string().max(60), type: z.string().max(200) })).max(100),
  mailsOff: z.boolean(),
  questions: z.array(Question).max(200),
});

function parsed(text_: unknown): unknown {
  try {
    return typeof text_ === 'string' ? (JSON.parse(text_) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

/** A form's state, sent whole in one field. */
export const PolicyFormField = z.preprocess(parsed, Form);

/** The document a person saw, as the page gave it to them; what is no part of a policy is left out. */
export const DocumentField = z.preprocess(parsed, z.json().refine((value) => isObject(value), 'This does not look right.').transform((value): PolicyDocument => readDocument(value).document));
