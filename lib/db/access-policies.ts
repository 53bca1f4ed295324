import 'server-only';
import { randomUUID } from 'node:crypto';
import type { AccessExport, AccessPolicy, AccessState } from '@/lib/authoring/access-policy';
import { db } from './client';
import type { Db } from './client';
import type { Prisma } from './generated/client';
import { holding } from './statement';

/** The export that was brought last; null where there is none. */
export async function findAccessExport(tx: Db = db()): Promise<AccessExport | null> {
  return tx.accessExport.findFirst({ select: { id: true, policies: true, broughtByName: true, broughtAt: true } });
}

/** Puts an export in place of the one before, which whoever else does so meanwhile waits for. */
export async function replaceAccessExport(tx: Db, policies: readonly AccessPolicy[], by: { personId: string; name: string }): Promise<void> {
  const head = { id: randomUUID(), policies: policies.length, broughtBy: by.personId, broughtByName: by.name, broughtAt: new Date() };
  await tx.accessExport.upsert({ where: { one: true }, create: { one: true, ...head }, update: head });
  await tx.accessPolicy.deleteMany();
  await tx.accessPolicy.createMany({ data: policies.map((policy) => ({ ...policy, includeGroups: [...policy.includeGroups], excludeGroups: [...policy.excludeGroups], includeApplications: [...policy.includeApplications], excludeApplications: [...policy.excludeApplications] })) });
}

/** Forgets that export; false where another stands there, or none. */
export async function deleteAccessExport(tx: Db, id: string): Promise<boolean> {
  if ((await tx.accessExport.deleteMany({ where: { id } })).count === 0) return false;
  await tx.accessPolicy.deleteMany();
  return true;
}

const POLICY = { policyId: true, name: true, state: true, blocks: true, includeGroups: true, excludeGroups: true, allApplications: true, includeApplications: true, excludeApplications: true } as const;
const BY_NAME: Prisma.AccessPolicyOrderByWithRelationInput[] = [{ name: 'asc' }, { policyId: 'asc' }];

/** Those policies that name one of these groups, or applications by their application id. */
export async function listPoliciesNaming({ groups, applications }: { groups: readonly string[]; applications: readonly string[] }, tx: Db = db()): Promise<AccessPolicy[]> {
  const [ofGroups, ofApplications] = [{ hasSome: [...groups] }, { hasSome: [...applications] }];
  return tx.accessPolicy.findMany({ where: { OR: [{ includeGroups: ofGroups }, { excludeGroups: ofGroups }, { includeApplications: ofApplications }, { excludeApplications: ofApplications }] }, orderBy: BY_NAME, select: POLICY });
}

export type AccessPolicyFilter = { text?: string; state?: AccessState };

/** A page of the policies by name, and how many there are. */
export async function pageAccessPolicies({ text, state }: AccessPolicyFilter, { skip, take }: { skip: number; take: number }): Promise<{ policies: AccessPolicy[]; total: number }> {
  const where: Prisma.AccessPolicyWhereInput = { ...(text ? { name: holding(text) } : {}), ...(state ? { state } : {}) };
  const [policies, total] = await Promise.all([db().accessPolicy.findMany({ where, orderBy: BY_NAME, skip, take, select: POLICY }), db().accessPolicy.count({ where })]);
  return { policies, total };
}
