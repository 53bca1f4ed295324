import 'server-only';
import { randomBytes } from 'node:crypto';
import { recordAudit } from '@/lib/audit';
import type { AuditInput, AuditPerson } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { deleteDraftChanges, findChangesOf, getDraftChange, insertDraft, insertDraftChanges, listDraftChanges, lockDraft, stepDraft, touchDraft, updateDraftChange } from '@/lib/db/drafts';
import type { NewDraftChange } from '@/lib/db/drafts';
import { insertDraftSheet } from '@/lib/db/draft-sheets';
import { listStandingKeys } from '@/lib/db/draft-steps';
import { AppError } from '@/lib/errors';
import { assertAsSeen } from '@/lib/rollout/as-seen';
import { isKey, jsonOf, namesIn, saidBy, withNames } from './draft';
import type { Draft, DraftChange, DraftedSheet, DraftKind, NewChange, StandIn, Wanted } from './draft';
import { rulesOf } from './draft-kinds';
import { mergeVersions } from './merge-versions';

/** The audit event of something done to a draft itself. */
export function aboutDraft(by: AuditPerson, draft: Pick<Draft, 'id' | 'name'>): Pick<AuditInput, 'outcome' | 'actor' | 'objectType' | 'objectId' | 'objectName'> {
  return { outcome: 'done', actor: { personId: by.personId, name: by.name, userPrincipalName: by.userPrincipalName }, objectType: 'draft', objectId: draft.id, objectName: draft.name };
}

/** A new draft, empty or with its first changes. Nothing of it reaches the tenant before it is reviewed and applied. */
export async function createDraft(by: AuditPerson, name: string, changes: readonly NewChange[] = [], { standIn, sheet }: { standIn?: StandIn | undefined; sheet?: DraftedSheet | undefined } = {}): Promise<{ draftId: string; keys: string[] }> {
  return inTransaction(async (tx) => {
    const draftId = await insertDraft(tx, name, by, standIn);
    const rows = rowsOf(changes);
    await insertDraftChanges(tx, draftId, rows, by.name);
    if (sheet) await insertDraftSheet(tx, draftId, sheet);
    await recordAudit(tx, [{ ...aboutDraft(by, { id: draftId, name }), action: 'draft.create', after: { changes: changes.length } }]);
    return { draftId, keys: rows.map(({ key }) => key) };
  });
}

/** @throws AppError `conflict` unless it may be edited: while it is applied it is what was reviewed, and afterwards what was done. */
async function lockOpen(tx: Db, draftId: string): Promise<Draft> {
  const draft = await lockDraft(tx, draftId);
  if (draft.state !== 'open') throw new AppError('conflict', `draft ${draftId} is ${draft.state}`, { say: 'This draft is not open for changes any more. Reload the page.' });
  return draft;
}

/** A key that no change has, for one that others of the same draft refer to. */
export function newKey(kind: DraftKind): string {
  return `${kind}-${randomBytes(6).toString('hex')}`;
}

/** @param names of what the draft makes, by key */
function rowOf(change: NewChange, names: ReadonlyMap<string, string>): NewDraftChange {
  const wanted: Wanted | null = change.operation === 'delete' ? null : withNames(change.wanted, names);
  const base: Wanted | null = change.operation === 'create' ? null : change.base;
  return { key: change.key ?? newKey(change.kind), kind: change.kind, operation: change.operation, objectId: change.operation === 'create' ? null : change.objectId, name: rulesOf(change.kind).name(saidBy({ wanted, base })), wanted, base, ...(change.operation === 'create' && change.leftOut ? { leftOut: change.leftOut } : {}) };
}

function rowsOf(changes: readonly NewChange[]): NewDraftChange[] {
  const names = new Map(changes.flatMap((change) => (change.key && change.operation === 'create' ? [[change.key, rulesOf(change.kind).name(change.wanted)]] : [])));
  return changes.map((change) => rowOf(change, names));
}

/**
 * Takes changes into a draft and gives the keys by which others refer to them. An object that the draft changes already has
 * one change: the new wish stands in place of the old one, over what the tenant had when it was first drafted.
 * @throws AppError `notFound`; `conflict` where the draft is not open
 */
export async function addChanges(by: AuditPerson, draftId: string, changes: readonly NewChange[]): Promise<{ keys: string[]; version: number }> {
  return inTransaction(async (tx) => {
    const draft = await lockOpen(tx, draftId);
    const rows = rowsOf(changes);
    const before = await findChangesOf(draftId, rows.flatMap(({ objectId }) => objectId ?? []), tx);
    const had = (row: NewDraftChange): DraftChange | undefined => before.find(({ kind, objectId }) => kind === row.kind && objectId === row.objectId);
    for (const row of rows) {
      const old = had(row);
      if (old) await updateDraftChange(tx, old.id, old.version, { ...row, base: old.base }, by.name);
    }
    await insertDraftChanges(tx, draftId, rows.filter((row) => !had(row)), by.name);
    const version = await touchDraft(tx, draftId, by);
    await recordAudit(tx, [{ ...aboutDraft(by, draft), action: 'draft.change', after: rows.length === 1 && rows[0] ? { kind: rows[0].kind, operation: rows[0].operation } : { added: rows.length } }]);
    return { keys: rows.map((row) => had(row)?.key ?? row.key), version };
  });
}

/** Takes one change into a draft. @throws AppError as addChanges */
export async function addChange(by: AuditPerson, draftId: string, change: NewChange): Promise<{ key: string; version: number }> {
  const { keys: [key = ''], version } = await addChanges(by, draftId, [change]);
  return { key, version };
}

/** Where a change goes: an open draft, or a new one of this name. */
export type ToDraft = { draftId: string } | { newName: string; standIn?: StandIn };

/** Takes changes into a draft, or into a new one of that name where it says so. @throws AppError as addChanges */
export async function addToDraft(by: AuditPerson, to: ToDraft, changes: readonly NewChange[]): Promise<{ draftId: string }> {
  if ('newName' in to) return createDraft(by, to.newName, changes, { standIn: to.standIn });
  if (changes.length > 0) await addChanges(by, to.draftId, changes);
  return { draftId: to.draftId };
}

/**
 * Takes changes out of a draft and others into it, as `rewrite` says of what is in it now. Nothing is touched where nothing changes.
 * @returns how many came or went
 * @throws AppError as addChanges
 */
export async function rewriteDraft(by: AuditPerson, draftId: string, rewrite: (changes: readonly DraftChange[]) => { drop: readonly string[]; add: readonly NewChange[] }): Promise<number> {
  return inTransaction(async (tx) => {
    const draft = await lockOpen(tx, draftId);
    const { drop, add } = rewrite(await listDraftChanges(draftId, tx));
    if (drop.length + add.length === 0) return 0;
    await deleteDraftChanges(tx, draftId, drop);
    await insertDraftChanges(tx, draftId, rowsOf(add), by.name);
    await touchDraft(tx, draftId, by);
    await recordAudit(tx, [{ ...aboutDraft(by, draft), action: 'draft.change', after: { added: add.length, dropped: drop.length } }]);
    return drop.length + add.length;
  });
}

/** What an application that stopped made stands in the tenant: editing it here would change nothing there. */
async function assertNotStanding(tx: Db, draftId: string, { key, name }: DraftChange): Promise<void> {
  if ((await listStandingKeys(draftId, tx)).includes(key)) throw new AppError('conflict', `${key} of ${draftId} stands`, { say: `“${name}” stands in the tenant already. Open it there to change it, or undo what this draft did.` });
}

/** Saved, or what somebody else saved meanwhile. */
export type Edited = { saved: true; version: number } | { saved: false; theirs: DraftChange };

/**
 * Puts another wish in place of one of a draft. Whoever saw an older version of it gets the newer one to look at, and
 * nothing is saved: they then take that, or save over it.
 * @param seen the version of the change that was on the screen
 * @throws AppError `notFound`; `conflict` where the draft is not open
 */
export async function editChange(by: AuditPerson, draftId: string, key: string, seen: number, wanted: Wanted): Promise<Edited> {
  return inTransaction(async (tx) => {
    const draft = await lockOpen(tx, draftId);
    const change = await getDraftChange(draftId, key, tx);
    await assertNotStanding(tx, draftId, change);
    if (change.operation === 'delete') throw new AppError('conflict', `${key} is a removal`, { say: 'This draft removes it. Take the removal out first.' });
    if (!(await updateDraftChange(tx, change.id, seen, { ...change, name: rulesOf(change.kind).name(wanted), wanted }, by.name))) return { saved: false, theirs: change };
    await touchDraft(tx, draftId, by);
    await recordAudit(tx, [{ ...aboutDraft(by, draft), action: 'draft.change', after: { kind: change.kind, operation: change.operation } }]);
    return { saved: true, version: seen + 1 };
  });
}

/**
 * Takes a change out of a draft, and with it what is in what it would have made: a package without its catalog is none.
 * @returns how many changes went
 * @throws AppError `notFound`; `conflict` where the draft is not open
 */
export async function removeChange(by: AuditPerson, draftId: string, key: string): Promise<number> {
  return inTransaction(async (tx) => {
    const draft = await lockOpen(tx, draftId);
    await assertNotStanding(tx, draftId, await getDraftChange(draftId, key, tx));
    const keys = dependentsOf(await listDraftChanges(draftId, tx), key);
    const gone = await deleteDraftChanges(tx, draftId, keys);
    await touchDraft(tx, draftId, by);
    await recordAudit(tx, [{ ...aboutDraft(by, draft), action: 'draft.drop', after: { changes: gone } }]);
    return gone;
  });
}

/** A change and all that cannot be without it. What only calls something it would make stays, and says in the review what it lacks. */
export function dependentsOf(all: readonly DraftChange[], key: string): string[] {
  const keys = new Set([key]);
  for (let grew = true; grew; ) {
    const found = all.filter((change) => !keys.has(change.key) && rulesOf(change.kind).refs(saidBy(change)).some(({ ref }) => isKey(ref) && keys.has(ref.key)));
    found.forEach((change) => keys.add(change.key));
    grew = found.length > 0;
  }
  return [...keys];
}

/** A change that stands over the tenant's version, with whatever only that one changed. */
export function overTheirs<C extends Pick<DraftChange, 'wanted' | 'base'>>(change: C, theirs: Wanted | undefined): C {
  const { wanted, base } = change;
  if (!theirs) return change;
  // Merged they are without the names by which a draft calls what it is in.
  const names = namesIn([base, wanted, theirs]);
  return { ...change, wanted: wanted && base ? withNames(mergeVersions(jsonOf(base), jsonOf(wanted), jsonOf(theirs)).merged as unknown as Wanted, names) : wanted, base: withNames(theirs, names) };
}

/**
 * Settles that the tenant has another version now than was drafted over: the draft's stands over it from now on, with
 * whatever only the tenant's changed, or the tenant's is left as it is and the change goes.
 * @param theirs the tenant's version
 */
export async function settleConflict(by: AuditPerson, draftId: string, key: string, keep: 'draft' | 'tenant', theirs: Wanted): Promise<void> {
  await inTransaction(async (tx) => {
    const draft = await lockOpen(tx, draftId);
    const change = await getDraftChange(draftId, key, tx);
    if (keep === 'tenant') await deleteDraftChanges(tx, draftId, [key]);
    else {
      await updateDraftChange(tx, change.id, change.version, overTheirs(change, theirs), by.name);
    }
    await touchDraft(tx, draftId, by);
    await recordAudit(tx, [{ ...aboutDraft(by, draft), action: 'draft.settle', after: { kind: change.kind, kept: keep } }]);
  });
}

/** Gives an open draft another name; the name it has already changes nothing. @param seen what the form was made of @throws AppError as addChange; `conflict` where it was renamed since it was seen */
export async function renameDraft(by: AuditPerson, draftId: string, name: string, seen?: string): Promise<void> {
  await inTransaction(async (tx) => {
    const draft = await lockOpen(tx, draftId);
    if (draft.name === name) return;
    await assertAsSeen(tx, seen, { name: draft.name }, { ...aboutDraft(by, draft), action: 'draft.rename', what: 'the name of this draft' });
    await touchDraft(tx, draftId, by, { name });
    await recordAudit(tx, [{ ...aboutDraft(by, draft), action: 'draft.rename', before: { name: draft.name }, after: { name } }]);
  });
}

/** Puts a draft aside unapplied; it may be taken up again. @throws AppError `notFound`, `conflict` */
export async function discardDraft(by: AuditPerson, draftId: string, back = false): Promise<void> {
  await inTransaction(async (tx) => {
    const draft = await lockDraft(tx, draftId);
    if (!(await stepDraft(tx, draftId, back ? ['discarded'] : ['open'], back ? 'open' : 'discarded'))) throw new AppError('conflict', `draft ${draftId} is ${draft.state}`, { say: 'This draft is not what it was on your screen. Reload the page.' });
    await recordAudit(tx, [{ ...aboutDraft(by, draft), action: back ? 'draft.takeUp' : 'draft.discard' }]);
  });
}
