import { beforeEach, expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aRehearsedPhase, anAdmin, everybodyStays } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { saveDrift } from '@/lib/db/gate-values';
import { listDecisions } from '@/lib/db/gates';
import { getPhase, getPhases, listPhases } from '@/lib/db/phases';
import { findHold } from '@/lib/db/run-control';
import { getRun } from '@/lib/db/runs';
import { findVerification } from '@/lib/db/verifications';
import { JobRunner } from '@/lib/jobs/runner';
import { resolveNote, writeNote } from '@/lib/support/write-note';
import { changeGate, sayDone } from './change-gate';
import { finishPhase } from './finish-phase';
import { DEFAULT_GATE, seenOf, shutWords } from './gate';
import type { GateSettings } from './gate';
import { loadFinishGate, loadGate, loadGateAhead, loadGatesAhead } from './gate-view';
import { holdPhase, resumePhase } from './hold-phase';
import { ITEM_WORDS, saidIn } from './judge-gate';
import { loadOverview } from './overview-view';
import type { Admin } from './rollout';
import { readExit, readExits } from './read-exit';
import { rehearseReversal } from './rehearse-reversal';
import { startRun } from './start-run';
import { watchGate } from './watch-gate';

const runner = new JobRunner({ visibilityMs: 300, pollLeastMs: 100, pollMostMs: 500 }, undefined, { leastMs: 100, mostMs: 200, allowedMs: 60_000 }, Infinity);
const { tenant, admin } = withPortal({ settings: { deliveryMs: 100, visibilityMs: 0 }, runner });

let second: Admin;
beforeEach(async () => {
  second = await anAdmin(tenant, 'Eva');
});

const gate = (wanted: Partial<Omit<GateSettings, 'exit'>> & { exit?: Partial<GateSettings['exit']> }): GateSettings => ({ ...DEFAULT_GATE, ...wanted, exit: { ...DEFAULT_GATE.exit, ...wanted.exit } });

async function aSettledPhase(wanted: GateSettings, phases = ['Pilot']): Promise<{ rolloutId: string; phaseId: string; runId: string; people: { id: string; displayName: string }[] }> {
  const { rolloutId, phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 4, phases });
  await changeGate(admin, phaseId, wanted);
  await everybodyStays(admin, rolloutId);
  const { id: runId } = await startRun(admin, phaseId, hash);
  await expect.poll(async () => (await getRun(runId)).state, { interval: 50 }).toBe('settled');
  await expect.poll(async () => (await findVerification(runId))?.settled, { interval: 50 }).toBe(true);
  return { rolloutId, phaseId, runId, people };
}

const decisions = async (phaseId: string) => (await listDecisions(phaseId, 20)).reverse().map(({ kind, fromState, toState, decidedByName, reason }) => [kind, fromState, toState, decidedByName, reason]);
const seenNow = async (phaseId: string) => seenOf((await readExit(await getPhase(phaseId)))?.lines ?? []);
const stateOf = async (phaseId: string) => (await getPhase(phaseId)).state;
const aNote = (person: { id: string; displayName: string }, phaseId: string) => writeNote(admin, { person: { personId: person.id, name: person.displayName, userPrincipalName: '' }, phaseId, packageId: null, packageName: null, cause: 'question', severity: 'high', blocking: true, text: 'Cannot post' });

test('a criterion breaks and the phase holds by itself; it is let go on, soaks anew, and passes by a second person', async () => {
  const { phaseId, runId, people } = await aSettledPhase(gate({ advance: 'secondPerson', exit: { blockingNotes: true, soakDays: 1, failures: { people: 2, percent: 1 } } }));
  expect(await watchGate(phaseId)).toBe('soak');
  expect(await watchGate(phaseId)).toBe(null);

  const [person] = people;
  const note = await aNote(person ?? { id: '', displayName: '' }, phaseId);
  expect(await watchGate(phaseId)).toBe('hold');
  expect(await stateOf(phaseId)).toBe('held');
  const waiting = async (reader: Admin) => (await loadOverview({ personId: reader.personId, mayAct: true })).waiting.filter(({ href }) => href.includes(phaseId)).map(({ title, button }) => [title, button]);
  expect(await waiting(admin)).toEqual([['Pilot is held', 'See why']]);
  await expect(finishPhase(second, phaseId)).rejects.toMatchObject({ code: 'conflict', details: { say: '“Pilot” is held. Let it go on, then finish it.' } });

  // What broke after somebody read the page is not gone past unseen.
  await expect(resumePhase(admin, phaseId, { reason: 'the caller is helped already', seen: 'soak:open:' })).rejects.toMatchObject({ code: 'conflict', details: { say: 'The gate of “Pilot” has changed since you read it. New is this: No blocking note is open: 1 open. Read it, then decide again.' } });
  await resumePhase(admin, phaseId, { reason: 'the caller is helped already', seen: await seenNow(phaseId) });
  expect(await stateOf(phaseId)).toBe('soaking');
  // Seen and let pass, it does not hold again; the gate stays shut all the same.
  expect(await watchGate(phaseId)).toBe(null);
  await expect(finishPhase(second, phaseId)).rejects.toMatchObject({ code: 'conflict', details: { say: expect.stringMatching(/^“Pilot” does not pass yet\. No blocking note is open: 1 open\. 1 working day of soak: 1 working day to go, to /) as unknown } });
  await resolveNote(admin, note.id, 'Helped');
  await expect(finishPhase(admin, phaseId)).rejects.toMatchObject({ code: 'forbidden', details: { say: 'You started “Pilot”, so another admin lets it pass.' } });

  // A working week later by the rows: the last delivery and the hold were long ago.
  await db().$executeRaw`UPDATE "run" SET "settled_at" = "settled_at" - interval '7 days' WHERE "id" = ${runId}::uuid`;
  await expect(finishPhase(second, phaseId)).rejects.toMatchObject({ code: 'conflict' });
  await changeGate(second, phaseId, gate({ advance: 'secondPerson', exit: { blockingNotes: true } }));
  expect([await waiting(admin), await waiting(second)]).toEqual([[], [['Pilot waits for a second person', 'Check and finish']]]);
  expect(await finishPhase(second, phaseId)).toEqual({ rolloutFinished: true });

  expect(await stateOf(phaseId)).toBe('passed');
  expect(await decisions(phaseId)).toEqual([
    ['start', 'signed', 'running', admin.name, null],
    ['soak', 'verifying', 'soaking', null, null],
    ['hold', 'soaking', 'held', null, null],
    ['resume', 'held', 'soaking', admin.name, 'the caller is helped already'],
    ['advance', 'soaking', 'passed', second.name, null],
  ]);
  const [, , held] = (await listDecisions(phaseId, 20)).reverse();
  expect({ says: held?.says, evidence: held?.evidence.map(({ key, standing, says }) => [key, standing, says]) }).toEqual({
    says: 'It held by itself. No blocking note is open: 1 open.',
    evidence: [['arrived', 'met', 'the run has settled'], ['failures', 'met', '0 now'], ['drift', 'met', 'nobody'], ['blockingNotes', 'broken', '1 open'], ['soak', 'open', expect.stringMatching(/^1 working day to go, to /)], ['handedOver', 'met', 'nobody']],
  });
  const audited = await db().auditEvent.findMany({ where: { phaseId, action: { in: ['phase.hold', 'phase.resume', 'phase.soak', 'phase.finish'] } }, orderBy: { seq: 'asc' }, select: { action: true, reason: true, actorId: true } });
  expect(audited.map(({ action, reason, actorId }) => [action, reason, actorId !== null])).toEqual([['phase.soak', null, false], ['phase.hold', null, false], ['phase.resume', 'the caller is helped already', true], ['phase.finish', null, true]]);
});

test('a soak that begins although a limit is gone beyond says who let that pass, and from when it counts', async () => {
  const { phaseId, runId } = await aSettledPhase(gate({ exit: { soakDays: 1, failures: { people: 1, percent: 1 }, missing: null } }));
  const items = await db().runItem.findMany({ where: { runId }, take: 2, select: { id: true } });
  await db().runItem.updateMany({ where: { id: { in: items.map(({ id }) => id) } }, data: { state: 'failed', failureCode: 'refused', failure: 'Entra refused the request' } });
  expect(await watchGate(phaseId)).toBe('hold');
  await resumePhase(second, phaseId, { reason: 'both are known to the helpdesk', seen: await seenNow(phaseId) });
  expect(await watchGate(phaseId)).toBe('soak');
  expect((await listDecisions(phaseId, 1))[0]).toMatchObject({ kind: 'soak', says: `The run has settled and was read back; the soak counts since the phase was let go on. ${second.name} let this pass, and it keeps the gate shut: At most 1 person failed for a cause of ours: 2 now.` });
});

test('a phase nobody set a gate for passes by hand once it has settled, without any soak', async () => {
  const { phaseId } = await aSettledPhase(DEFAULT_GATE);

  expect(await watchGate(phaseId)).toBe(null);
  expect(await finishPhase(admin, phaseId)).toEqual({ rolloutFinished: true });
  expect(await decisions(phaseId)).toEqual([['start', 'signed', 'running', admin.name, null], ['advance', 'verifying', 'passed', admin.name, null]]);
});

test('a phase passes by itself where its gate says so, and no later than its criteria are met', async () => {
  const { phaseId, people } = await aSettledPhase(gate({ advance: 'byItself', exit: { notes: { people: 0, percent: 0 } } }), ['Test', 'Pilot']);
  const note = await aNote(people[0] ?? { id: '', displayName: '' }, phaseId);
  expect(await watchGate(phaseId)).toBe('hold');
  await db().supportNote.delete({ where: { id: note.id } });
  await resumePhase(admin, phaseId, { reason: 'written by mistake', seen: await seenNow(phaseId) });

  expect(await watchGate(phaseId)).toBe('pass');
  expect((await decisions(phaseId)).at(-1)).toEqual(['advance', 'verifying', 'passed', null, null]);
});

test('who goes past a criterion says why, and only where the gate lets them; what is under way is not gone past', async () => {
  const asks = { exit: { blockingNotes: true } };
  const { phaseId, runId, people } = await aSettledPhase(gate({ ...asks, mayOverride: false }));
  await aNote(people[0] ?? { id: '', displayName: '' }, phaseId);

  await expect(finishPhase(admin, phaseId)).rejects.toMatchObject({ code: 'conflict', details: { say: '“Pilot” does not pass yet. No blocking note is open: 1 open.' } });
  await expect(finishPhase(admin, phaseId, { reason: 'the board waits', seen: await seenNow(phaseId) })).rejects.toMatchObject({ code: 'conflict', details: { say: 'The gate of “Pilot” lets nobody go past it. No blocking note is open: 1 open.' } });
  // What shuts it, and that nobody goes past it, is there to be told before anybody tries.
  const finish = await loadFinishGate(admin.personId, await getRun(runId));
  expect([shutWords(finish?.lines ?? []), finish?.mayOverride, finish?.another]).toEqual([['No blocking note is open: 1 open.'], false, false]);
  await expect(changeGate(admin, phaseId, gate(asks))).rejects.toMatchObject({ code: 'forbidden', details: { say: 'You started “Pilot”, so another admin changes what its gate asks.' } });
  await changeGate(second, phaseId, gate(asks));
  await expect(finishPhase(admin, phaseId, { reason: 'the board waits', seen: '' })).rejects.toMatchObject({ code: 'conflict' });
  expect(await finishPhase(admin, phaseId, { reason: 'the board waits', seen: await seenNow(phaseId) })).toEqual({ rolloutFinished: true });

  expect((await decisions(phaseId)).at(-1)).toEqual(['override', 'verifying', 'passed', admin.name, 'the board waits']);
  const audited = await db().auditEvent.findFirst({ where: { phaseId, action: 'phase.finish' }, select: { reason: true, detail: true } });
  expect(audited).toEqual({ reason: 'the board waits', detail: { criteria: ['No blocking note is open: 1 open.'] } });
});

test('a phase begins once what comes before it is said to be done, or with a reason', async () => {
  const { phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 2 });
  await changeGate(admin, phaseId, gate({ entry: { items: ['helpdesk', 'announcement', 'reversal'], lintErrors: null } }));

  await expect(startRun(admin, phaseId, hash)).rejects.toMatchObject({ code: 'conflict', details: { say: '“Pilot” does not begin yet. Helpdesk is briefed: nobody has said so. The announcement went out at least 2 working days ago: nobody has said so.' } });
  await sayDone(admin, phaseId, 'helpdesk', { day: null });
  await expect(sayDone(admin, phaseId, 'announcement', { day: null })).rejects.toMatchObject({ code: 'invalid', details: { fields: { day: 'Say on which day it was sent.' } } });
  await sayDone(admin, phaseId, 'announcement', { day: '2026-01-05' });
  // Whoever saw it otherwise is told by whom it was said, of this item and not of another.
  const colleague = { ...admin, personId: tenant.persona('Jonas').id, name: 'Jonas', userPrincipalName: 'jonas@fabrikam.example' };
  const unseen = JSON.stringify(saidIn(undefined));
  const told = (by: string, item: string) => ({ code: 'conflict', sentence: `${by} changed what is said of “${item}” since you opened it. Copy what you typed, then reload the page.` });
  await expect(sayDone(colleague, phaseId, 'announcement', { day: '2026-01-02' }, unseen)).rejects.toMatchObject(told(admin.name, ITEM_WORDS.announcement));
  await sayDone(admin, phaseId, 'helpdesk', null);
  await sayDone(colleague, phaseId, 'announcement', null);
  await expect(sayDone(colleague, phaseId, 'helpdesk', null, JSON.stringify({ said: { byName: admin.name, day: null } }))).rejects.toMatchObject(told(admin.name, ITEM_WORDS.helpdesk));
  await sayDone(admin, phaseId, 'helpdesk', { day: null }, unseen);
  await sayDone(admin, phaseId, 'announcement', { day: '2026-01-05' }, unseen);
  const run = await startRun(admin, phaseId, hash);
  await expect.poll(async () => (await getRun(run.id)).state, { interval: 50 }).toBe('settled');

  expect(await decisions(phaseId)).toEqual([['start', 'signed', 'running', admin.name, null]]);
  await expect(sayDone(admin, phaseId, 'helpdesk', null)).rejects.toMatchObject({ code: 'conflict' });
  // What its own run has made possible is told as it is now.
  const ofReversal = async () => (await loadGate(admin.personId, phaseId)).begun?.filter(({ key }) => key === 'reversal').map(({ standing, says }) => [standing, says]);
  expect(await ofReversal()).toEqual([['open', 'not before it began, and not since']]);
  await rehearseReversal(admin, run.id, { choice: 'leave', sites: false });
  expect(await ofReversal()).toEqual([['met', 'since it began']]);
  const other = await aRehearsedPhase(tenant, admin, { people: 2 });
  await changeGate(admin, other.phaseId, gate({ entry: { items: ['helpdesk'], lintErrors: null } }));
  const { id } = await startRun(admin, other.phaseId, other.hash, { override: { reason: 'the helpdesk is on a holiday', seen: 'helpdesk:open:' } });
  await expect.poll(async () => (await getRun(id)).state, { interval: 50 }).toBe('settled');
  expect(await decisions(other.phaseId)).toEqual([['override', 'signed', 'running', admin.name, 'the helpdesk is on a holiday']]);
});

test('a phase that is held sends nothing more, and goes on where it was', async () => {
  const { phaseId, hash } = await aRehearsedPhase(tenant, admin, { people: 3, phases: ['Test', 'Pilot'] });
  await tenant.admin('fault', { path: 'assignmentRequests$', method: 'POST', count: 1000, status: 429, retryAfter: 1 });
  const run = await startRun(admin, phaseId, hash);
  await holdPhase(second, phaseId, 'the price list is wrong');

  expect(await stateOf(phaseId)).toBe('held');
  expect(await findHold(run.id)).toMatchObject({ hold: 'gate', says: `${second.name} held it: the price list is wrong`, byName: second.name });
  await tenant.admin('fault', { clear: true });
  await resumePhase(second, phaseId, { reason: 'it is right again', seen: await seenNow(phaseId) });
  await expect.poll(async () => (await getRun(run.id)).state, { interval: 50 }).toBe('settled');
  await expect.poll(async () => await stateOf(phaseId), { interval: 50 }).toBe('verifying');
  expect((await listPhases((await getPhase(phaseId)).rolloutId)).map(({ state }) => state)).toEqual(['verifying', 'draft']);
  await expect(resumePhase(second, phaseId, { reason: 'again', seen: '' })).rejects.toMatchObject({ code: 'conflict', details: { say: '“Test” is not held any more. Reload the page.' } });
});

test('a phase holds where what its cohort rests on changed for more than the share that passes', async () => {
  const { phaseId } = await aSettledPhase(DEFAULT_GATE, ['Test', 'Pilot']);
  await saveDrift(db(), phaseId, { people: 2, says: '2 with another department', asOf: new Date() });
  expect(await watchGate(phaseId)).toBe(null);
  await saveDrift(db(), phaseId, { people: 3, says: '3 with another department', asOf: new Date() });

  expect(await watchGate(phaseId)).toBe('hold');
  expect((await listDecisions(phaseId, 1))[0]?.says).toBe('It held by itself. What the cohort rests on changed for at most 2 people: 3 people: 3 with another department.');
});

test('a gate is judged again when something it rests on changed, and not before', async () => {
  const { phaseId, people } = await aSettledPhase(gate({ exit: { soakDays: 5 } }), ['Test', 'Pilot']);
  await aNote(people[0] ?? { id: '', displayName: '' }, phaseId);
  expect([await watchGate(phaseId), await watchGate(phaseId)]).toEqual(['soak', null]);
  // Nobody says that it changed: what is asked is read again with the next judgement, and that is not due.
  await db().$executeRaw`UPDATE "phase_gate" SET "exit" = "exit" || '{"blockingNotes": true}' WHERE "phase_id" = ${phaseId}::uuid`;
  expect(await watchGate(phaseId)).toBe(null);
  await db().$executeRaw`UPDATE "phase_gate" SET "changed_at" = now() WHERE "phase_id" = ${phaseId}::uuid`;
  expect(await watchGate(phaseId)).toBe('hold');
});

/** The database, with every statement that is asked for counted. */
function countedDb(): { counted: Db; asked: () => number } {
  let asked = 0;
  const counting = <T extends object>(target: T, deep: boolean): T => new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name);
      if (deep && typeof name === 'string' && !name.startsWith('$') && typeof value === 'object' && value !== null) return counting(value, false);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        asked += 1;
        return Reflect.apply(value, of, given) as unknown;
      };
    },
  });
  return { counted: counting(db(), true), asked: () => asked };
}

test('the gates of several phases are read in as many statements as that of one', async () => {
  const phases = ['Test', 'Pilot'];
  const settled = [await aSettledPhase(DEFAULT_GATE, phases), await aSettledPhase(gate({ exit: { soakDays: 1 } }), phases), await aSettledPhase(gate({ exit: { blockingNotes: true } }), phases)].map(({ phaseId }) => phaseId);
  const alone = await Promise.all(settled.map(async (id) => [id, await loadGateAhead(admin.personId, id)] as const));
  expect(await loadGatesAhead(admin.personId, settled)).toEqual(new Map(alone));
  const statements = async (ids: readonly string[]): Promise<number> => {
    const { counted, asked } = countedDb();
    expect((await readExits(await getPhases(ids), counted)).size).toBe(ids.length);
    return asked();
  };
  expect(await statements(settled)).toBe(await statements(settled.slice(0, 1)));
});

test('a guest who has not taken the invitation fails for a cause of its own, which no gate counts', async () => {
  await tenant.admin('settings', { deliveryMs: 2000 });
  const { phaseId, hash, people } = await aRehearsedPhase(tenant, admin, { people: 3, phases: ['Test', 'Pilot'] });
  await changeGate(admin, phaseId, gate({ exit: { failures: { people: 0, percent: 0 } } }));
  const [guest] = people;
  const { id: runId } = await startRun(admin, phaseId, hash);
  await expect.poll(() => db().runItem.count({ where: { runId, requestId: { not: null } } }), { interval: 20 }).toBe(3);
  await tenant.admin(`users/${guest?.id ?? ''}`, { externalUserState: 'PendingAcceptance' });
  await tenant.admin('settings', { deliveryMs: 100 });
  // Asked for a day ago, by the row.
  await db().runItem.updateMany({ where: { runId, personId: guest?.id ?? '' }, data: { sentAt: new Date(Date.now() - 25 * 3_600_000) } });
  await expect.poll(async () => (await getRun(runId)).state, { interval: 50 }).toBe('settled');

  const exit = await readExit(await getPhase(phaseId));
  expect(exit?.values.failures).toEqual({ ours: 0, excused: 1, policies: 0, causes: [{ cause: 'item:notRedeemed', says: 'The guest has not taken the invitation within 24 hours, and Entra gives nothing before that', people: 1, excused: true }] });
  expect(exit?.lines.find(({ key }) => key === 'failures')).toMatchObject({ standing: 'met', says: '0 now, 1 excused' });
  await expect.poll(async () => (await findVerification(runId))?.settled, { interval: 50 }).toBe(true);
});
