import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditPerson } from '@/lib/audit';
import type { Person } from '@/lib/directory/person';
import { findAccountableOwner, saveAccountableOwner } from '@/lib/db/accountable-owners';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { lockNamed } from '@/lib/db/lock-named';
import { AppError, isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { getApplication } from '@/lib/graph/service-principals';
import { findUser } from '@/lib/graph/users';
import { cannotAnswer, namedPerson, NOT_A_PERSON, NOT_THE_OWNER, NOT_YOURSELF } from './accountable-owner';
import type { AccountableOwner, NamedPerson, ResourceId } from './accountable-owner';
import { assertAsSeen } from '@/lib/rollout/as-seen';
import { readdressSignOffs, swapDeputy } from '@/lib/rollout/readdress-sign-offs';
import { readdressApprovals } from './ask-owner';

/**
 * Somebody who can answer for a resource: an enabled account of a person of the organisation itself, and nobody who
 * names themselves.
 * @throws AppError `invalid` naming the field
 */
export async function requireAnswerer(graph: Graph, by: { personId: string }, personId: string, field: string): Promise<Person> {
  const say = (sentence: string): AppError => new AppError('invalid', `${personId} cannot answer`, { fields: { [field]: sentence } });
  if (personId === by.personId) throw say(NOT_YOURSELF);
  const person = await findUser(graph, personId);
  const wrong = cannotAnswer(person);
  if (!person && (await isApplication(graph, personId))) throw say(NOT_A_PERSON);
  if (!person || wrong) throw say(wrong ?? '');
  return person;
}

async function isApplication(graph: Graph, id: string): Promise<boolean> {
  try {
    await getApplication(graph, id);
    return true;
  } catch (error) {
    if (isAppError(error, 'notFound')) return false;
    throw error;
  }
}

/** `undefined` leaves a part as it is; `null` takes the deputy or the reason away. */
export type WantedOwner = { resource: ResourceId & { name: string }; ownerId: string; deputyId?: string | null; securityReason?: string | null };

/**
 * Names who answers for a resource, who stands in for them, and whether security signs too. A question nobody answered
 * yet goes to the new owner, and what the one before signed for phases to come holds no longer. Safe to run twice.
 * @param seen what the form was made of
 * @throws AppError `invalid` naming `ownerId` or `deputyId`; `conflict` where the line was changed since it was seen
 */
export async function nameOwner(actor: AuditPerson, graph: Graph, wanted: WantedOwner, seen?: string): Promise<Person> {
  const known = await findAccountableOwner(wanted.resource);
  const [owner, deputy] = await Promise.all([
    // Whoever stands in the register already was named by somebody else; only a new name is.
    requireAnswerer(graph, wanted.ownerId === known?.owner.personId ? NOBODY : actor, wanted.ownerId, 'ownerId'),
    wanted.deputyId ? requireAnswerer(graph, wanted.deputyId === known?.deputy?.personId ? NOBODY : actor, wanted.deputyId, 'deputyId') : null,
  ]);
  if (deputy && deputy.id === owner.id) throw new AppError('invalid', 'the deputy is the owner', { fields: { deputyId: NOT_THE_OWNER } });

  await inTransaction(async (tx) => {
    await lockNamed(tx, 'accountable owner', wanted.resource.originSystem, wanted.resource.originId);
    const before = await findAccountableOwner(wanted.resource, tx);
    await assertAsSeen(tx, seen, namedIn(before), { action: ['owner.name', 'owner.nameDeputy', 'owner.dropDeputy', 'owner.security'], objectType: 'resource', objectId: wanted.resource.originId, what: 'who answers for this' });
    const change = changeOf(before, wanted, namedPerson(owner), deputy && namedPerson(deputy));
    if (change) await saveChange(tx, actor, wanted.resource, before, change);
  });
  return owner;
}

/** Who a line of the register names, as its form is made of it. */
export function namedIn(line: Pick<AccountableOwner, 'owner' | 'deputy' | 'securityReason'> | null): { owner: string | null; deputy: string | null; securityReason: string | null } {
  return { owner: line?.owner.personId ?? null, deputy: line?.deputy?.personId ?? null, securityReason: line?.securityReason ?? null };
}

const NOBODY = { personId: '' };

type Change = { owner?: NamedPerson; deputy?: NamedPerson | null; securityReason?: string | null };

/** What of the line becomes different; null where nothing does. */
function changeOf(before: AccountableOwner | null, wanted: WantedOwner, owner: NamedPerson, deputy: NamedPerson | null): Change | null {
  const newOwner = before?.owner.personId !== owner.personId;
  // A deputy who becomes the owner stands in for nobody any more.
  const moved = newOwner && before?.deputy?.personId === owner.personId && wanted.deputyId === undefined ? { deputy: null } : {};
  const change: Change = {
    ...(newOwner ? { owner } : {}),
    ...moved,
    ...(wanted.deputyId !== undefined && (before?.deputy?.personId ?? null) !== (deputy?.personId ?? null) ? { deputy } : {}),
    ...(wanted.securityReason !== undefined && (before?.securityReason ?? null) !== wanted.securityReason ? { securityReason: wanted.securityReason } : {}),
  };
  return Object.keys(change).length > 0 || before?.resourceName !== wanted.resource.name ? change : null;
}

async function saveChange(tx: Db, actor: AuditPerson, resource: WantedOwner['resource'], before: AccountableOwner | null, change: Change): Promise<void> {
  await saveAccountableOwner(tx, actor, { resource, ...change });
  const said = { outcome: 'done' as const, actor, objectType: 'resource', objectId: resource.originId, objectName: resource.name };
  if (change.owner) await recordAudit(tx, [{ ...said, action: 'owner.name', subject: change.owner, after: { originSystem: resource.originSystem, instead: before !== null } }]);
  if (change.deputy !== undefined) {
    const person = change.deputy ?? before?.deputy;
    await recordAudit(tx, [{ ...said, action: change.deputy ? 'owner.nameDeputy' : 'owner.dropDeputy', ...(person ? { subject: person } : {}) }]);
  }
  if (change.securityReason !== undefined) await recordAudit(tx, [{ ...said, action: 'owner.security', before: { reason: before?.securityReason ?? null }, after: { reason: change.securityReason } }]);
  if (change.owner && before) {
    await readdressApprovals(tx, actor, resource, change.owner);
    await readdressSignOffs(tx, actor, resource, change.owner);
  }
  if (change.deputy !== undefined) await swapDeputy(tx, resource, change.deputy);
}
