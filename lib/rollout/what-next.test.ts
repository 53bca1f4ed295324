import { expect, test } from 'vitest';
import { noOutcomes } from './rehearsal';
import { nextActionOf, nextStepsOf } from './what-next';
import type { PhaseStanding } from './what-next';

const rehearsal = { id: 'r', number: 1, hash: 'h', phaseRevision: 4, totals: { people: noOutcomes(), changes: noOutcomes(), gaining: 50 } };
const delivery = { runId: 'run', runState: 'running' as const, people: 50, delivered: 40, failed: 0, startedAt: new Date(0), finishedAt: null };
const missing = [{ catalogId: 'c', resourceId: 'x', resourceName: 'Ledger', packageNames: ['Finance'], standing: 'waiting' as const, ownerName: 'Marta Lindqvist', reason: null }];

function aStanding(more: Omit<Partial<PhaseStanding>, 'phase'> & { phase?: Partial<PhaseStanding['phase']> } = {}): PhaseStanding {
  const { phase, ...rest } = more;
  return { phase: { id: 'f', name: 'Pilot', state: 'rehearsed', revision: 4, overrideReason: null, ...phase }, people: 52, rehearsal, delivery: null, missing: [], earlier: null, nextPhaseName: 'Early', ...rest };
}

test.each<[string, PhaseStanding, unknown]>([
  ['nobody is in it', aStanding({ phase: { state: 'draft' }, people: 0, rehearsal: null }), { kind: 'addPeople' }],
  ['it was never rehearsed', aStanding({ phase: { state: 'draft' }, rehearsal: null }), { kind: 'rehearse', people: 52 }],
  ['it changed since', aStanding({ phase: { state: 'draft', revision: 5 } }), { kind: 'rehearse', people: 52 }],
  ['an owner has not answered', aStanding({ missing }), null],
  ['an owner was not asked', aStanding({ missing: missing.map((each) => ({ ...each, standing: 'notAsked' as const })) }), { kind: 'ask', owners: 1, catalogId: 'c' }],
  ['an admin went on without', aStanding({ missing, phase: { overrideReason: 'Marta is away until Monday' } }), { kind: 'start', people: 50, rehearsalHash: 'h' }],
  ['all is ready', aStanding(), { kind: 'start', people: 50, rehearsalHash: 'h' }],
  ['another comes first', aStanding({ earlier: 'Test' }), null],
  ['all are on their way', aStanding({ phase: { state: 'running' }, delivery }), null],
  ['some failed', aStanding({ phase: { state: 'running' }, delivery: { ...delivery, failed: 2 } }), { kind: 'seeFailures', people: 2, runId: 'run' }],
  ['all have arrived', aStanding({ phase: { state: 'verifying' }, delivery: { ...delivery, runState: 'settled', delivered: 50 } }), { kind: 'finish', runId: 'run', people: 50 }],
  ['it has passed', aStanding({ phase: { state: 'passed' }, delivery: { ...delivery, runState: 'finished' } }), null],
])('the one thing to do when %s', (_when, standing, action) => {
  expect(nextActionOf(standing)).toEqual(action);
});

test('what happens next names who holds it', () => {
  expect(nextStepsOf(aStanding({ missing }))).toEqual([
    { what: '“Ledger” is approved', holder: 'Marta Lindqvist', when: 'asked, no answer yet' },
    { what: '50 people gain access', holder: 'You', when: 'when you start it' },
    { what: 'Everybody is read back from the tenant', holder: 'The portal', when: 'after the last request' },
    { what: 'The phase is finished', holder: 'You', when: 'when nothing is left to do' },
    { what: '“Early” may start', holder: 'The portal', when: 'when this one has passed' },
  ]);
});
