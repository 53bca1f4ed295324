import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import type { NamedPerson } from '@/lib/authoring/accountable-owner';
import { listAccountableOwners } from '@/lib/db/accountable-owners';
import { databaseNow } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { listPhaseAuthors } from '@/lib/db/phase-authors';
import { stepPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { getRehearsal, latestRehearsal, packageTotals } from '@/lib/db/rehearsals';
import { countByEnvelope, findEnvelope, findSignOff, listStandingSignOffs, rebindSignOff, replaceSignOff, saveHeldAgainst, voidSignOff } from '@/lib/db/sign-offs';
import { aboutPhase } from './edit-rollout';
import { outsideEnvelope } from './envelope';
import { neededKey, neededSignatures } from './needed-signatures';
import type { NeededSignature } from './needed-signatures';
import type { Rehearsal } from './rehearsal';
import { isSigned } from './sign-off';
import type { SignOff } from './sign-off';
import { unmetConditions } from './sign-off-condition';
import { contentOf, resourcesOf } from './signed-content';
import type { SignedContent } from './signed-content';
import { signedHash } from './signed-hash';
import { wideningFacts, wideningWords } from './widening-words';
import { widenings } from './widenings';
import { workingCalendarOf } from './working-calendar';
import { dayAt } from './working-days';

type Settling = {
  tx: Db;
  phase: PhaseInRollout;
  by: NamedPerson;
  newest: Rehearsal;
  rehearsals: Map<string, Rehearsal>;
  authors: Set<string>;
  events: AuditInput[];
};

/**
 * Holds every signature of a phase against its newest rehearsal, and the phase's state against its signatures: an open
 * question speaks of the newest rehearsal, a signature that something widened beyond is void, and the phase is signed
 * exactly while every one that is needed stands. Called with the phase locked, after whatever may change one of them.
 */
export async function settleSignatures(tx: Db, phase: PhaseInRollout, by: NamedPerson): Promise<void> {
  if (phase.state !== 'rehearsed' && phase.state !== 'signed') return;
  const head = await latestRehearsal(phase.id, tx);
  if (!head) return;
  const rehearsed = { packages: await packageTotals(head.id, tx), design: head.design };
  const owners = await listAccountableOwners(resourcesOf(rehearsed), tx);
  const needed = neededSignatures(rehearsed, owners);
  const standing = await listStandingSignOffs(phase.id, tx);
  const events: AuditInput[] = [];
  const signed = standing.length > 0 ? await settleStanding({ tx, phase, by, events }, head.id, standing, needed) : new Set<string>();
  const whole = needed.every((each) => signed.has(neededKey(each)));
  if (whole !== (phase.state === 'signed')) {
    const to = whole ? 'signed' : 'rehearsed';
    await stepPhase(tx, phase.id, phase.state, to);
    events.push({ ...aboutPhase(by, phase), action: whole ? 'phase.signed' : 'phase.unsigned', before: { state: phase.state }, after: { state: to, rehearsal: head.number, hash: head.hash, signatures: signed.size } });
  }
  await recordAudit(tx, events);
}

/** The keys of those that stand. Only here the people of the rehearsal are read: of a large phase that nobody was asked about they are not. */
async function settleStanding(begun: Pick<Settling, 'tx' | 'phase' | 'by' | 'events'>, rehearsalId: string, standing: readonly SignOff[], needed: readonly NeededSignature[]): Promise<Set<string>> {
  const newest = await getRehearsal(rehearsalId, begun.tx);
  const settling: Settling = { ...begun, newest, rehearsals: new Map([[newest.id, newest]]), authors: await listPhaseAuthors(begun.phase.id, begun.tx) };
  const signed = new Set<string>();
  for (const signOff of standing) {
    const wanted = needed.find((each) => neededKey(each) === neededKey(signOff));
    if (await settleOne(settling, signOff, wanted)) signed.add(neededKey(signOff));
  }
  return signed;
}

/** True when this one stands for what the newest rehearsal does to its resource. */
async function settleOne(settling: Settling, signOff: SignOff, needed: NeededSignature | undefined): Promise<boolean> {
  const { tx, newest } = settling;
  if (signOff.state === 'refused') return false;
  if (!needed) {
    // Nobody gains it any more: nothing to ask, while what was signed stays what may be done at most.
    if (signOff.state !== 'agreed') await replaceSignOff(tx, signOff.id);
    else await holdAgainst(settling, signOff, 0, signOff.unmet);
    return signOff.state === 'agreed' && isSigned(signOff);
  }
  const content = contentOf(newest, signOff.resource);
  if (signOff.state === 'open') {
    await rebind(settling, signOff, content);
    return false;
  }
  if (signOff.state === 'notice') return settleNotice(settling, signOff, content);
  return settleSigned(settling, signOff, content);
}

async function rebind({ tx, newest }: Settling, signOff: SignOff, content: SignedContent): Promise<void> {
  if (signOff.rehearsalId === newest.id) return;
  await rebindSignOff(tx, signOff.id, { rehearsalId: newest.id, rehearsalHash: newest.hash, contentHash: signedHash(content), peopleCount: countPeople(content) });
}

function countPeople(content: SignedContent): number {
  return new Set(content.packages.flatMap((each) => each.people)).size;
}

async function settleSigned(settling: Settling, signOff: SignOff, content: SignedContent): Promise<boolean> {
  const { tx, authors } = settling;
  if (signOff.answeredBy && authors.has(signOff.answeredBy)) return makeVoid(settling, signOff, [`${signOff.answeredByName ?? 'Whoever signed'} worked on the phase since, and nobody signs their own work.`], [{ what: 'author' }]);
  const found = widenings(await contentSigned(settling, signOff), content);
  if (found.length > 0) {
    const names = new Map(settling.newest.people.map((person) => [person.id, person.name]));
    return makeVoid(settling, signOff, found.map((each) => wideningWords(each, (id) => names.get(id))), wideningFacts(found));
  }
  const unmet = signOff.condition ? unmetConditions(signOff.condition, content, await databaseNow(tx), await workingCalendarOf(settling.phase.id, tx)) : [];
  await holdAgainst(settling, signOff, countPeople(content), unmet);
  return isSigned({ ...signOff, unmet });
}

/** Keeps what a signature stands for now beside what it was given to: its owner reads both. */
async function holdAgainst({ tx, newest }: Settling, signOff: SignOff, people: number, unmet: string[]): Promise<void> {
  const current = newest.id === signOff.rehearsalId ? null : { rehearsal: newest.number, people };
  const same = unmet.join('\n') === signOff.unmet.join('\n') && current?.rehearsal === signOff.current?.rehearsal && current?.people === signOff.current?.people;
  if (!same) await saveHeldAgainst(tx, signOff.id, { current, unmet });
}

/** What was signed, from the rehearsal it is bound to. */
async function contentSigned({ tx, rehearsals }: Settling, signOff: SignOff): Promise<SignedContent> {
  const rehearsal = rehearsals.get(signOff.rehearsalId) ?? (await getRehearsal(signOff.rehearsalId, tx));
  rehearsals.set(signOff.rehearsalId, rehearsal);
  return { ...contentOf(rehearsal, signOff.resource), ...(signOff.reversalChoice ? { chosen: signOff.reversalChoice } : {}) };
}

async function settleNotice(settling: Settling, signOff: SignOff, content: SignedContent): Promise<boolean> {
  const { tx, phase, newest } = settling;
  const envelope = signOff.envelopeId ? await findEnvelope({ id: signOff.envelopeId }, tx) : null;
  const opened = envelope && (await findSignOff(envelope.signOffId, tx));
  if (!envelope || !opened) return makeVoid(settling, signOff, ['What was signed for later phases is no longer there.'], [{ what: 'envelope' }]);
  const departments = new Map(newest.people.map((person) => [person.id, person.department]));
  const facts = { signed: await contentSigned(settling, opened), now: content, departmentOf: (id: string) => departments.get(id) ?? null, before: await countByEnvelope(tx, envelope.id, phase.id), today: dayAt(await databaseNow(tx), await workingCalendarOf(phase.id, tx)) };
  const outside = outsideEnvelope(envelope, facts);
  if (outside.length > 0) return makeVoid(settling, signOff, outside, [{ what: 'envelope' }]);
  await rebind(settling, signOff, content);
  return true;
}

async function makeVoid(settling: Settling, signOff: SignOff, because: string[], facts: object[]): Promise<false> {
  await voidSignOff(settling.tx, signOff.id, because);
  settling.events.push({ ...aboutPhase(settling.by, settling.phase), action: 'signoff.void', objectType: 'signoff', objectId: signOff.id, objectName: signOff.resource.name, before: { state: signOff.state, rehearsal: signOff.rehearsalHash }, after: { state: 'void', rehearsal: settling.newest.hash }, detail: facts });
  return false;
}
