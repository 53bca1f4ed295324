import 'server-only';
import { listBaseline } from '@/lib/db/baselines';
import { databaseNow } from '@/lib/db/client';
import { getRehearsal } from '@/lib/db/rehearsals';
import { listAskedFor } from '@/lib/db/run-items';
import { listPolicies } from '@/lib/db/run-policies';
import { roleKey } from '@/lib/directory/route';
import type { ResourceRole } from '@/lib/directory/route';
import { inTurns } from '@/lib/in-turns';
import { baselineSteps, heldOtherwise } from '@/lib/rollout/baseline';
import type { HeldOtherwise } from '@/lib/rollout/baseline';
import { readBaseline } from '@/lib/rollout/read-baseline';
import type { RunWork } from './run-work';

/** Of whom it was read what they hold of which roles, and what of it is otherwise than the rehearsal says. */
export type LookAtHeld = { personIds: string[]; roles: ResourceRole[]; otherwise: HeldOtherwise[]; readAt: Date };

/**
 * What these people hold of what these packages hand out, in the tenant itself, before anything is asked for that gives it.
 * Days may lie between a rehearsal and its run, and afterwards nobody can tell what a person held from what the run gave:
 * the tenant stores no origin on a membership. Whoever was asked for already is passed over, and so is a role that a policy
 * of the run gives already.
 * @throws AppError Graph's own
 */
export async function lookAtHeld({ graph, run }: RunWork, packageIds: ReadonlySet<string>, people: Iterable<string>): Promise<LookAtHeld> {
  const [asked, policies, readAt] = await Promise.all([listAskedFor(run.id), listPolicies(run.id), databaseNow()]);
  const personIds = [...new Set(people)].filter((id) => !asked.has(id));
  if (personIds.length === 0) return { personIds, roles: [], otherwise: [], readAt };
  const [rehearsal, before] = await Promise.all([getRehearsal(run.rehearsalId), listBaseline(run.rehearsalId)]);
  const rolesOf = (ids: ReadonlySet<string>) => rehearsal.design.packages.flatMap((each) => (ids.has(each.packageId) ? each.roles : []));
  const given = new Set(rolesOf(new Set(policies.filter(({ packageId, written }) => written && !packageIds.has(packageId)).map(({ packageId }) => packageId))).map(roleKey));
  const roles = rolesOf(packageIds).filter((role) => !given.has(roleKey(role)));
  const wanted = new Set(roles.map(roleKey));
  // Who has the packages themselves is read as well, whatever is held of that.
  const packages = rehearsal.design.packages.map(({ packageId, packageName, roles: all }) => ({ packageId, packageName, roles: all.filter((role) => wanted.has(roleKey(role))), assigned: new Map(), asOf: new Date(0) }));
  const readings = await readBaseline(graph, packages, personIds, { readAt, age: 0 });
  const now = await inTurns(baselineSteps(personIds, readings));
  const places = new Map(rehearsal.people.map(({ id }, place) => [id, place]));
  return { personIds, roles, otherwise: await inTurns(heldOtherwise(before, now, personIds, Int32Array.from(personIds, (id) => places.get(id) ?? -1))), readAt };
}
