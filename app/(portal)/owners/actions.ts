'use server';

import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { runAction } from '@/lib/action';
import { FieldsSeen } from '@/lib/form';
import type { ActionResult } from '@/lib/action-result';
import { RESOURCE_KINDS } from '@/lib/authoring/catalog';
import { nameOwner } from '@/lib/authoring/name-owner';
import { setStandingSigners } from '@/lib/authoring/standing-signers';
import { graphFor } from '@/lib/graph/graph-for';
import { isTimeZone } from '@/lib/rollout/working-days';

const Person = z.union([z.uuid(), z.literal('')]).optional().transform((id) => id || null);

const NameOwner = z
  .object({
    originSystem: z.enum(RESOURCE_KINDS),
    originId: z.string().min(1).max(500),
    resourceName: z.string().min(1).max(300),
    ownerId: z.uuid('Choose who answers for it.'),
    deputyId: Person,
    security: z.literal('on').optional(),
    securityReason: z.string().trim().max(300).default(''),
    backHref: z.string().startsWith('/').max(600),
    seen: FieldsSeen,
  })
  .refine(({ security, securityReason }) => !security || securityReason !== '', { path: ['securityReason'], message: 'Say why; whoever signs for security reads it.' });

export async function nameOwnerAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'owner.name',
    role: 'Rollout.Admin',
    input: NameOwner,
    run: async (admin, wanted) => {
      await nameOwner(admin, graphFor(admin), {
        resource: { originSystem: wanted.originSystem, originId: wanted.originId, name: wanted.resourceName },
        ownerId: wanted.ownerId,
        deputyId: wanted.deputyId,
        securityReason: wanted.security ? wanted.securityReason : null,
      }, wanted.seen);
      revalidatePath('/owners', 'layout');
      revalidatePath('/rollouts', 'layout');
      redirect(wanted.backHref);
    },
  });
}

const SetSigners = z.object({ sponsorId: Person, securityId: Person, securityDeputyId: Person, timeZone: z.string().refine(isTimeZone, 'No time zone has this name. It looks like Europe/Helsinki.'), seen: FieldsSeen });

export async function setSignersAction(_previous: ActionResult<null>, form: FormData): Promise<ActionResult<null>> {
  return runAction(form, {
    name: 'signoff.nameSigner',
    role: 'Rollout.Admin',
    input: SetSigners,
    run: async (admin, wanted) => {
      await setStandingSigners(admin, graphFor(admin), { sponsor: wanted.sponsorId, security: wanted.securityId, securityDeputy: wanted.securityDeputyId, timeZone: wanted.timeZone }, wanted.seen);
      revalidatePath('/owners', 'layout');
      redirect('/owners');
    },
  });
}
