'use server';

import { z } from 'zod';
import { runAction } from '@/lib/action';
import type { ActionResult } from '@/lib/action-result';
import { draftClone } from '@/lib/authoring/clone-package';
import { catalogRefOf } from '@/lib/authoring/drafted-catalog';
import { draftPackage, draftRoles } from '@/lib/authoring/draft-package';
import type { SubjectChoice } from '@/lib/authoring/draft-package';
import { graphFor } from '@/lib/graph/graph-for';
import { ChosenResource } from '../catalogs/chosen-resource';
import { jsonField } from '../json-field';
import { RoleField } from './role-field';
import { IntoDraft, leadToDraft, targetOf } from '../drafts/into-draft';
import { descriptionField, nameField } from '../text-fields';

const people = (ids: string[]) => ids.map((id): SubjectChoice => ({ kind: 'person', id }));
const groups = (ids: string[]) => ids.map((id): SubjectChoice => ({ kind: 'group', id }));

const CreatePackage = IntoDraft
  .extend({
    catalogId: z.string().min(1).max(100),
    name: nameField('Give the package a name.'),
    description: descriptionField('Say what the package gives; people who ask for it read this.'),
    hidden: z.literal('on').optional(),
    roles: z.array(RoleField).min(1, 'Choose at least one role; without one the package gives nothing.'),
    policyName: nameField('Give the policy a name.'),
    who: z.enum(['specific', 'allMembers', 'directOnly']),
    targets: z.array(z.uuid()),
    targetGroups: z.array(z.uuid()),
    approval: z.enum(['none', 'named']),
    approvers: z.array(z.uuid()),
    approvalDays: z.coerce.number('Say within how many days.').int('Whole days only.').min(1, 'At least 1 day.').max(60, 'At most 60 days.').optional(),
    ends: z.enum(['days', 'date', 'never']),
    days: z.coerce.number('Say after how many days.').int('Whole days only.').min(1, 'At least 1 day.').max(3660, 'At most 3,660 days.').optional(),
    endDate: z.union([z.iso.date(), z.literal('')]).optional(),
  })
  .superRefine((wanted, context) => {
    const say = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (wanted.who === 'specific' && wanted.targets.length + wanted.targetGroups.length === 0) say('targets', 'Choose the people or groups who may ask for it.');
    if (wanted.approval === 'named' && wanted.approvers.length === 0) say('approvers', 'Choose who decides.');
    if (wanted.approval === 'named' && !wanted.approvalDays) say('approvalDays', 'Say within how many days.');
    if (wanted.ends === 'days' && !wanted.days) say('days', 'Say after how many days.');
    if (wanted.ends === 'date' && !wanted.endDate) say('endDate', 'Choose the day on which access ends.');
    else if (wanted.ends === 'date' && wanted.endDate && wanted.endDate <= new Date().toISOString().slice(0, 10)) say('endDate', 'Choose a day that is still to come.');
  });

function endOf({ ends, days, endDate }: z.infer<typeof CreatePackage>) {
  if (ends === 'days' && days) return { type: 'days' as const, days };
  if (ends === 'date' && endDate) return { type: 'date' as const, date: endDate };
  return { type: 'never' as const };
}

export async function createPackageAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: CreatePackage,
    run: async (admin, wanted) => {
      const drafted = await draftPackage(admin, graphFor(admin), targetOf(wanted, `New package ${wanted.name}`), {
        catalog: catalogRefOf(wanted.catalogId),
        name: wanted.name,
        description: wanted.description,
        hidden: wanted.hidden === 'on',
        roles: wanted.roles,
        policy: {
          name: wanted.policyName,
          who: wanted.who,
          targets: [...people(wanted.targets), ...groups(wanted.targetGroups)],
          approval: wanted.approval === 'named' ? { approvers: people(wanted.approvers), days: wanted.approvalDays ?? 14 } : null,
          expiration: endOf(wanted),
        },
      });
      return leadToDraft(drafted, wanted);
    },
  });
}

const ClonePackage = IntoDraft.extend({
  packageId: z.uuid(),
  catalogId: z.string().min(1).max(100),
  name: nameField('Give the copy a name.'),
  description: descriptionField('Say what the package gives; people who ask for it read this.'),
  hidden: z.literal('on').optional(),
  roles: z.array(z.string().min(1).max(200)),
  policies: z.array(z.uuid()),
  add: jsonField(z.array(ChosenResource).max(200)),
  beside: z.array(z.uuid()),
});

export async function clonePackageAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: ClonePackage,
    run: async (admin, { hidden, catalogId, ...wanted }) => leadToDraft(await draftClone(admin, graphFor(admin), targetOf(wanted, `Clone ${wanted.name}`), { ...wanted, catalog: catalogRefOf(catalogId), hidden: hidden === 'on' }), wanted),
  });
}

const AddRoles = IntoDraft.extend({ packageId: z.uuid(), catalogId: z.uuid(), roles: z.array(RoleField).min(1, 'Choose at least one role.') });

export async function addRolesAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'draft.change',
    role: 'Rollout.Admin',
    input: AddRoles,
    run: async (admin, { packageId, catalogId, roles, ...into }) => leadToDraft(await draftRoles(admin, graphFor(admin), targetOf(into, 'Further roles'), { packageId, catalogId, roles }), into),
  });
}
