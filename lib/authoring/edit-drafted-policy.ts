import 'server-only';
import type { AuditPerson } from '@/lib/audit';
import { getDraftChange, listDraftChanges } from '@/lib/db/drafts';
import { AppError } from '@/lib/errors';
import type { WantedOf } from './draft';
import { addChange, editChange } from './edit-draft';
import { differencesBetween } from './policy-differences';
import type { PolicyDocument } from './policy-document';

/** One property in two versions: mine, and what somebody else saved in between; `was` is what both began from. */
export type VersionRow = { field: string; was: string; mine: string; theirs: string; clash: boolean };

export type SavedPolicy = { saved: true } | { saved: false; theirs: { version: number; byName: string; rows: VersionRow[] } };

/** Two versions of a policy side by side, with only what one of them changed. */
export function versionsOf(seen: PolicyDocument, mine: PolicyDocument, theirs: PolicyDocument): VersionRow[] {
  const [my, their] = [differencesBetween(seen, mine), differencesBetween(seen, theirs)];
  return [...new Set([...my, ...their].map(({ field }) => field))].map((field) => {
    const [one, other] = [my.find((each) => each.field === field), their.find((each) => each.field === field)];
    const was = one?.expected ?? other?.expected ?? '';
    return { field, was, mine: one?.found ?? was, theirs: other?.found ?? was, clash: one !== undefined && other !== undefined && one.found !== other.found };
  });
}

/**
 * Puts a policy in place of the one a draft has, or adds one to a package that the draft makes. Whoever saw an older version
 * gets both side by side, and nothing is saved.
 * @param of `seen` is what the person edited, of `version`
 * @throws AppError `notFound`; `conflict` where the draft is not open
 */
export async function saveDraftedPolicy(by: AuditPerson, draftId: string, of: { key: string; version: number; seen: PolicyDocument } | { packageKey: string }, document: PolicyDocument): Promise<SavedPolicy> {
  if ('packageKey' in of) {
    const drafted = (await listDraftChanges(draftId)).find(({ key, kind, operation }) => key === of.packageKey && kind === 'package' && operation === 'create');
    if (!drafted) throw new AppError('notFound', `draft ${draftId} makes no package ${of.packageKey}`);
    await addChange(by, draftId, { kind: 'policy', operation: 'create', wanted: { package: { key: drafted.key, name: drafted.name }, document } });
    return { saved: true };
  }
  const change = await getDraftChange(draftId, of.key);
  if (change.kind !== 'policy' || !change.wanted) throw new AppError('notFound', `${of.key} is no policy`);
  const wanted = change.wanted as WantedOf['policy'];
  const edited = await editChange(by, draftId, of.key, of.version, { ...wanted, document });
  if (edited.saved) return { saved: true };
  const theirs = (edited.theirs.wanted as WantedOf['policy']).document;
  return { saved: false, theirs: { version: edited.theirs.version, byName: edited.theirs.changedByName, rows: versionsOf(of.seen, document, theirs) } };
}
