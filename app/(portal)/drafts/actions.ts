'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import type { NewChange, WantedOf } from '@/lib/authoring/draft';
import { loadCatalogObject, loadChange, loadPackageObject, REMOVABLE, removalOf } from '@/lib/authoring/draft-view';
import { addToDraft, createDraft, discardDraft, editChange, removeChange, renameDraft } from '@/lib/authoring/edit-draft';
import { settle } from '@/lib/authoring/review-draft';
import { withKeptTexts } from '@/lib/authoring/object-texts';
import { goOnWithDraft, pauseDraft, reopenDraft, startApplying, startUndoing, stopDraft } from '@/lib/authoring/start-draft';
import { FieldsSeen } from '@/lib/form';
import { graphFor } from '@/lib/graph/graph-for';
import { IntoDraft, leadToDraft, seenAs, targetOf } from './into-draft';
import { idsIn, settledOf } from './settled-steps';

const Name = z.string().trim().min(1, 'Give the draft a name.').max(120);
const InDraft = z.object({ draftId: z.uuid() });

type Done = Promise<ActionResult<null>>;

export async function createDraftAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.create', role: 'Rollout.Admin', input: z.object({ name: Name }),
    run: async (admin, { name }) => {
      const { draftId } = await createDraft(admin, name);
      revalidatePath('/drafts');
      redirect(`/drafts/${draftId}`);
    },
  });
}

export async function renameDraftAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.rename', role: 'Rollout.Admin', input: InDraft.extend({ name: Name, seen: FieldsSeen }),
    run: async (admin, { draftId, name, seen }) => {
      await renameDraft(admin, draftId, name, seen);
      revalidatePath(`/drafts/${draftId}`);
      return null;
    },
  });
}

export async function discardDraftAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.discard', role: 'Rollout.Admin', input: InDraft.extend({ back: z.literal('yes').optional() }),
    run: async (admin, { draftId, back }) => {
      await discardDraft(admin, draftId, back === 'yes');
      revalidatePath('/drafts', 'layout');
      return null;
    },
  });
}

export async function removeChangeAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.drop', role: 'Rollout.Admin', input: InDraft.extend({ key: z.string().min(1).max(100) }),
    run: async (admin, { draftId, key }) => {
      await removeChange(admin, draftId, key);
      revalidatePath(`/drafts/${draftId}`, 'layout');
      return null;
    },
  });
}

/** What was made elsewhere may be longer than what is made here, and is given back by a form that changes something else. */
const MOST_READ = 10_000;

const CatalogFields = z.object({
  name: z.string().trim().min(1, 'Give the catalog a name.').max(MOST_READ),
  description: z.string().trim().min(1, 'Say what the catalog is for; people who ask for access read it.').max(MOST_READ),
  published: z.literal('on').optional(), externallyVisible: z.literal('on').optional(),
});

const PackageFields = z.object({
  name: z.string().trim().min(1, 'Give the package a name.').max(MOST_READ),
  description: z.string().trim().min(1, 'Say what the package gives; people who ask for it read this.').max(MOST_READ),
  hidden: z.literal('on').optional(),
});

const catalogOf = ({ name, description, published, externallyVisible }: z.infer<typeof CatalogFields>) => ({ name, description, published: published === 'on', externallyVisible: externallyVisible === 'on' });
const packageOf = ({ name, description, hidden }: z.infer<typeof PackageFields>) => ({ name, description, hidden: hidden === 'on' });

export async function draftCatalogAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: CatalogFields.extend(IntoDraft.shape).extend({ catalogId: z.uuid(), seen: seenAs(z.object({ name: z.string(), description: z.string(), published: z.boolean(), externallyVisible: z.boolean() })) }),
    run: async (admin, { catalogId, seen, ...fields }) => {
      const base = { ...(await loadCatalogObject(graphFor(admin), catalogId)), ...seen };
      const change: NewChange = { kind: 'catalog', operation: 'update', objectId: catalogId, base, wanted: withKeptTexts(base, catalogOf(fields)) };
      return leadToDraft(await addToDraft(admin, targetOf(fields, `Changes of ${base.name}`), [change]), fields);
    },
  });
}

export async function draftPackageAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: PackageFields.extend(IntoDraft.shape).extend({ packageId: z.uuid(), seen: seenAs(z.object({ name: z.string(), description: z.string(), hidden: z.boolean() })) }),
    run: async (admin, { packageId, seen, ...fields }) => {
      const base = { ...(await loadPackageObject(graphFor(admin), packageId)), ...seen };
      const change: NewChange = { kind: 'package', operation: 'update', objectId: packageId, base, wanted: { ...base, ...withKeptTexts(base, packageOf(fields)) } };
      return leadToDraft(await addToDraft(admin, targetOf(fields, `Changes of ${base.name}`), [change]), fields);
    },
  });
}

export async function draftRemovalAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: IntoDraft.extend({ kind: z.enum(REMOVABLE), objectId: z.string().min(1).max(200), of: z.union([z.uuid(), z.literal('')]) }),
    run: async (admin, { kind, objectId, of, ...to }) => {
      const change = await removalOf(graphFor(admin), { kind, objectId, of });
      return leadToDraft(await addToDraft(admin, targetOf(to, 'Removals'), [change]), to);
    },
  });
}

/** What somebody else saved in between, for whoever saved later. */
export type EditAnswer = { saved: boolean; theirs: { version: number; byName: string; fields: Record<string, string> } | null };

const InChange = InDraft.extend({ key: z.string().min(1).max(100), version: z.coerce.number().int().min(0) });

async function saved(admin: Parameters<typeof editChange>[0], { draftId, key, version }: z.infer<typeof InChange>, wanted: Parameters<typeof editChange>[4]): Promise<EditAnswer> {
  const edited = await editChange(admin, draftId, key, version, wanted);
  revalidatePath(`/drafts/${draftId}`, 'layout');
  if (edited.saved) redirect(`/drafts/${draftId}`);
  const { theirs } = edited;
  const fields = Object.fromEntries(Object.entries(theirs.wanted ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : typeof value === 'boolean' ? [[name, value ? 'on' : '']] : [])));
  return { saved: false, theirs: { version: theirs.version, byName: theirs.changedByName, fields } };
}

export async function editCatalogChangeAction(_previous: ActionResult<EditAnswer>, form: FormData): Promise<ActionResult<EditAnswer>> {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: CatalogFields.extend(InChange.shape),
    run: async (admin, input) => saved(admin, input, withKeptTexts((await loadChange(input.draftId, input.key)).change.wanted as WantedOf['catalog'], catalogOf(input))),
  });
}

export async function editPackageChangeAction(_previous: ActionResult<EditAnswer>, form: FormData): Promise<ActionResult<EditAnswer>> {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: PackageFields.extend(InChange.shape),
    run: async (admin, input) => {
      const { wanted } = (await loadChange(input.draftId, input.key)).change;
      const was = wanted as WantedOf['package'];
      return saved(admin, input, { ...was, ...withKeptTexts(was, packageOf(input)) });
    },
  });
}

export async function settleConflictAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.settle', role: 'Rollout.Admin', input: InDraft.extend({ key: z.string().min(1).max(100), keep: z.enum(['draft', 'tenant']) }),
    run: async (admin, { draftId, key, keep }) => {
      await settle(admin, graphFor(admin), draftId, key, keep);
      revalidatePath(`/drafts/${draftId}`, 'layout');
      return null;
    },
  });
}

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

export async function applyDraftAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.apply', role: 'Rollout.Admin', input: InDraft.extend({ version: z.coerce.number().int().min(0), hash: Hash }),
    run: async (admin, { draftId, version, hash }) => {
      await startApplying(admin, graphFor(admin), draftId, { version, hash });
      revalidatePath(`/drafts/${draftId}`, 'layout');
      redirect(`/drafts/${draftId}`);
    },
  });
}

const StepIds = z.string().max(100_000).transform(idsIn);

export async function undoDraftAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.undo', role: 'Rollout.Admin', input: InDraft.extend({ hash: Hash, over: StepIds, left: StepIds }),
    run: async (admin, { draftId, hash, over, left }) => {
      await startUndoing(admin, graphFor(admin), draftId, { hash, settled: settledOf(over, left) });
      revalidatePath(`/drafts/${draftId}`, 'layout');
      redirect(`/drafts/${draftId}`);
    },
  });
}

const STEERING = { goOn: goOnWithDraft, pause: pauseDraft, stop: stopDraft, reopen: reopenDraft } as const;

/** Lets a draft at work go on, pauses it, gives it up, or opens it for changes again. */
export async function steerDraftAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.steer', role: 'Rollout.Admin', input: InDraft.extend({ what: z.enum(['goOn', 'pause', 'stop', 'reopen']) }),
    run: async (admin, { draftId, what }) => {
      await STEERING[what](admin, draftId, graphFor(admin));
      revalidatePath(`/drafts/${draftId}`, 'layout');
      return null;
    },
  });
}
