import { listReversalItems } from '@/lib/db/reversals';
import { REVERSAL_ITEM_STATES } from '@/lib/rollout/reversal';
import type { ReversalItem } from '@/lib/rollout/reversal';
import { heldOf, whoLeft } from './judge-others';
import { lostResource } from './judge-run';
import type { Broken } from './judge-run';
import { markedBy } from './ledger';
import type { Snapshot, TenantRequest } from './ledger';
import type { Lived } from './live-through';
import type { Scene } from './scene';

const LIVE = new Set(['delivering', 'delivered', 'partiallyDelivered', 'deliveryFailed']);

/** Holds what a reversal says of each of its items against the tenant: taken back once, and what was held before is there. */
export async function judgeReversal(scene: Scene, reversalId: string, run: { after: Snapshot }, after: Snapshot, lived: Lived): Promise<Broken[]> {
  const items = await listReversalItems(reversalId, REVERSAL_ITEM_STATES);
  const ours = markedBy(after, reversalId);
  // Nothing is put back to them, whatever they held before.
  const left = whoLeft(scene.before, after, lived.gone);
  return [
    ...(lived.over ? [] : [{ what: 'the reversal did not settle once the weather was clear', about: [] }]),
    ...items.flatMap((item) => judgeItem(scene, item, ours.get(item.id) ?? [], run.after, after, left).map((what) => ({ what: `${item.personName}, ${item.packageName} (${item.action} ${item.why}, ${item.step} ${item.state}, attempt ${item.attempts}${item.failure ? `, ${item.failure}` : ''}): ${what}`, about: [item.id, item.assignmentId] }))),
  ];
}

function judgeItem(scene: Scene, item: ReversalItem, requests: readonly TenantRequest[], between: Snapshot, after: Snapshot, left: ReadonlySet<string>): string[] {
  const { before } = scene;
  const says = (so: boolean, what: string): string[] => (so ? [] : [what]);
  const live = LIVE.has(after.assignments.find(({ id }) => id === item.assignmentId)?.state ?? '');
  const removals = requests.filter(({ requestType, state }) => requestType === 'adminRemove' && state !== 'deliveryFailed');
  const keeps = requests.filter(({ requestType, state }) => requestType === 'adminAdd' && state !== 'deliveryFailed' && state !== 'canceled');
  const twins = [...says(removals.length <= 1, `${removals.length} removals stand for it`), ...says(keeps.length <= 1, `${keeps.length} keepings stand for it`)];
  const told = (snapshot: Snapshot) => heldOf(snapshot, item.packageId, item.personId).sort().join(', ');
  const is = told(after);
  const away = left.has(item.personId) || lostResource(before, after, item.packageId);
  switch (item.state) {
    case 'left':
      return [...twins, ...says(requests.length === 0, 'it was asked for something'), ...says(live || away, 'its assignment is gone'), ...says(away || is === told(between), `holds ${is}, after the run ${told(between)}`)];
    case 'done':
      return [...twins, ...says(!live, 'its assignment is there'), ...says(away || is === told(before), `holds ${is || 'nothing'}, before ${told(before) || 'nothing'}`)];
    case 'failed':
      return twins;
    default:
      return [...twins, 'it is in no final state'];
  }
}
