'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { addResource, askAboutResource } from '@/lib/authoring/add-resource';
import { RESOURCE_KINDS } from '@/lib/authoring/catalog';
import { createCatalog } from '@/lib/authoring/create-catalog';
import { graphFor } from '@/lib/graph/graph-for';

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
