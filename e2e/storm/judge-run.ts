import { listItems } from '@/lib/db/run-items';
import { ITEM_STATES } from '@/lib/rollout/run';
import type { RunItem } from '@/lib/rollout/run';
import type { FailureCode } from '@/lib/rollout/run-failures';
import { holdsRoles, markedBy } from './ledger';
import type { Snapshot, TenantRequest } from './ledger';
import type { Lived } from './live-through';
import type { Scene } from './scene';

/** Something that must not be, and the ids it is about, by which the lines of the log are found. */
export type Broken = { what: string; about: string[] };

/** Requests of which nothing comes any more. */
const OVER = new Set(['denied', 'canceled', 'deliveryFailed']);
const LIVE = new Set(['delivering', 'delivered', 'partiallyDelivered', 'deliveryFailed']);

/** Whether a delivery stays on its way for good, so that nothing more can be said of it. */
export const hangs = (request: TenantRequest | undefined): boolean => request?.state === 'delivering' && request.due === null;

/** Holds a run's items against what was to become of the cohort, and each against the tenant: what is said of it is so there. */
export async function judgeRun(scene: Scene, runId: string, after: Snapshot, lived: Lived, sentAgain: boolean): Promise<Broken[]> {
  const items = await listItems(runId, ITEM_STATES);
  const ours = markedBy(after, runId);
  const known = new Set(items.map(({ id }) => id));
  return [
    ...(lived.over ? [] : [{ what: 'it did not settle once the weather was clear', about: [] }]),
    ...judgeItemsOf(scene, items),
    ...[...ours].filter(([itemId]) => !known.has(itemId)).map(([itemId, requests]) => ({ what: `${requests.length} requests for an item that the run does not have`, about: [itemId] })),
    ...items.flatMap((item) => [...judgeTwins(item, ours.get(item.id) ?? [], after, sentAgain), ...judgeState(item, ours.get(item.id) ?? [], scene.before, after, lived)].map((what) => ({ what: `${item.personName}, ${item.packageName} (${item.state}${item.failureCode ? ` ${item.failureCode}` : ''}, attempt ${item.attempts}): ${what}`, about: [item.id, item.requestId ?? ''] }))),
  ];
}

/** Exactly those who had nothing of a package, had not asked for it and could get it: nobody lost, nobody added. */
function judgeItemsOf({ before, people, packages }: Scene, items: readonly RunItem[]): Broken[] {
  const enabled = new Set(before.users.filter((user) => user.accountEnabled).map(({ id }) => id));
  const had = new Set(before.assignments.filter(({ state }) => LIVE.has(state ?? '')).map(({ targetId, packageId }) => `${targetId} ${packageId}`));
  for (const { requestType, state, targetId, packageId } of before.assignmentRequests) if (/Add$/.test(requestType) && !OVER.has(state) && state !== 'delivered') had.add(`${targetId} ${packageId}`);
  const wanted = packages.flatMap(({ packageId }) => people.filter((id) => enabled.has(id)).map((id) => `${id} ${packageId}`)).filter((pair) => !had.has(pair));
  const got = items.map(({ personId, packageId }) => `${personId} ${packageId}`);
  const told = (what: string, from: readonly string[], without: ReadonlySet<string>): Broken[] => from.filter((pair) => !without.has(pair)).map((pair) => ({ what: `${what}: ${pair}`, about: [pair.split(' ')[0] ?? ''] }));
  return [...told('lost', wanted, new Set(got)), ...told('an item for somebody who should have none', got, new Set(wanted)), ...(new Set(got).size === got.length ? [] : [{ what: 'two items for the same person and package', about: [] }])];
}

function judgeTwins(item: RunItem, requests: readonly TenantRequest[], after: Snapshot, sentAgain: boolean): string[] {
  const standing = requests.filter((request) => !OVER.has(request.state));
  const assigned = after.assignments.filter((each) => each.targetId === item.personId && each.packageId === item.packageId && LIVE.has(each.state ?? ''));
  return [
    ...(standing.length > 1 ? [`${standing.length} requests stand for it`] : []),
    ...(assigned.length > 1 ? [`${assigned.length} assignments stand for it`] : []),
    ...(requests.length > (sentAgain ? 2 : 1) ? [`${requests.length} requests were taken for it`] : []),
  ];
}

/** What the last request came to, by what is said of it. */
const BY_REQUEST: Partial<Record<FailureCode, readonly string[]>> = { partlyDelivered: ['partiallyDelivered'], deliveryFailed: ['deliveryFailed'], canceled: ['canceled'], cancelledByStop: ['canceled'], denied: ['denied'] };

function judgeState(item: RunItem, requests: readonly TenantRequest[], before: Snapshot, after: Snapshot, { gone }: Lived): string[] {
  const last = requests.at(-1);
  const says = (so: boolean, what: string): string[] => (so ? [] : [what]);
  const user = after.users.find(({ id }) => id === item.personId);
  if (item.requestId && !requests.some(({ id }) => id === item.requestId)) return ['names a request that is none of its own'];
  switch (item.state) {
    case 'delivered': {
      const assignment = after.assignments.find(({ id }) => id === last?.assignmentId);
      const whole = gone.has(item.personId) || !user?.accountEnabled || lostResource(before, after, item.packageId) || holdsRoles(after, item.packageId, item.personId);
      return [
        ...says(last?.state === 'delivered' && last.id === item.requestId, `its request is ${last?.state ?? 'nowhere'}`),
        ...says(assignment?.state === 'delivered' && assignment.id === item.assignmentId && assignment.policyId === item.policyId, `its assignment is ${assignment?.state ?? 'nowhere'}`),
        ...says(whole, 'a resource does not have them'),
      ];
    }
    case 'failed':
    case 'skipped': {
      const code = item.failureCode as FailureCode;
      const states = BY_REQUEST[code];
      return [
        ...says(requests.every((request) => OVER.has(request.state) || (code === 'partlyDelivered' && request.state === 'partiallyDelivered')), `the tenant has a request for it that is ${last?.state ?? ''}`),
        ...says(!states || (last !== undefined && states.includes(last.state)), `its request is ${last?.state ?? 'nowhere'}`),
        ...says(code !== 'leftSince' || !user, 'they are there'),
        ...says(code !== 'disabledSince' || user?.accountEnabled === false, 'they are not disabled'),
        ...says((code !== 'alreadyHas' && code !== 'alreadyAsked') || after.assignments.some((each) => each.targetId === item.personId && each.packageId === item.packageId && LIVE.has(each.state ?? '') && each.id !== last?.assignmentId), 'nobody else gave it to them'),
        ...says(code !== 'noAnswer' || requests.length === 0, 'the tenant has taken its request'),
      ];
    }
    case 'requested':
    case 'delivering':
      return says(hangs(last), `it is under way, and its request is ${last?.state ?? 'nowhere'}`);
    default:
      return ['it is in no final state'];
  }
}

/** Whether a resource of the package is not in the tenant any more. */
export function lostResource(before: Snapshot, after: Snapshot, packageId: string): boolean {
  const resources = new Map(before.resources.map((resource) => [resource.id, resource]));
  return (before.packages.find((each) => each.id === packageId)?.roleScopes ?? []).some(({ resourceId }) => {
    const resource = resources.get(resourceId);
    if (resource?.originSystem === 'AadGroup') return !after.groups.some(({ id }) => id === resource.originId);
    // With an application all that was granted of it goes.
    const granted = (snapshot: Snapshot) => snapshot.appRoleAssignments.some((grant) => grant.resourceId === resource?.originId);
    return resource?.originSystem === 'AadApplication' && granted(before) && !granted(after);
  });
}
