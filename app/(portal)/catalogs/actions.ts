'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { askAboutResource } from '@/lib/authoring/ask-about-resource';
import { RESOURCE_KINDS } from '@/lib/authoring/catalog';
import { draftCatalog } from '@/lib/authoring/draft-catalog';
import { draftResources } from '@/lib/authoring/draft-resources';
import { catalogRefOf } from '@/lib/authoring/drafted-catalog';
import { graphFor } from '@/lib/graph/graph-for';
import { ChosenResource } from './chosen-resource';
import { jsonField } from '../json-field';
import { addressOfDraft, IntoDraft, leadToDraft, targetOf } from '../drafts/into-draft';
import { descriptionField, nameField } from '../text-fields';

const CreateCatalog = IntoDraft.extend({
  name: nameField('Give the catalog a name.'),
  description: descriptionField('Say what the catalog is for; people who ask for access read it.'),
  published: z.literal('on').optional(),
  externallyVisible: z.literal('on').optional(),
});

export async function createCatalogAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: CreateCatalog,
    run: async (admin, { name, description, published, externallyVisible, ...into }) =>
      leadToDraft(await draftCatalog(admin, graphFor(admin), targetOf(into, `New catalog ${name}`), { name, description, published: published === 'on', externallyVisible: externallyVisible === 'on' }), into),
  });
}

const AddResource = IntoDraft.extend({
  catalogId: z.uuid(),
  originId: z.string().min(1).max(500),
  originSystem: z.enum(RESOURCE_KINDS),
  ownerId: z.uuid('Choose who answers for it.'),
});

export async function addResourceAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: AddResource,
    run: async (admin, { catalogId, originSystem, originId, ownerId, ...into }) => leadToDraft(await draftResources(admin, graphFor(admin), { id: catalogId }, [{ originSystem, originId, ownerId }], targetOf(into, 'A resource')), into),
  });
}

const AskOwner = z.object({ catalogId: z.uuid(), resourceId: z.uuid(), ownerId: z.uuid('Choose who answers for it.') });

export async function askOwnerAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'approval.ask',
    role: 'Rollout.Admin',
    input: AskOwner,
    run: async (admin, wanted) => {
      await askAboutResource(admin, graphFor(admin), wanted);
      revalidatePath(`/catalogs/${wanted.catalogId}`);
      redirect(`/catalogs/${wanted.catalogId}`);
    },
  });
}

/** What was chosen of a list. */
const ChosenList = jsonField(z.array(ChosenResource).min(1, 'Choose at least one.').max(500), 'Choose at least one.');

const DraftResources = IntoDraft.extend({ catalogId: z.string().min(1).max(100), chosen: ChosenList });

export async function draftResourcesAction(_previous: ActionResult<{ href: string }>, form: FormData): Promise<ActionResult<{ href: string }>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: DraftResources,
    run: async (admin, { catalogId, chosen, ...into }) => {
      const { draftId } = await draftResources(admin, graphFor(admin), catalogRefOf(catalogId), chosen, targetOf(into, 'Resources'));
      return { href: addressOfDraft(draftId, into) };
    },
  });
}
