'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { addResource, askAboutResource } from '@/lib/authoring/add-resource';
import { RESOURCE_KINDS } from '@/lib/authoring/catalog';
import { draftResources } from '@/lib/authoring/draft-resources';
import { createCatalog } from '@/lib/authoring/create-catalog';
import { graphFor } from '@/lib/graph/graph-for';
import { IntoDraft, targetOf } from './into-draft';

const CreateCatalog = z.object({
  name: z.string().trim().min(1, 'Give the catalog a name.').max(120),
  description: z.string().trim().min(1, 'Say what the catalog is for; people who ask for access read it.').max(1000),
  externallyVisible: z.literal('on').optional(),
});

export async function createCatalogAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'catalog.create',
    role: 'Rollout.Admin',
    input: CreateCatalog,
    run: async (admin, { name, description, externallyVisible }) => {
      const catalog = await createCatalog(admin, graphFor(admin), { name, description, externallyVisible: externallyVisible === 'on' });
      revalidatePath('/catalogs');
      redirect(`/catalogs/${catalog.id}`);
    },
  });
}

const AddResource = z.object({
  catalogId: z.uuid(),
  originId: z.string().min(1).max(500),
  originSystem: z.enum(RESOURCE_KINDS),
  ownerId: z.uuid('Choose who answers for it.'),
});

export async function addResourceAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'resource.add',
    role: 'Rollout.Admin',
    input: AddResource,
    run: async (admin, wanted) => {
      await addResource(admin, graphFor(admin), wanted);
      revalidatePath(`/catalogs/${wanted.catalogId}`);
      redirect(`/catalogs/${wanted.catalogId}`);
    },
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

const Chosen = z.object({ originSystem: z.enum(RESOURCE_KINDS), originId: z.string().min(1).max(500), ownerId: z.union([z.uuid(), z.null()]) });

/** What was chosen of a list, as one field of JSON. */
const ChosenList = z.string().max(200_000).transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'Choose at least one.' });
    return z.NEVER;
  }
}).pipe(z.array(Chosen).min(1, 'Choose at least one.').max(500));

const DraftResources = IntoDraft.extend({ catalogId: z.uuid(), chosen: ChosenList });

export async function draftResourcesAction(_previous: ActionResult<{ draftId: string }>, form: FormData): Promise<ActionResult<{ draftId: string }>> {
  return runAction(form, {
    name: 'resource.draft',
    role: 'Rollout.Admin',
    input: DraftResources,
    run: async (admin, { catalogId, chosen, ...into }) => {
      const { draftId } = await draftResources(admin, graphFor(admin), catalogId, chosen, targetOf(into, 'Resources'));
      revalidatePath(`/catalogs/${catalogId}`);
      revalidatePath('/drafts', 'layout');
      return { draftId };
    },
  });
}
