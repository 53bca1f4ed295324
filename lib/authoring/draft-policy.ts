import 'server-only';
import type { AuditPerson } from '@/lib/audit';
import { findChangeOf } from '@/lib/db/drafts';
import { AppError } from '@/lib/errors';
import { parseRule } from '@/lib/rules/parse-rule';
import { problemWords } from '@/lib/rules/problem';
import { checkPolicyForm } from './check-policy-form';
import type { NewChange, WantedOf } from './draft';
import { addToDraft } from './edit-draft';
import type { ToDraft } from './edit-draft';
import { differencesBetween } from './policy-differences';
import { formOf } from './policy-form';
import type { PolicyForm } from './policy-form';
import type { PolicyDocument } from './policy-document';
import { documentOf } from './write-policy-form';

/** What is wrong with a membership rule, with line and column, or null. */
export function ruleProblem(rule: string): string | null {
  const parsed = parseRule(rule);
  return parsed.ok ? null : problemWords(parsed.problems);
}

/**
 * The policy that was typed, over the one the form was made of.
 * @throws AppError `invalid`, a sentence for each field
 */
export function requirePolicy(form: PolicyForm, base: PolicyDocument, now = new Date()): PolicyDocument {
  const { wrong } = checkPolicyForm(form, { now: now.toISOString().slice(0, 16), was: formOf(base), ruleProblem });
  if (Object.keys(wrong).length > 0) throw new AppError('invalid', `policy: ${Object.keys(wrong).join(', ')}`, { fields: wrong });
  return documentOf(form, base);
}

/**
 * Takes a policy that is made, changed or deleted into a draft.
 * @throws AppError `conflict` where nothing is changed; `invalid` where the draft changes that policy already: its other changes would be lost; as addToDraft
 */
export async function draftPolicy(by: AuditPerson, to: ToDraft, change: Extract<NewChange, { kind: 'policy' }>): Promise<{ draftId: string }> {
  if (change.operation === 'update' && differencesBetween(change.base.document, change.wanted.document).length === 0) throw new AppError('conflict', 'a draft of nothing', { say: 'Nothing of this policy is changed yet, so there is nothing to save.' });
  const before = 'newName' in to || change.operation === 'create' ? null : await findChangeOf(to.draftId, 'policy', change.objectId);
  if (before && 'draftId' in to) {
    const say = before.operation === 'delete' ? 'This draft deletes the policy. Choose another draft, or take the deletion out first.' : 'This draft changes the policy already. Choose another draft, or go on there.';
    throw new AppError('invalid', `draft ${to.draftId} has ${before.key}`, { fields: { draftId: say }, links: { draftId: { label: 'Open it there', href: before.operation === 'delete' ? `/drafts/${to.draftId}` : `/drafts/${to.draftId}/policies/${before.key}` } } });
  }
  return addToDraft(by, to, [change]);
}

/** A policy of the tenant as a draft says it. */
export function policyObject(packageId: string, packageName: string, document: PolicyDocument): WantedOf['policy'] {
  return { package: { id: packageId, name: packageName }, document };
}
