import { expect, test } from 'vitest';
import { noCounts } from './run';
import { noToldOutcomes } from './rehearsal';
import { nextActionOf, nextStepsOf } from './what-next';
import type { SignatureLine, SignatureStanding } from './signature-line';
import type { MissingApproval, PhaseStanding } from './what-next';

const rehearsal = { id: 'r', number: 1, hash: 'h', phaseRevision: 4, totals: { people: noToldOutcomes(), changes: noToldOutcomes(), gaining: 50, asking: 0 } };
const delivery = { runId: 'run', runState: 'running' as const, hold: null, people: 50, delivered: 40, failed: 0, policies: { total: 0, written: 0, failed: 0, open: 0 }, items: noCounts(), startedAt: new Date(0), finishedAt: null };
const resource = { originSystem: 'AadGroup', originId: 'g', name: 'Ledger' };
const waits: SignatureLine = { key: 'owner AadGroup g', resource, kind: 'owner', standing: 'waiting', signOffId: 's', people: 50, person: 'Marta Lindqvist', since: new Date(0), dueDay: '2026-11-25', says: [] };
const signatures = (...standings: SignatureStanding[]) => standings.map((standing) => ({ ...waits, standing }));

const lacks = (standing: MissingApproval['standing']): MissingApproval => ({ catalogId: 'c', resourceId: 'r', resourceName: 'Ledger', standing, ownerName: 'Marta Lindqvist', reason: null });

function aStanding(more: Omit<Partial<PhaseStanding>, 'phase'> & { phase?: Partial<PhaseStanding['phase']> } = {}): PhaseStanding {
  const { phase, ...rest } = more;
  return { phase: { id: 'f', name: 'Pilot', state: 'rehearsed', revision: 4, ...phase }, people: 52, rehearsal, delivery: null, signatures: [], widened: [], missing: [], earlier: null, nextPhaseName: 'Early', ...rest };
}

test.each<[string, PhaseStanding, unknown]>([
  ['nobody is in it', aStanding({ phase: { state: 'draft' }, people: 0, rehearsal: null }), { kind: 'addPeople' }],
  ['it was never rehearsed', aStanding({ phase: { state: 'draft' }, rehearsal: null }), { kind: 'rehearse', people: 52 }],
  ['it changed since', aStanding({ phase: { state: 'draft', revision: 5 } }), { kind: 'rehearse', people: 52 }],
  ['its packages give more than was rehearsed', aStanding({ widened: ['Owner through “Finance” is new.'] }), { kind: 'rehearse', people: 52 }],
  ['an owner has not answered', aStanding({ signatures: signatures('waiting', 'overdue', 'signed') }), null],
  ['owners were not asked, or signed less', aStanding({ signatures: signatures('notAsked', 'void', 'noOwner', 'waiting') }), { kind: 'ask', signatures: 2, rehearsalHash: 'h' }],
  ['nobody answers for a resource', aStanding({ signatures: signatures('noOwner', 'waiting') }), { kind: 'nameOwner', resource, signer: 'owner' }],
  ['an owner refused, or a condition is not kept', aStanding({ signatures: signatures('refused', 'unmet', 'unconfirmed') }), null],
  ['all have signed', aStanding({ phase: { state: 'signed' }, signatures: signatures('signed', 'notice') }), { kind: 'start', people: 50, rehearsalHash: 'h' }],
  ['all have signed and an owner was never asked to approve', aStanding({ phase: { state: 'signed' }, missing: [lacks('notAsked'), lacks('waiting')] }), { kind: 'approvals', toAsk: 1, catalogId: 'c', people: 50, rehearsalHash: 'h' }],
  ['another comes first', aStanding({ phase: { state: 'signed' }, earlier: 'Test' }), null],
  ['all are on their way', aStanding({ phase: { state: 'running' }, delivery }), null],
  ['some failed', aStanding({ phase: { state: 'running' }, delivery: { ...delivery, failed: 2 } }), { kind: 'seeFailures', people: 2, runId: 'run' }],
  ['all have arrived', aStanding({ phase: { state: 'verifying' }, delivery: { ...delivery, runState: 'settled', delivered: 50 } }), { kind: 'finish', runId: 'run', people: 50 }],
  ['it has passed', aStanding({ phase: { state: 'passed' }, delivery: { ...delivery, runState: 'finished' } }), null],
])('the one thing to do when %s', (_when, standing, action) => {
  expect(nextActionOf(standing)).toEqual(action);
});

test('what happens next names who holds it', () => {
  expect(nextStepsOf(aStanding({ signatures: signatures('waiting', 'signed') }))).toEqual([
    { what: '“Ledger” is signed', holder: 'Marta Lindqvist', when: 'asked, no answer yet' },
    { what: '50 people gain access', holder: 'You', when: 'when you start it' },
    { what: 'Everybody is read back from the tenant', holder: 'The portal', when: 'after the last request' },
    { what: 'The phase is finished', holder: 'You', when: 'when nothing is left to do' },
    { what: '“Early” may start', holder: 'The portal', when: 'when this one has passed' },
  ]);
});

test('a start that opens a policy or saves a rule gives nobody anything by itself, and says so', () => {
  const opens = '“Ledger” opens to 20 people, who may ask for it.';

  expect(nextStepsOf(aStanding({ phase: { state: 'signed' }, starts: { people: 0, says: [opens] } }))[0]).toEqual({ what: '“Ledger” opens to 20 people, who may ask for it', holder: 'You', when: 'when you start it' });
  expect(nextStepsOf(aStanding({ phase: { state: 'signed' }, starts: { people: 30, says: [opens] } })).slice(0, 2).map((step) => step.what)).toEqual(['30 people gain access', '“Ledger” opens to 20 people, who may ask for it']);
});

test('what waits for a window, or for the day its access begins, says until when', () => {
  const opens = 'Tuesday 1 December at 18:00 (Europe/Berlin)';
  const begins = 'Monday 11 January at 08:00 (Europe/Berlin)';

  expect(nextStepsOf(aStanding({ phase: { state: 'signed' }, opens }))[0]).toEqual({ what: '50 people gain access', holder: 'You', when: `from ${opens}` });
  expect(nextStepsOf(aStanding({ phase: { state: 'running' }, delivery, opens, begins }))[0]).toEqual({ what: '10 people arrive', holder: 'Entra ID', when: `from ${begins}` });
});
