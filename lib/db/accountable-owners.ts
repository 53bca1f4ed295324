import 'server-only';
import type { AccountableOwner, NamedPerson, ResourceId, StandingPart, StandingSigner } from '@/lib/authoring/accountable-owner';
import { db } from './client';
import type { Db } from './client';
import { holding } from './statement';

const FIELDS = {
  originSystem: true, originId: true, resourceName: true, ownerId: true, ownerName: true, ownerUpn: true, ownerSetByName: true, ownerSetAt: true, deputyId: true, deputyName: true, deputyUpn: true, securityReason: true,
} as const;

type Row = ResourceId & {
  resourceName: string; ownerId: string; ownerName: string; ownerUpn: string; ownerSetByName: string; ownerSetAt: Date; deputyId: string | null; deputyName: string | null; deputyUpn: string | null; securityReason: string | null;
};

function toOwner({ ownerId, ownerName, ownerUpn, deputyId, deputyName, deputyUpn, ...rest }: Row): AccountableOwner {
  return { ...rest, owner: { personId: ownerId, name: ownerName, userPrincipalName: ownerUpn }, deputy: deputyId === null ? null : { personId: deputyId, name: deputyName ?? '', userPrincipalName: deputyUpn ?? '' } };
}

/** The register's line about a resource, or null where nobody answers for it yet. */
export async function findAccountableOwner({ originSystem, originId }: ResourceId, tx: Db = db()): Promise<AccountableOwner | null> {
  const row = await tx.accountableOwner.findUnique({ where: { originSystem_originId: { originSystem, originId } }, select: FIELDS });
  return row && toOwner(row);
}

/** The register's lines about these resources. */
export async function listAccountableOwners(resources: ResourceId[], tx: Db = db()): Promise<AccountableOwner[]> {
  if (resources.length === 0) return [];
  const rows = await tx.accountableOwner.findMany({ where: { originId: { in: [...new Set(resources.map((each) => each.originId))] } }, select: FIELDS });
  return rows.map(toOwner).filter((owner) => resources.some((each) => each.originSystem === owner.originSystem && each.originId === owner.originId));
}

export type OwnerFilter = { text?: string; withoutDeputy?: boolean };

/** A page of the register, by name of the resource. */
export async function listRegister(filter: OwnerFilter, page: { skip: number; take: number }): Promise<{ owners: AccountableOwner[]; total: number; withoutDeputy: number }> {
  const like = filter.text ? holding(filter.text) : null;
  const where = { ...(like ? { OR: [{ resourceName: like }, { ownerName: like }, { deputyName: like }] } : {}), ...(filter.withoutDeputy ? { deputyId: null } : {}) };
  const [rows, total, withoutDeputy] = await Promise.all([
    db().accountableOwner.findMany({ where, orderBy: [{ resourceName: 'asc' }, { originId: 'asc' }], ...page, select: FIELDS }),
    db().accountableOwner.count({ where }),
    db().accountableOwner.count({ where: { deputyId: null } }),
  ]);
  return { owners: rows.map(toOwner), total, withoutDeputy };
}

export type Naming = { resource: ResourceId & { name: string }; owner?: NamedPerson; deputy?: NamedPerson | null; securityReason?: string | null };

/** Writes what is given of a line, made where it is missing: a first line needs its owner. */
export async function saveAccountableOwner(tx: Db, by: NamedPerson, { resource, owner, deputy, securityReason }: Naming): Promise<void> {
  const { originSystem, originId } = resource;
  const set = { setBy: by.personId, setByName: by.name, setAt: new Date() };
  const owned = owner && { ownerId: owner.personId, ownerName: owner.name, ownerUpn: owner.userPrincipalName, ownerSetBy: set.setBy, ownerSetByName: set.setByName, ownerSetAt: set.setAt };
  const stands =
    deputy === undefined
      ? {}
      : deputy === null
        ? { deputyId: null, deputyName: null, deputyUpn: null, deputySetBy: null, deputySetByName: null, deputySetAt: null }
        : { deputyId: deputy.personId, deputyName: deputy.name, deputyUpn: deputy.userPrincipalName, deputySetBy: set.setBy, deputySetByName: set.setByName, deputySetAt: set.setAt };
  const rest = { resourceName: resource.name, ...stands, ...(securityReason === undefined ? {} : { securityReason }) };
  if (owned) await tx.accountableOwner.upsert({ where: { originSystem_originId: { originSystem, originId } }, create: { originSystem, originId, ...owned, ...rest }, update: { ...owned, ...rest } });
  else await tx.accountableOwner.update({ where: { originSystem_originId: { originSystem, originId } }, data: rest });
}

const STANDING = { part: true, personId: true, name: true, userPrincipalName: true, setByName: true, setAt: true } as const;

/** Sponsor and security, as far as they are named. */
export async function listStandingSigners(tx: Db = db()): Promise<StandingSigner[]> {
  return tx.standingSigner.findMany({ orderBy: { part: 'asc' }, select: STANDING });
}

/** Names somebody for a part, or nobody. */
export async function saveStandingSigner(tx: Db, by: NamedPerson, part: StandingPart, person: NamedPerson | null): Promise<void> {
  if (!person) {
    await tx.standingSigner.deleteMany({ where: { part } });
    return;
  }
  const row = { ...person, setBy: by.personId, setByName: by.name, setAt: new Date() };
  await tx.standingSigner.upsert({ where: { part }, create: { part, ...row }, update: row });
}

/** The time zone that working days of the tenant are counted in. */
export async function readTimeZone(tx: Db = db()): Promise<string> {
  return (await tx.installation.findFirst({ select: { timeZone: true } }))?.timeZone ?? 'UTC';
}

export async function saveTimeZone(tx: Db, timeZone: string): Promise<void> {
  await tx.installation.updateMany({ data: { timeZone } });
}
