'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { RESOURCE_KINDS } from '@/lib/authoring/catalog';
import { catalogRefOf } from '@/lib/authoring/drafted-catalog';
import { PARAMETER_KINDS } from '@/lib/authoring/package-template';
import type { TemplateContent } from '@/lib/authoring/package-template';
import { isObject, readDocument } from '@/lib/authoring/policy-document';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { deleteTemplate, draftFromTemplate, saveTemplate } from '@/lib/authoring/templates';
import { graphFor } from '@/lib/graph/graph-for';
import { IntoDraft, leadToDraft, targetOf } from '../drafts/into-draft';
import { jsonField } from '../json-field';
import { RoleField } from '../packages/role-field';
import { descriptionField, nameField } from '../text-fields';

const Content = jsonField(z.object({
  parameters: z.array(z.object({
    name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'What a parameter stands as begins with a letter and has letters, digits and _ alone.'),
    label: z.string().trim().min(1, 'Give each parameter a name that people read.').max(120),
    kind: z.enum(PARAMETER_KINDS),
    start: z.string().max(200),
  })).max(30),
  package: z.object({ name: nameField('Say what packages are called.'), description: descriptionField('Say what packages give.'), hidden: z.boolean() }),
  roles: z.array(z.object({ resourceName: z.string().max(500), originId: z.string().max(500), originSystem: z.enum(RESOURCE_KINDS), roleOriginId: z.string().max(500), roleName: z.string().max(500) })).max(200),
  policies: z.array(z.json().refine((value) => isObject(value), 'This does not look right.').transform((value): PolicyDocument => readDocument(value).document)).max(50),
}));

const SaveTemplate = z.object({
  templateId: z.union([z.uuid(), z.literal('')]),
  version: z.coerce.number().int().min(0),
  name: z.string().trim().min(1, 'Give the template a name.').max(120),
  description: z.string().trim().min(1, 'Say what the template is for.').max(1000),
  content: Content,
});

export async function saveTemplateAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'template.change', role: 'Rollout.Admin', input: SaveTemplate,
    run: async (admin, { templateId, version, content, ...row }) => {
      const wanted: TemplateContent = content;
      await saveTemplate(admin, templateId ? { id: templateId, version } : null, { ...row, content: wanted });
      revalidatePath('/templates', 'layout');
      redirect('/templates');
    },
  });
}

export async function deleteTemplateAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'template.delete', role: 'Rollout.Admin', input: z.object({ templateId: z.uuid() }),
    run: async (admin, { templateId }) => {
      await deleteTemplate(admin, templateId);
      revalidatePath('/templates', 'layout');
      redirect('/templates');
    },
  });
}

const UseTemplate = IntoDraft.extend({ templateId: z.uuid(), version: z.coerce.number().int().min(0), catalogId: z.string().min(1).max(100), roles: z.array(RoleField).min(1, 'Choose at least one role; without one the package gives nothing.'), values: jsonField(z.record(z.string().max(60), z.string().max(1000))) });

export async function useTemplateAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: UseTemplate,
    run: async (admin, { templateId, version, catalogId, roles, values, ...into }) => leadToDraft(await draftFromTemplate(admin, graphFor(admin), targetOf(into, 'A package of a template'), { templateId, version, catalog: catalogRefOf(catalogId), roles, values }), into),
  });
}
