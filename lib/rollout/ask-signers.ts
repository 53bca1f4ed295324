import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import type { AccountableOwner, StandingSigner } from '@/lib/authoring/accountable-owner';
import { listAccountableOwners, listStandingSigners } from '@/lib/db/accountable-owners';
import { databaseNow, inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { listPhaseAuthors } from '@/lib/db/phase-authors';
import { getPhase, lockPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { getRehearsal, latestRehearsal } from '@/lib/db/rehearsals';
import { touchRollout } from '@/lib/db/rollouts';
import { countByEnvelope, findSignOff, insertSignOff, listEnvelopes, listSignOffs, replaceSignOff } from '@/lib/db/sign-offs';
import type { NewSignOff } from '@/lib/db/sign-offs';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { managersOf, usersWhere } from '@/lib/graph/users';
import { aboutPhase } from './edit-rollout';
import { outsideEnvelope } from './envelope';
import type { Envelope } from './envelope';
import { neededKey, neededSignatures } from './needed-signatures';
import type { NeededSignature } from './needed-signatures';
import type { Rehearsal } from './rehearsal';
import type { Admin } from './rollout';
import { settleSignatures } from './settle-signatures';
import type { SignOff } from './sign-off';
import { contentOf, peopleOf } from './signed-content';
import type { SignedContent } from './signed-content';
import { signedHash } from './signed-hash';
import { candidatesFor } from './signer-candidates';
import type { Accounts } from './signer-candidates';
import { signerChain } from './signer-chain';
import { workingCalendarOf } from './working-calendar';
import { dayAt } from './working-days';
import type { WorkCalendar } from './working-days';

/** `asked` by name of the resource; `noticed` lie inside of what was signed before; nobody answers for those of `nobody` yet. */
export type Asked = { asked: string[]; noticed: string[]; nobody: NeededSignature[] };

/**
 * Asks for every signature a rehearsal needs and does not have: the accountable owner of each resource, and security. One
 * who refused is asked again only where what is asked is another, or where `again` names their answer.
 * @throws AppError `notFound`; `conflict` when it is not the newest rehearsal, the phase changed since, or there is
 * nothing or nobody to ask; Graph's own.
 */
export async function askSigners(admin: Admin, phaseId: string, rehearsalHash: string, again: string | null = null, graph: Graph = graphFor(admin)): Promise<Asked> {
  const phase = await getPhase(phaseId);
  const newest = await requireRehearsed(phase, rehearsalHash);
  const rehearsal = await getRehearsal(newest.id);
  if (rehearsal.people.some((person) => person.external === null)) throw new AppError('conflict', `rehearsal ${newest.id} does not know who is external`, { say: 'The phase was rehearsed by an earlier version of the portal. Rehearse it again first.' });
  const owners = await listAccountableOwners(neededSignatures(rehearsal, []).map((each) => each.resource));
  const needed = neededSignatures(rehearsal, owners);
  const accounts = await readAccounts(graph, owners, await listStandingSigners());

  return inTransaction(async (tx) => {
    const current = await lockPhase(tx, phaseId);
    await requireRehearsed(current, rehearsalHash, tx);
    const asking: Asking = { tx, admin, phase: current, rehearsal, accounts, owners, before: await listSignOffs(phaseId, tx), authors: await listPhaseAuthors(phaseId, tx), now: await databaseNow(tx), calendar: await workingCalendarOf(phaseId, tx), again, events: [], asked: { asked: [], noticed: [], nobody: [] } };
    for (const each of needed) await askOne(asking, each);
    const { asked, events } = asking;
    if (asked.asked.length + asked.noticed.length === 0) throw nothingToAsk(asked, phaseId);
    await touchRollout(tx, current.rolloutId);
    await recordAudit(tx, events);
    await settleSignatures(tx, await getPhase(phaseId, tx), admin);
    return asked;
  });
}

function nothingToAsk({ nobody }: Asked, phaseId: string): AppError {
  const unowned = nobody.filter((each) => each.kind === 'owner').map((each) => `“${each.resource.name}”`);
  const say = unowned.length > 0 ? `Nobody answers for ${unowned.join(', ')} yet. Name somebody first, then ask.` : nobody.length > 0 ? 'Nobody signs for security yet. Name somebody in Settings, under accountable owners.' : 'Everybody was asked already. Reload the page.';
  return new AppError('conflict', `nobody to ask for phase ${phaseId}`, { say });
}

async function requireRehearsed(phase: PhaseInRollout, hash: string, tx?: Db): Promise<{ id: string }> {
  if (phase.rolloutState === 'abandoned' || phase.rolloutState === 'finished') throw new AppError('conflict', `rollout ${phase.rolloutId} is ${phase.rolloutState}`, { say: `This rollout is ${phase.rolloutState}.` });
  if (phase.state !== 'rehearsed' && phase.state !== 'signed') throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: 'Owners sign what was rehearsed. Rehearse the phase first.' });
  const newest = await (tx ? latestRehearsal(phase.id, tx) : latestRehearsal(phase.id));
  if (newest?.hash !== hash || newest.phaseRevision !== phase.revision) throw new AppError('conflict', `${hash} is not what phase ${phase.id} would do now`, { say: 'The phase was changed or rehearsed again since. Look at the newest rehearsal, then ask.' });
  return newest;
}

/** Everybody who may be asked, as the tenant has them now, with the owners' managers. */
async function readAccounts(graph: Graph, owners: AccountableOwner[], standing: StandingSigner[]): Promise<Accounts> {
  const ids = [...owners.flatMap(({ owner, deputy }) => [owner.personId, ...(deputy ? [deputy.personId] : [])]), ...standing.map((each) => each.personId)];
  const [people, managers] = await Promise.all([usersWhere(graph, 'id', [...new Set(ids)]), managersOf(graph, owners.map(({ owner }) => owner.personId))]);
  return { people: new Map(people.map((person) => [person.id, person])), managers, standing };
}

type Asking = {
  tx: Db;
  admin: Admin;
  phase: PhaseInRollout;
  rehearsal: Rehearsal;
  accounts: Accounts;
  owners: AccountableOwner[];
  /** Every sign-off of the phase so far, the newest of each resource first. */
  before: SignOff[];
  authors: Set<string>;
  now: Date;
  calendar: WorkCalendar;
  again: string | null;
  events: AuditInput[];
  asked: Asked;
};

async function askOne(asking: Asking, needed: NeededSignature): Promise<void> {
  const { tx, rehearsal } = asking;
  const last = asking.before.find((each) => neededKey(each) === neededKey(needed) && each.state !== 'replaced') ?? asking.before.find((each) => neededKey(each) === neededKey(needed)) ?? null;
  const content = contentOf(rehearsal, needed.resource);
  const contentHash = signedHash(content);
  if (last?.state === 'open' || last?.state === 'agreed' || last?.state === 'notice') return;
  if (last?.state === 'refused') {
    if (last.contentHash === contentHash && last.id !== asking.again) return;
    await replaceSignOff(tx, last.id);
  }
  const candidates = candidatesFor(needed, asking.owners, asking.accounts);
  if (candidates.length === 0) {
    asking.asked.nobody.push(needed);
    return;
  }
  const base = { phaseId: asking.phase.id, kind: needed.kind, resource: needed.resource, rehearsalId: rehearsal.id, rehearsalHash: rehearsal.hash, contentHash, peopleCount: peopleOf(content).length, followsId: last?.id ?? null, askedBy: asking.admin.personId, askedByName: asking.admin.name, askedAt: asking.now };
  const { leftOut, ...chain } = signerChain(candidates, asking.authors, asking.now, asking.calendar);
  const { envelope, outside } = needed.kind === 'owner' ? await findInside(asking, content) : { envelope: null, outside: null };
  const because = needed.because ?? (chain.signers.length === 0 ? leftOut.join(' ') : outside);
  await store(asking, { ...base, ...chain, state: envelope ? 'notice' : 'open', because, envelopeId: envelope?.id ?? null });
}

/** The envelope a phase lies inside of as far as this resource is concerned, or null; and why it is outside of the newest. */
async function findInside({ tx, phase, rehearsal, now, calendar }: Asking, content: SignedContent): Promise<{ envelope: Envelope | null; outside: string | null }> {
  let says: string | null = null;
  const departments = new Map(rehearsal.people.map((person) => [person.id, person.department]));
  for (const envelope of await listEnvelopes(phase.rolloutId, content.resource, tx)) {
    const opened = await findSignOff(envelope.signOffId, tx);
    if (!opened || opened.phaseId === phase.id || opened.state !== 'agreed') continue;
    const signed = { ...contentOf(await getRehearsal(opened.rehearsalId, tx), content.resource), ...(opened.reversalChoice ? { chosen: opened.reversalChoice } : {}) };
    const before = await countByEnvelope(tx, envelope.id, phase.id);
    const outside = outsideEnvelope(envelope, { signed, now: content, departmentOf: (id) => departments.get(id) ?? null, before, today: dayAt(now, calendar) });
    if (outside.length === 0) return { envelope, outside: null };
    says ??= `Not inside what was signed for later phases: ${outside.join(' ')}`;
  }
  return { envelope: null, outside: says };
}

async function store(asking: Asking, signOff: NewSignOff): Promise<void> {
  const { tx, admin, phase, events, asked } = asking;
  const id = await insertSignOff(tx, signOff);
  const [first] = signOff.signers;
  events.push({
    ...aboutPhase(admin, phase), action: signOff.state === 'notice' ? 'signoff.notice' : 'signoff.ask', ...(first ? { subject: first } : {}), objectType: 'signoff', objectId: id, objectName: signOff.resource.name,
    after: { kind: signOff.kind, contentHash: signOff.contentHash, rehearsal: signOff.rehearsalHash, people: signOff.peopleCount, due: signOff.dueAt, parts: signOff.signers.map((signer) => signer.part) },
  });
  (signOff.state === 'notice' ? asked.noticed : asked.asked).push(signOff.resource.name);
}
