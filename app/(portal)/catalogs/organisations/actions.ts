'use server';

import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { draftDisconnection, draftLifecycle, draftOrganization, draftOrganizationChange, draftSponsor, draftSponsorRemoval } from '@/lib/authoring/organisations';
import { graphFor } from '@/lib/graph/graph-for';
import { IntoDraft, leadToDraft, seenAs, targetOf } from '../../drafts/into-draft';
import { descriptionField, nameField } from '../../text-fields';

type Done = Promise<ActionResult<null>>;

const Fields = IntoDraft.extend({
  name: nameField('Give the organisation a name.'),
  description: descriptionField('Say who they are.'),
  configured: z.literal('on').optional(),
});

const stateOf = (configured: 'on' | undefined) => (configured ? 'configured' as const : 'proposed' as const);

const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

const Connect = Fields.extend({ by: z.enum(['domain', 'tenant']), value: z.string().trim() }).check((context) => {
  const { by, value } = context.value;
  if (by === 'domain' && !DOMAIN.test(value)) context.issues.push({ code: 'custom', path: ['value'], input: value, message: 'This is no domain: it looks like fabrikam.com.' });
  if (by === 'tenant' && !z.uuid().safeParse(value).success) context.issues.push({ code: 'custom', path: ['value'], input: value, message: 'This is no tenant id: it looks like 00000000-0000-0000-0000-000000000000.' });
});

export async function connectAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: Connect,
    run: async (admin, { name, description, configured, by, value, ...into }) => leadToDraft(await draftOrganization(admin, { name, description, state: stateOf(configured), source: { by, value } }, targetOf(into, `Connect ${name}`)), into),
  });
}

export async function changeOrganizationAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: Fields.extend({ organisationId: z.uuid(), seen: seenAs(z.object({ name: z.string(), description: z.string(), state: z.enum(['configured', 'proposed']) })) }),
    run: async (admin, { organisationId, seen, name, description, configured, ...into }) => leadToDraft(await draftOrganizationChange(admin, graphFor(admin), organisationId, seen, { name, description, state: stateOf(configured) }, targetOf(into, `Change ${name}`)), into),
  });
}

export async function disconnectAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: IntoDraft.extend({ organisationId: z.uuid() }),
    run: async (admin, { organisationId, ...into }) => leadToDraft(await draftDisconnection(admin, graphFor(admin), organisationId, targetOf(into, 'Disconnect an organisation')), into),
  });
}

const OfSponsor = IntoDraft.extend({ organisationId: z.uuid(), side: z.enum(['internal', 'external']), principalId: z.uuid('Choose a person or a group.') });

/** Has somebody vouch for an organisation's people. */
export async function addSponsorAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: OfSponsor,
    run: async (admin, { organisationId, side, principalId, ...into }) => leadToDraft(await draftSponsor(admin, graphFor(admin), { organizationId: organisationId, side, principalId }, targetOf(into, 'Sponsors')), into),
  });
}

/** Has somebody no longer vouch for them. */
export async function removeSponsorAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: OfSponsor,
    run: async (admin, { organisationId, side, principalId, ...into }) => leadToDraft(await draftSponsorRemoval(admin, graphFor(admin), { organizationId: organisationId, side, principalId }, targetOf(into, 'Sponsors')), into),
  });
}

const Lifecycle = IntoDraft.extend({ action: z.enum(['none', 'blockSignIn', 'blockSignInAndDelete']), days: z.string().trim().default('') }).check((context) => {
  const { action, days } = context.value;
  if (action === 'blockSignInAndDelete' && !(/^\d+$/.test(days) && Number(days) <= 3650)) context.issues.push({ code: 'custom', path: ['days'], input: days, message: 'Say after how many days they are deleted: a whole number from 0 to 3,650.' });
});

/** Changes what becomes of externals; after how many days is said only where they are deleted. */
export async function lifecycleAction(_previous: ActionResult<null>, form: FormData): Done {
  return runAction(form, {
    name: 'draft.change', role: 'Rollout.Admin', input: Lifecycle,
    run: async (admin, { action, days, ...into }) => leadToDraft(await draftLifecycle(admin, graphFor(admin), action === 'blockSignInAndDelete' ? { action, daysUntilDeleted: Number(days) } : { action }, targetOf(into, 'What becomes of externals')), into),
  });
}
