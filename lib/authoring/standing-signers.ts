import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import type { Actor } from '@/lib/action';
import { listStandingSigners, readTimeZone, saveStandingSigner, saveTimeZone } from '@/lib/db/accountable-owners';
import { inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { lockNamed } from '@/lib/db/lock-named';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { assertAsSeen } from '@/lib/rollout/as-seen';
import { swapStandingSigner } from '@/lib/rollout/readdress-sign-offs';
import { namedPerson, STANDING_PARTS } from './accountable-owner';
import type { StandingPart, StandingSigner } from './accountable-owner';
import { requireAnswerer } from './name-owner';

export type StandingSettings = { signers: StandingSigner[]; timeZone: string };

export async function loadStandingSettings(tx?: Db): Promise<StandingSettings> {
  const [signers, timeZone] = await Promise.all([listStandingSigners(tx), readTimeZone(tx)]);
  return { signers, timeZone };
}

/** Who is named, as the form is made of it. */
export function signersIn({ signers, timeZone }: StandingSettings): { signers: [string, string][]; timeZone: string } {
  return { signers: signers.map(({ part, personId }): [string, string] => [part, personId]).sort(), timeZone };
}

/** The field of the form that names each part. */
const FIELD_OF: Record<StandingPart, string> = { sponsor: 'sponsorId', security: 'securityId', securityDeputy: 'securityDeputyId' };

/**
 * Names the sponsor and who signs for security, and the time zone working days are counted in. Safe to run twice.
 * @param seen what the form was made of
 * @throws AppError `invalid` naming the field; `conflict` where somebody else was named since it was seen
 */
export async function setStandingSigners(actor: Actor, graph: Graph, wanted: Record<StandingPart, string | null> & { timeZone: string }, seen?: string): Promise<void> {
  if (wanted.securityDeputy && wanted.securityDeputy === wanted.security) throw new AppError('invalid', 'security stands in for itself', { fields: { securityDeputyId: 'Whoever stands in for security is somebody else.' } });
  if (wanted.securityDeputy && !wanted.security) throw new AppError('invalid', 'a deputy of nobody', { fields: { securityId: 'Name who signs for security first.' } });
  const before = await loadStandingSettings();
  const knownOf = (part: StandingPart) => before.signers.find((each) => each.part === part) ?? null;
  const changed = STANDING_PARTS.filter((part) => (knownOf(part)?.personId ?? null) !== wanted[part]);
  const people = new Map(
    await Promise.all(changed.map(async (part) => [part, wanted[part] ? namedPerson(await requireAnswerer(graph, actor, wanted[part], FIELD_OF[part])) : null] as const)),
  );
  await inTransaction(async (tx) => {
    const said = { outcome: 'done' as const, actor, objectType: 'setting', objectId: 'sign-off', objectName: 'Sign-off' };
    await lockNamed(tx, 'standing signers');
    const now = signersIn(await loadStandingSettings(tx));
    // Whoever is named was looked up in the tenant before: that has to be what stands now, too.
    for (const known of [seen, JSON.stringify(signersIn(before))]) await assertAsSeen(tx, known, now, { ...said, action: ['signoff.nameSigner', 'signoff.dropSigner', 'signoff.timeZone'], what: 'who signs' });
    const events: AuditInput[] = [];
    for (const [part, person] of people) {
      await saveStandingSigner(tx, actor, part, person);
      await swapStandingSigner(tx, part, person);
      const subject = person ?? knownOf(part);
      events.push({ ...said, action: person ? 'signoff.nameSigner' : 'signoff.dropSigner', ...(subject ? { subject } : {}), after: { part } });
    }
    if (wanted.timeZone !== before.timeZone) {
      await saveTimeZone(tx, wanted.timeZone);
      events.push({ ...said, action: 'signoff.timeZone', before: { timeZone: before.timeZone }, after: { timeZone: wanted.timeZone } });
    }
    await recordAudit(tx, events);
  });
}
