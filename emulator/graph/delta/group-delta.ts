import type { Group } from '../../model/directory';
import type { GraphResponse } from '../../wire';
import { DIRECTORY_READ, requireScope } from '../authority';
import type { Context, Routes } from '../context';
import { seesMembers } from '../group-authority';
import { showGroup } from '../groups';
import type { Json } from '../odata/thing';
import type { Round } from './delta-round';
import { linkOf, pageSizeOf, readRound, wantsChangedOnly } from './delta-round';
import { removed, trackedBody } from './tracked-body';

type Body = { [name: string]: Json };
type Told = { value: Body[]; next: Pick<Round, 'place' | 'members'> | null };

/** So many members, or changes of members, fill an answer; a larger group comes again in the next. */
const MOST_MEMBERS = 1000;

/** https://learn.microsoft.com/graph/api/group-delta */
function answer(context: Context): GraphResponse {
  requireScope(context, DIRECTORY_READ.groups);
  const log = context.tenant.groupChanges;
  const round = readRound(context, log, (name) => showGroup.shape.hasProperty(name), ['members']);
  const told = round.linkOnly ? { value: [], next: null } : round.reads === 'list' ? everything(context, round) : changes(context, round);
  const after = round.reads === 'list' ? round.since : log.next;
  return { status: 200, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#groups', ...linkOf(context, round, told.next, after), value: told.value } };
}

/** Members are told unless others were selected. */
const tellsMembers = ({ select }: Round): boolean => select === null || select.some((name) => name.toLowerCase() === 'members');

function everything(context: Context, round: Round): Told {
  const { groups } = context.tenant;
  const value: Body[] = [];
  const size = pageSizeOf(context);
  let room = MOST_MEMBERS;
  let start = round.members;
  for (const [place, group] of groups.from(round.place)) {
    if (round.ids && !round.ids.includes(group.id)) continue;
    if (value.length === size || room === 0) return { value, next: { place, members: start } };
    const members: Json[] = [];
    if (tellsMembers(round) && seesMembers(context, group)) {
      for (const [at, id] of context.tenant.members.of(group.id).from(start)) {
        if (room === 0) return { value: [...value, told(context, round, group, null, members)], next: { place, members: at } };
        members.push(memberOf(context, id, true));
        room -= 1;
      }
    }
    value.push(told(context, round, group, null, members));
    start = 0;
  }
  return { value, next: null };
}

type Happened = { changed: Set<string> | null; members: Set<string> };

function changes(context: Context, round: Round): Told {
  const size = pageSizeOf(context);
  const happenings = new Map<string, Happened>();
  const tracked = new Set((round.select ?? showGroup.shape.usual).map((name) => name.toLowerCase()));
  let room = MOST_MEMBERS;
  for (const [place, { id, properties, member }] of context.tenant.groupChanges.from(round.place)) {
    const isTracked = member ? tellsMembers(round) : properties === null || properties.some((name) => tracked.has(name.toLowerCase()));
    if (!isTracked || round.ids && !round.ids.includes(id)) continue;
    if (room === 0 || happenings.size === size && !happenings.has(id)) return { value: show(context, round, happenings), next: { place, members: 0 } };
    const happened = happenings.get(id) ?? { changed: new Set(), members: new Set() };
    if (properties === null) happened.changed = null;
    else for (const name of properties) happened.changed?.add(name);
    if (member) {
      happened.members.add(member);
      room -= 1;
    }
    happenings.set(id, happened);
  }
  return { value: show(context, round, happenings), next: null };
}

function show(context: Context, round: Round, happenings: ReadonlyMap<string, Happened>): Body[] {
  const { groups, deletedGroups, members } = context.tenant;
  return Array.from(happenings, ([id, happened]) => {
    const group = groups.get(id);
    if (!group) return removed(id, deletedGroups.has(id));
    const moved = seesMembers(context, group) ? [...happened.members].map((member) => memberOf(context, member, members.has(id, member))) : [];
    return told(context, round, group, happened, moved);
  });
}

function told(context: Context, { select }: Round, group: Group, happened: Happened | null, members: Json[]): Body {
  const body = trackedBody(showGroup(group, context), select ?? showGroup.shape.usual, happened?.changed ?? null, wantsChangedOnly(context));
  return members.length > 0 ? { ...body, 'members@delta': members } : body;
}

/** A member that is in the group, or no longer. Of what is gone altogether the type is not known any more; most were people. */
function memberOf({ tenant }: Context, id: string, isIn: boolean): Json {
  const type = tenant.groups.has(id) ? 'group' : tenant.servicePrincipals.has(id) ? 'servicePrincipal' : tenant.devices.has(id) ? 'device' : 'user';
  return { '@odata.type': `#microsoft.graph.${type}`, id, ...(isIn ? {} : { '@removed': { reason: 'deleted' } }) };
}

export const groupDeltaRoutes: Routes = Object.fromEntries(['delta', 'delta()', 'microsoft.graph.delta', 'microsoft.graph.delta()'].map((name) => [`GET /groups/${name}`, answer]));
