import type { Change } from '../../model/change-log';
import type { User } from '../../model/directory';
import type { GraphResponse } from '../../wire';
import { DIRECTORY_READ, requireScope } from '../authority';
import type { Context, Routes } from '../context';
import type { Json } from '../odata/thing';
import { showUser } from '../users';
import type { Round } from './delta-round';
import { linkOf, pageSizeOf, readRound, wantsChangedOnly } from './delta-round';
import { removed, trackedBody } from './tracked-body';

type Body = { [name: string]: Json };

/** Properties Graph tells that follow from another one here. */
const FOLLOWING: Partial<Record<keyof User, readonly string[]>> = {
  extensions: ['onPremisesExtensionAttributes'],
  managerId: ['manager'],
  licensed: ['assignedLicenses', 'assignedPlans', 'licenseAssignmentStates', 'imAddresses'],
  mail: ['mail', 'proxyAddresses', 'otherMails', 'imAddresses'],
};

const graphNames = (properties: readonly string[]): string[] => properties.flatMap((name) => FOLLOWING[name as keyof User] ?? [name]);

/** https://learn.microsoft.com/graph/api/user-delta */
function answer(context: Context): GraphResponse {
  requireScope(context, DIRECTORY_READ.users);
  const log = context.tenant.userChanges;
  const round = readRound(context, log, (name) => showUser.shape.hasProperty(name), ['manager']);
  const told = round.linkOnly ? { value: [], next: null } : round.reads === 'list' ? everybody(context, round) : changes(context, round);
  const after = round.reads === 'list' ? round.since : log.next;
  return { status: 200, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users', ...linkOf(context, round, told.next, after), value: told.value } };
}

type Told = { value: Body[]; next: Pick<Round, 'place' | 'members'> | null };

function everybody(context: Context, round: Round): Told {
  const { users } = context.tenant;
  const value: Body[] = [];
  if (round.ids) return { value: round.ids.flatMap((id) => users.get(id) ?? []).map((user) => told(context, round, user, null)), next: null };
  const size = pageSizeOf(context);
  for (const [place, user] of users.from(round.place)) {
    if (value.length === size) return { value, next: { place, members: 0 } };
    value.push(told(context, round, user, null));
  }
  return { value, next: null };
}

/** What happened to one person, in as many changes as the page covers. */
type Happened = { changed: Set<string> | null; formerManagers: Set<string> };

function changes(context: Context, round: Round): Told {
  const size = pageSizeOf(context);
  const people = new Map<string, Happened>();
  for (const [place, change] of context.tenant.userChanges.from(round.place)) {
    if (round.ids && !round.ids.includes(change.id) || !isTracked(change, round)) continue;
    if (people.size === size && !people.has(change.id)) return { value: show(context, round, people), next: { place, members: 0 } };
    const happened = people.get(change.id) ?? { changed: new Set(), formerManagers: new Set() };
    if (change.properties === null) happened.changed = null;
    else for (const name of graphNames(change.properties)) happened.changed?.add(name);
    if (change.formerManager) happened.formerManagers.add(change.formerManager);
    people.set(change.id, happened);
  }
  return { value: show(context, round, people), next: null };
}

/** A change of what was not selected is not told. */
function isTracked({ properties }: Change, { select }: Round): boolean {
  if (properties === null) return true;
  const tracked = new Set((select ?? showUser.shape.usual).map((name) => name.toLowerCase()));
  return graphNames(properties).some((name) => tracked.has(name.toLowerCase()));
}

function show(context: Context, round: Round, people: ReadonlyMap<string, Happened>): Body[] {
  const { users, deletedUsers } = context.tenant;
  return Array.from(people, ([id, happened]) => {
    const user = users.get(id);
    return user ? told(context, round, user, happened) : removed(id, deletedUsers.has(id));
  });
}

function told(context: Context, { select }: Round, user: User, happened: Happened | null): Body {
  const body = trackedBody(showUser(user, context), (select ?? showUser.shape.usual), happened?.changed ?? null, wantsChangedOnly(context));
  if (!select?.some((name) => name.toLowerCase() === 'manager')) return body;
  const former = [...(happened?.formerManagers ?? [])].filter((id) => id !== user.managerId).map((id): Json => ({ '@odata.type': '#microsoft.graph.user', id, '@removed': { reason: 'deleted' } }));
  const manager = [...former, ...(user.managerId ? [{ '@odata.type': '#microsoft.graph.user', id: user.managerId }] : [])];
  return manager.length > 0 ? { ...body, 'manager@delta': manager } : body;
}

export const userDeltaRoutes: Routes = Object.fromEntries(['delta', 'delta()', 'microsoft.graph.delta', 'microsoft.graph.delta()'].map((name) => [`GET /users/${name}`, answer]));
