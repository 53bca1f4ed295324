import 'server-only';
import { copyTokenCacheForJob } from '@/lib/auth/graph-token';
import { recordAudit } from '@/lib/audit';
import type { PackageDesign } from '@/lib/authoring/package-design';
import { listAccountableOwners } from '@/lib/db/accountable-owners';
import { databaseNow, inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { assertNotStopped } from '@/lib/db/emergency-stops';
import { insertJob } from '@/lib/db/jobs';
import { findCalendarOfPhase } from '@/lib/db/calendars';
import { insertDecision } from '@/lib/db/gates';
import type { NewDecision } from '@/lib/db/gates';
import { listPhases, lockPhase, stepPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { getRehearsal, latestRehearsal, readEffectsOf } from '@/lib/db/rehearsals';
import { touchRollout, updateRollout } from '@/lib/db/rollouts';
import { holdRun, readSecondAdminAbove } from '@/lib/db/run-control';
import { insertItems } from '@/lib/db/run-items';
import { insertPolicies } from '@/lib/db/run-policies';
import type { NewRunPolicy } from '@/lib/db/run-policies';
import { insertRun } from '@/lib/db/runs';
import { listStandingSignOffs } from '@/lib/db/sign-offs';
import { AppError, orNotKnown } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { listProducts } from '@/lib/graph/licences';
import { loadPackageDesign } from '@/lib/graph/packages';
import { usersWhere } from '@/lib/graph/users';
import { wakeJob } from '@/lib/jobs/queue';
import { standingWords } from './calendar-words';
import { standingForFirst } from './change-calendar';
import { assertDeliveryStillTrue, deliveredIn } from './check-delivery';
import { aboutPhase } from './edit-rollout';
import { effectsSince, widenedSince } from './changed-since';
import type { ResourceEffects } from './effects';
import { assertSeen } from './finish-phase';
import { shutWords } from './gate';
import type { InSpite } from './gate';
import { assertSignedNothing } from './own-work';
import { loadMissingApprovals } from './phase-approvals';
import { readEntry } from './read-entry';
import { waitsForPhase } from './phase';
import { readMembership } from './read-membership';
import { changesPolicy } from './delivery';
import { assignmentsOf } from './rehearsal';
import type { Rehearsal, RehearsalHead } from './rehearsal';
import type { Admin } from './rollout';
import { settleSignatures } from './settle-signatures';
import type { SignOff } from './sign-off';
import { isSettled, missingWords } from './signature-line';
import { loadSignatures } from './signature-view';
import { resourceKey } from './signed-content';
import { mayNotSign } from './signer-chain';
import type { MissingApproval } from './what-next';

export type StartWhen = 'now' | 'nextWindow';

export type HowToStart = { when?: StartWhen; withoutApprovals?: string; /** Why it begins although an entry criterion is not met, and what of the gate was seen. */ override?: InSpite; graph?: Graph };

/** How long the start of a large phase may take: 100,000 items are inserted in fifty statements, on a busy machine for more than ten seconds. */
const START_MS = 120_000;

/** What a job that sends a run's requests is called. */
const RUN_JOB = 'run';

/**
 * Starts the run of a rehearsal: what was rehearsed under this hash and signed, and nothing else. The packages, the
 * register, those who signed, the policies it changes and whom their rules select are read once more before. The run, its
 * items and policies, its job with a token cache of its own and the audit event come into being with the phase's step, or
 * not at all; requests go out and policies are written from the job, inside the windows of the phase's calendar alone.
 * @param how.when `now` is refused outside a window; `nextWindow` lets the job begin when the next opens.
 * @param how.withoutApprovals why it starts although owners have not approved what its packages hand out; audited.
 * @throws AppError `notFound`; `forbidden` for who signed a part of it; `conflict` when the hash is not the newest
 * rehearsal's, the phase or its packages changed since, it has started, an earlier phase has not passed, an entry criterion
 * is not met and no reason is given or taken, no window is open, an approval is missing and no reason is given, a signature is missing or no longer that of who answers, or a rule selects
 * more by now than was signed with its tolerance; `signedOut` when the session's tokens are gone; Graph's own.
 */
export async function startRun(admin: Admin, phaseId: string, rehearsalHash: string, { when = 'now', withoutApprovals, override, graph = graphFor(admin) }: HowToStart = {}): Promise<{ id: string; jobId: string }> {
  const designs = await assertStillTrue(graph, admin, phaseId, rehearsalHash);
  // A rehearsal never changes, so it is unpacked before anybody waits for the transaction.
  const whole = await getRehearsal((await latestRehearsal(phaseId))?.id ?? '');

  const started = await inTransaction(async (tx) => {
    await assertNotStopped(tx);
    const phase = await lockPhase(tx, phaseId);
    const rehearsal = await requireNewest(tx, phase, rehearsalHash);
    if (phase.state !== 'rehearsed' && phase.state !== 'signed') throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” has been started already.` });
    await assertEarlierPassed(tx, phase);
    if (phase.state !== 'signed') throw await notSigned(tx, phase, rehearsal);
    await assertSignedNothing(tx, admin, phase.id, 'starts it');
    const missing = await loadMissingApprovals(designs, tx);
    if (missing.length > 0 && !withoutApprovals) throw notApproved(phase, missing);

    if (whole.id !== rehearsal.id) throw notNewest(phase.id, rehearsalHash);
    const [assignments, policies] = [assignmentsOf(whole), policiesOf(whole)];
    if (assignments.length + policies.length === 0) throw new AppError('conflict', `rehearsal ${rehearsal.id} brings nothing`, { say: 'Nobody gains anything by this rehearsal, so there is nothing to start.' });
    const startsAt = await whenItStarts(tx, phase, when);
    const entry = await requireOpenEntry(tx, admin, phase, override);

    await insertDecision(tx, entry);
    await stepPhase(tx, phase.id, 'signed', 'running');
    if (phase.rolloutState === 'draft') await updateRollout(tx, phase.rolloutId, { state: 'active' });
    else await touchRollout(tx, phase.rolloutId);

    const id = await insertRun(tx, { phaseId: phase.id, rehearsalId: rehearsal.id, rehearsalHash, startedBy: admin.personId, startedByName: admin.name });
    await insertItems(tx, id, assignments);
    await insertPolicies(tx, id, policies);
    const people = new Set(assignments.map((each) => each.personId)).size;
    const secondAbove = await readSecondAdminAbove(tx);
    if (people > secondAbove) await holdRun(tx, id, { hold: 'secondAdmin', byName: admin.name, says: `${admin.name} started it for ${people.toLocaleString('en-GB')} people. Above ${secondAbove.toLocaleString('en-GB')} another admin has to agree before anything is sent.` });
    const tokenCacheId = await copyTokenCacheForJob(tx, admin.tokenCacheId);
    const jobId = await insertJob(tx, { kind: RUN_JOB, runId: id, actsAs: admin.personId, actsAsName: admin.name, tokenCacheId, ...(startsAt ? { notBefore: startsAt } : {}) });
    await recordAudit(tx, [
      {
        ...aboutPhase(admin, phase),
        action: 'run.start',
        runId: id,
        before: { state: phase.state },
        after: { state: 'running', rehearsal: rehearsal.number, hash: rehearsalHash, requests: assignments.length, ...(policies.length > 0 ? { policies: policies.map(({ packageName, mode, peopleCount }) => ({ package: packageName, mode, people: peopleCount })) } : {}), ...(startsAt ? { startsAt: startsAt.toISOString() } : {}), ...(phase.changeTicket ? { changeTicket: phase.changeTicket } : {}), ...(missing.length > 0 ? { withoutApprovalOf: missing.map((each) => each.resourceName) } : {}), ...(entry.kind === 'override' ? { inSpiteOf: shutWords(entry.evidence) } : {}) },
        ...(missing.length > 0 && withoutApprovals ? { reason: withoutApprovals } : entry.reason ? { reason: entry.reason } : {}),
      },
    ]);
    return { id, jobId };
  }, START_MS);
  await wakeJob(started.jobId);
  return started;
}

/** What was rehearsed and signed is held against the tenant and the register as they are now. Gives the packages as they are. */
async function assertStillTrue(graph: Graph, admin: Admin, phaseId: string, rehearsalHash: string): Promise<PackageDesign[]> {
  const newest = await latestRehearsal(phaseId);
  if (newest?.hash !== rehearsalHash) throw notNewest(phaseId, rehearsalHash);
  const signed = (await listStandingSignOffs(phaseId)).filter((each) => each.state === 'agreed');
  const effects = await readEffectsOf(newest.id);
  const [designs, people, membership] = await Promise.all([loadPackageDesign(graph, newest.design.packages.map((each) => each.packageId)), usersWhere(graph, 'id', [...new Set(signed.flatMap((each) => each.answeredBy ?? []))]), effects ? readMembershipNow(graph, newest) : []]);
  const more = [...widenedSince(newest.design, designs), ...effectsSince(effects, membership)];
  if (more.length > 0) throw new AppError('conflict', `the packages of phase ${phaseId} changed after rehearsal ${newest.number}`, { say: `The packages changed since this was rehearsed: ${more.join(' ')} Rehearse the phase again.` });
  for (const signOff of signed) {
    const account = people.find((person) => person.id === signOff.answeredBy) ?? null;
    const gone = mayNotSign({ named: { personId: signOff.answeredBy ?? '', name: signOff.answeredByName ?? '', userPrincipalName: '' }, account }, new Set());
    if (gone) throw new AppError('conflict', `${signOff.answeredBy ?? ''} signed ${signOff.id} and is gone`, { say: `${gone} They signed “${signOff.resource.name}”. Name who answers for it now, and ask them.` });
  }
  await assertSameOwners(signed);
  if (deliveredIn(newest.design).length > 0) await assertDeliveryStillTrue(graph, await getRehearsal(newest.id));
  // Days pass between a signature and the start: a condition may not be kept any more, or what was signed for later has run out.
  await inTransaction(async (tx) => settleSignatures(tx, await lockPhase(tx, phaseId), admin));
  return [...designs.values()];
}

/** What the run does to policies; nothing where nobody is let in and no rule changes. */
function policiesOf(rehearsal: Rehearsal): NewRunPolicy[] {
  return deliveredIn(rehearsal.design).flatMap(({ packageId, packageName, policyId, policyName, delivery }): NewRunPolicy[] => {
    const people = rehearsal.packages.find((block) => block.packageId === packageId)?.totals.assign ?? 0;
    if (people === 0 && !changesPolicy(delivery)) return [];
    const makes = delivery.mode === 'automatic' ? delivery.makes : undefined;
    return [{ packageId, packageName, policyId: makes ? null : policyId, policyName: makes ?? policyName, mode: delivery.mode, peopleCount: people }];
  });
}

function notApproved(phase: PhaseInRollout, missing: MissingApproval[]): AppError {
  const names = missing.map((each) => `“${each.resourceName}”`).join(', ');
  return new AppError('conflict', `phase ${phase.id} lacks ${missing.length} approvals`, { say: `${names}: not approved by the owner. Ask them, or start with a reason.` });
}

async function readMembershipNow(graph: Graph, { design }: RehearsalHead): Promise<ResourceEffects[]> {
  const [products, now] = await Promise.all([orNotKnown(listProducts(graph)), databaseNow()]);
  return readMembership(graph, design.packages.flatMap((each) => each.roles), products, now);
}

async function assertSameOwners(signed: SignOff[]): Promise<void> {
  const owners = await listAccountableOwners(signed.map((each) => each.resource));
  for (const { kind, answeredAs, resource, signers } of signed) {
    if (kind !== 'owner' || answeredAs === 'secondAdmin') continue;
    const owner = owners.find((each) => resourceKey(each) === resourceKey(resource))?.owner;
    const then = signers.find((signer) => signer.part === 'owner');
    if (owner && (!then || then.personId === owner.personId)) continue;
    throw new AppError('conflict', `another owner answers for ${resource.originId}`, { say: owner ? `${owner.name} answers for “${resource.name}” now. Ask them to sign.` : `Nobody answers for “${resource.name}” any more. Name somebody, and ask them.` });
  }
}

/** When the next window opens, for a run placed ahead; null where one is open, or the phase names no calendar. */
async function whenItStarts(tx: Db, phase: PhaseInRollout, when: StartWhen): Promise<Date | null> {
  const calendar = await findCalendarOfPhase(phase.id, tx);
  if (!calendar) return null;
  const now = await databaseNow(tx);
  const standing = standingForFirst(now, calendar);
  if (standing.open) return null;
  if (when === 'nextWindow' && standing.next) return standing.next.from;
  throw new AppError('conflict', `calendar ${calendar.id} of phase ${phase.id} is closed`, { say: `${standing.lastDay ? '' : `“${phase.name}” starts only inside the windows of its calendar. `}${standingWords(standing, calendar)}` });
}

/** The decision to begin, with the entry criteria as they stand. @throws AppError `conflict` where one is not met and may not be gone past. */
async function requireOpenEntry(tx: Db, admin: Admin, phase: PhaseInRollout, override: InSpite | undefined): Promise<NewDecision> {
  const { gate, lines } = await readEntry(phase, tx);
  const shut = shutWords(lines);
  const decision = { phaseId: phase.id, fromState: 'signed', toState: 'running', by: admin, evidence: lines } as const;
  if (shut.length === 0) return { ...decision, kind: 'start', says: `${admin.name} started it.` };
  if (!override) throw new AppError('conflict', `the entry gate of phase ${phase.id} is shut`, { say: `“${phase.name}” does not begin yet. ${shut.join(' ')}` });
  if (!gate.mayOverride) throw new AppError('conflict', `the gate of phase ${phase.id} takes no override`, { say: `The gate of “${phase.name}” lets nobody go past it. ${shut.join(' ')}` });
  assertSeen(phase, lines, override.seen);
  return { ...decision, kind: 'override', reason: override.reason, says: `${admin.name} started it in spite of this: ${shut.join(' ')}` };
}

async function notSigned(tx: Db, phase: PhaseInRollout, rehearsal: RehearsalHead): Promise<AppError> {
  const missing = (await loadSignatures(rehearsal, tx)).filter((line) => !isSettled(line));
  return new AppError('conflict', `phase ${phase.id} lacks ${missing.length} signatures`, { say: `${missing.map(missingWords).join(' ')} The run starts when everybody has signed.`.trim() });
}

function notNewest(phaseId: string, hash: string): AppError {
  return new AppError('conflict', `${hash} is not the newest rehearsal of phase ${phaseId}`, { say: 'The phase was rehearsed again since. Look at the newest rehearsal, then start.' });
}

async function requireNewest(tx: Db, phase: PhaseInRollout, hash: string): Promise<RehearsalHead> {
  const newest = await latestRehearsal(phase.id, tx);
  if (newest?.hash !== hash) throw notNewest(phase.id, hash);
  if (newest.phaseRevision !== phase.revision) throw new AppError('conflict', `phase ${phase.id} changed after rehearsal ${newest.number}`, { say: 'The phase changed since it was rehearsed. Rehearse it again, then start.' });
  return newest;
}

async function assertEarlierPassed(tx: Db, phase: PhaseInRollout): Promise<void> {
  if (phase.rolloutState === 'finished' || phase.rolloutState === 'abandoned') throw new AppError('conflict', `rollout ${phase.rolloutId} is ${phase.rolloutState}`, { say: `This rollout is ${phase.rolloutState}.` });
  const open = waitsForPhase(await listPhases(phase.rolloutId, tx), phase);
  if (open) throw new AppError('conflict', `phase ${open.id} before ${phase.id} is ${open.state}`, { say: open.id === phase.supplementOf ? `“${open.name}”, whose people this phase adds to, has not started yet.` : `“${open.name}” comes first and has not passed yet.` });
}
