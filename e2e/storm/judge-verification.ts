import { listItems } from '@/lib/db/run-items';
import { findVerification, pageExceptions } from '@/lib/db/verifications';
import { ITEM_STATES } from '@/lib/rollout/run';
import { lostResource } from './judge-run';
import type { Broken } from './judge-run';
import { holdsRoles } from './ledger';
import type { Snapshot } from './ledger';
import type { Scene } from './scene';

/** Whoever is told to have it as signed has it in the tenant, and whoever has it there so is told as nothing else. */
export async function judgeVerification(scene: Scene, runId: string, after: Snapshot): Promise<Broken[]> {
  if (!(await findVerification(runId))?.settled) return [{ what: 'the verification did not settle', about: [] }];
  const { exceptions } = await pageExceptions(runId, {}, { skip: 0, take: 10_000 });
  const otherwise = new Map(exceptions.map((exception) => [`${exception.personId} ${exception.packageId}`, exception]));
  return (await listItems(runId, ITEM_STATES)).flatMap((item) => {
    const told = otherwise.get(`${item.personId} ${item.packageId}`);
    const held = after.assignments.find((each) => each.targetId === item.personId && each.packageId === item.packageId && each.state === 'delivered' && each.policyId === item.policyId);
    const has = held !== undefined && holdsRoles(after, item.packageId, item.personId) && !lostResource(scene.before, after, item.packageId);
    const good = !told || told.verdict === 'asReported';
    if (good === has || (told?.verdict === 'unknown' && held)) return [];
    return [{ what: `${item.personName}, ${item.packageName} (${item.state}): verified as ${told ? `${told.verdict} ${told.cause ?? ''} ${told.detail}` : 'as signed'}, and ${has ? 'has it' : 'does not have it'} in the tenant`, about: [item.id, item.requestId ?? ''] }];
  });
}
