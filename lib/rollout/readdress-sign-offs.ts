import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { NamedPerson, ResourceId } from '@/lib/authoring/accountable-owner';
import { databaseNow } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { listPhaseAuthors } from '@/lib/db/phase-authors';
import { getPhase } from '@/lib/db/phases';
import { addSigner, dropSigners, listOpenEverywhere, listStandingElsewhere, replaceSignOff, voidSignOff } from '@/lib/db/sign-offs';
import { aboutPhase } from './edit-rollout';
import { lockPhasesWith } from './refuse-resource';
import { settleSignatures } from './settle-signatures';
import type { SignerPart, SignOff } from './sign-off';

/**
 * Another person answers for a resource now: what was asked of the one before is asked no longer, and what they signed
 * for phases that have not started holds no longer. A second admin's signature stays, which was never an owner's.
 */
export async function readdressSignOffs(tx: Db, by: NamedPerson, resource: ResourceId & { name: string }, owner: NamedPerson): Promise<void> {
  await lockPhasesWith(tx, resource, null);
  for (const signOff of await listStandingElsewhere(tx, resource, null)) {
    if (signOff.kind !== 'owner' || signOff.answeredAs === 'secondAdmin') continue;
    const phase = await getPhase(signOff.phaseId, tx);
    if (signOff.state === 'agreed') await voidSignOff(tx, signOff.id, [`${owner.name} answers for “${resource.name}” now.`]);
    else await replaceSignOff(tx, signOff.id);
    await recordAudit(tx, [{ ...aboutPhase(by, phase), action: signOff.state === 'agreed' ? 'signoff.void' : 'signoff.replace', objectType: 'signoff', objectId: signOff.id, objectName: resource.name, before: { state: signOff.state }, after: { state: signOff.state === 'agreed' ? 'void' : 'replaced' }, detail: [{ what: 'owner' }] }]);
    await settleSignatures(tx, phase, by);
  }
}

/** Another stands in for an owner, or nobody: they are asked in the time of the one before. */
export async function swapDeputy(tx: Db, resource: ResourceId, deputy: NamedPerson | null): Promise<void> {
  const open = (await listStandingElsewhere(tx, resource, null)).filter((each) => each.state === 'open' && each.kind === 'owner');
  for (const signOff of open) await swapSigner(tx, signOff, 'deputy', deputy);
}

/** Another is sponsor, or signs for security: every open question goes to them in the time of the one before. */
export async function swapStandingSigner(tx: Db, part: Extract<SignerPart, 'sponsor' | 'security' | 'securityDeputy'>, person: NamedPerson | null): Promise<void> {
  for (const signOff of await listOpenEverywhere(tx, part === 'sponsor' ? 'owner' : 'security')) await swapSigner(tx, signOff, part, person);
}

async function swapSigner(tx: Db, signOff: SignOff, part: SignerPart, person: NamedPerson | null): Promise<void> {
  const before = signOff.signers.find((signer) => signer.part === part);
  await dropSigners(tx, signOff.id, part);
  const others = signOff.signers.filter((signer) => signer.part !== part);
  if (!person || others.some((signer) => signer.personId === person.personId) || (await listPhaseAuthors(signOff.phaseId, tx)).has(person.personId)) return;
  const late = part === 'security' || others.length === 0 ? await databaseNow(tx) : new Date(signOff.dueAt.getTime() + 1);
  await addSigner(tx, signOff.id, { ...person, part, fromAt: before?.fromAt ?? late });
}
