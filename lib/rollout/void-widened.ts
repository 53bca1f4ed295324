import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { NamedPerson } from '@/lib/authoring/accountable-owner';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { getPhase, lockPhase } from '@/lib/db/phases';
import { getRehearsal } from '@/lib/db/rehearsals';
import { listSignedPhases } from '@/lib/db/sign-off-lists';
import { listStandingSignOffs, voidSignOff } from '@/lib/db/sign-offs';
import type { Graph } from '@/lib/graph/client';
import { loadPackageDesign } from '@/lib/graph/packages';
import type { PackageDesign } from '@/lib/authoring/package-design';
import { aboutPhase } from './edit-rollout';
import { settleSignatures } from './settle-signatures';
import { contentOf, contentToday } from './signed-content';
import { wideningFacts, wideningWords } from './widening-words';
import { widenings } from './widenings';

/**
 * A package was changed: signatures of phases that bring it and have not started hold no longer where it now does more
 * than was signed. Called after every change of a package; what is changed elsewhere is noticed when a run starts.
 */
export async function voidWidened(by: NamedPerson, graph: Graph, packageId: string): Promise<void> {
  const phaseIds = await listSignedPhases(packageId);
  if (phaseIds.length === 0) return;
  const designs = await loadPackageDesign(graph, [packageId]);
  for (const phaseId of phaseIds) await inTransaction((tx) => voidInPhase(tx, by, phaseId, designs));
}

async function voidInPhase(tx: Db, by: NamedPerson, phaseId: string, designs: ReadonlyMap<string, PackageDesign>): Promise<void> {
  const phase = await lockPhase(tx, phaseId);
  const signed = (await listStandingSignOffs(phaseId, tx)).filter((each) => each.state === 'agreed' || each.state === 'notice');
  for (const signOff of signed) {
    const rehearsal = await getRehearsal(signOff.rehearsalId, tx);
    const content = contentOf(rehearsal, signOff.resource);
    const found = widenings(content, contentToday(content, designs));
    if (found.length === 0) continue;
    await voidSignOff(tx, signOff.id, found.map((each) => wideningWords(each, () => undefined)));
    await recordAudit(tx, [{ ...aboutPhase(by, phase), action: 'signoff.void', objectType: 'signoff', objectId: signOff.id, objectName: signOff.resource.name, before: { state: signOff.state, rehearsal: signOff.rehearsalHash }, after: { state: 'void' }, detail: wideningFacts(found) }]);
  }
  await settleSignatures(tx, await getPhase(phaseId, tx), by);
}
