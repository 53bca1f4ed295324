import { beforeAll, expect, test } from 'vitest';
import { withDatabase } from '@/e2e/testing/with-database';
import { db } from '@/lib/db/client';
import type { WaitingPhase } from '@/lib/db/overview';
import type { GateLine } from './gate';
import { finishWaits, loadOverview, nextAtGate, nextAtSignatures } from './overview-view';
import type { SignatureStanding } from './signature-line';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const INES = { createdBy: id(9), createdByName: 'Ines' };

withDatabase();

beforeAll(async () => {
  await db().rollout.create({ data: { id: id(1), name: 'Finance', ...INES, phases: { create: [{ id: id(2), position: 0, name: 'Pilot' }, { id: id(3), position: 1, name: 'Broad' }] } } });
});

const waits = async (mayAct = true) => (await loadOverview({ personId: id(9), mayAct })).waiting.map(({ title, href }) => [title, href]);

async function anAnswer(n: number, state: 'approved' | 'refused', askedAt: string): Promise<void> {
  await db().resourceApproval.create({
    data: {
      id: id(n), catalogId: id(30), catalogName: 'Finance', resourceId: id(31), originId: id(32), originSystem: 'AadGroup', resourceName: 'Ledger', ownerId: id(40), ownerName: 'Jonas', ownerUpn: 'jonas@x',
      content: {}, contentHash: 'h', askedBy: id(9), askedByName: 'Ines', askedAt: new Date(askedAt), answeredAt: new Date(askedAt), state, reason: state === 'refused' ? 'Not yet' : null,
    },
  });
}

test('the first phase that has not run waits for its people, and those after it do not', async () => {
  expect(await waits()).toEqual([['Pilot has nobody in it yet', `/rollouts/${id(1)}?phase=${id(2)}`]]);
  expect(await waits(false)).toEqual([]);
});

test('a draft is shown after what is under way and not counted as that', async () => {
  const aRollout = (n: number, state: 'draft' | 'active' | 'finished') =>
    db().rollout.create({ data: { id: id(n), name: `Rollout ${n}`, state, ...INES, updatedAt: new Date('2026-01-01T00:00:00Z'), phases: { create: [{ id: id(n + 100), position: 0, name: 'Pilot' }] } } });
  await aRollout(60, 'active');
  await aRollout(61, 'finished');
  const { rollouts, counts } = await loadOverview({ personId: id(9), mayAct: true });
  expect([rollouts.map(({ name, draft }) => [name, draft]), counts]).toEqual([[['Rollout 60', false], ['Finance', true]], { underWay: 1, drafts: 1, all: 3 }]);
});

test('what an admin holds is theirs to an admin, and an admin’s to whoever only reads', async () => {
  const heldBy = async (mayAct: boolean) => (await loadOverview({ personId: id(9), mayAct })).rollouts.map((rollout) => rollout.heldBy);
  expect([await heldBy(true), await heldBy(false)]).toEqual([['You', 'You'], ['An admin', 'An admin']]);
});

test('a refusal waits for whoever may ask anew, until the owner says otherwise', async () => {
  await anAnswer(50, 'refused', '2026-01-02T00:00:00Z');
  expect(await waits()).toContainEqual(['Jonas refused “Ledger”', `/approvals/${id(50)}`]);
  await anAnswer(51, 'approved', '2026-01-03T00:00:00Z');
  expect((await waits()).filter(([title]) => title?.includes('refused'))).toEqual([]);
});

test('the reading of the directory that waits for a sign-in is named and leads to Settings', async () => {
  await db().job.create({ data: { kind: 'mirror', state: 'signInNeeded', actsAs: id(9), actsAsName: 'Ines' } });
  expect(await waits()).toContainEqual(['The copy of the directory waits for a sign-in', '/settings']);
});

const line = (key: GateLine['key'], standing: GateLine['standing'] = 'open', value: number | null = 0): GateLine => ({ key, standing, asks: key, says: key, value, most: null });
const gateOf = (...lines: GateLine[]) => ({ lines, advance: 'byItself' as const, mayOverride: false, startedByReader: true, held: null });

test('at a gate that is shut, whoever can open it holds the next step', () => {
  const at = (...lines: GateLine[]) => nextAtGate(gateOf(...lines), 'You');
  expect([at(line('verified', 'met'), line('handedOver')), at(line('verified'), line('handedOver')), at(line('handedOver', 'open', null)), at(line('verified')), at(line('blockingNotes')), at(line('verified'), line('soak'))]).toEqual([
    { next: 'people are handed over', heldBy: 'You' },
    { next: 'people are handed over', heldBy: 'You' },
    { next: 'it is read who is on a pilot’s policy', heldBy: 'You' },
    { next: 'its gate', heldBy: 'The portal' },
    { next: 'its gate', heldBy: 'Helpdesk' },
    { next: 'soak, soak', heldBy: 'The portal' },
  ]);
});

test('that people are on a pilot’s policy is not said where it was not read yet who is', () => {
  const phase = { phaseId: id(2), phaseName: 'Broad', rolloutId: id(1), rolloutName: 'Finance' } as WaitingPhase;
  const said = (says: string, value: number | null) => finishWaits(phase, gateOf({ ...line('handedOver', 'open', value), says }), { key: 'p', since: '', href: '' });
  expect([said('not read yet who is', null), said('12 people are', 12)].map((waiting) => [waiting?.title, waiting?.detail, waiting?.button])).toEqual([
    ['Broad waits until nobody is on a pilot’s policy', 'Finance; not read yet who is', 'See the handover'],
    ['Broad waits until nobody is on a pilot’s policy', 'Finance; 12 people are', 'Hand people over'],
  ]);
});

test('at signatures that are missing, a refusal and a condition that is not kept are an admin’s, and what nobody answered its owners’', () => {
  const at = (...lines: [SignatureStanding, string?][]) => nextAtSignatures(lines.map(([standing, person = 'Marta']) => ({ key: '', resource: { originSystem: 'AadGroup', originId: 'g', name: 'Ledger' }, kind: 'owner', standing, signOffId: 's', people: 1, person, since: null, dueDay: null, says: [] })), 'You');
  expect([at(['refused']), at(['waiting'], ['unmet']), at(['signed'], ['overdue']), at(['waiting'], ['waiting', 'Jonas']), at(['unconfirmed']), at(['notAsked']), at(['noOwner'])]).toEqual([
    { next: 'a refusal is settled', heldBy: 'You' },
    { next: 'a condition is kept', heldBy: 'You' },
    { next: 'signatures', heldBy: 'Marta' },
    { next: 'signatures', heldBy: 'The owners' },
    { next: 'a condition is confirmed', heldBy: 'A second admin' },
    { next: 'the owners are asked', heldBy: 'You' },
    { next: 'an owner is named', heldBy: 'You' },
  ]);
});
