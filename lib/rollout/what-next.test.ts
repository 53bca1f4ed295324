import { expect, test } from 'vitest';
import { noCounts } from './run';
import { noToldOutcomes } from './rehearsal';
import { nextActionOf, nextStepsOf } from './what-next';
import type { SignatureLine, SignatureStanding } from './signature-line';
import type { GateAhead, MissingApproval, PhaseStanding } from './what-next';
import type { GateLine } from './gate';

const rehearsal = { id: 'r', number: 1, hash: 'h', phaseRevision: 4, totals: { people: noToldOutcomes(), changes: noToldOutcomes(), gaining: 50, asking: 0 } };
const delivery = { runId: 'run', runState: 'running' as const, hold: null, people: 50, delivered: 40, failed: 0, takenBack: 0, notSent: 0, policies: { total: 0, written: 0, failed: 0, open: 0 }, items: noCounts(), startedAt: new Date(0), finishedAt: null };
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
  ['an owner refused, or a condition is not kept', aStanding({ signatures: signatures('unmet', 'refused', 'unconfirmed') }), { kind: 'settleRefusal', href: '/sign-offs/s#ways' }],
  ['a condition is not kept', aStanding({ signatures: signatures('unmet', 'unconfirmed') }), null],
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

test('a refusal, and what keeps another signature from standing, names who holds it, and a refusal leads to what can be done', () => {
  const steps = nextStepsOf(aStanding({ signatures: signatures('refused', 'unmet', 'unconfirmed', 'overdue', 'nobody', 'noOwner') })).slice(0, 6);
  expect(steps).toEqual([
    { what: '“Ledger” was refused', holder: 'You', when: 'by Marta Lindqvist', waysHref: '/sign-offs/s#ways' },
    { what: 'The condition for “Ledger” is kept', holder: 'You', when: 'of Marta Lindqvist' },
    { what: 'The condition for “Ledger” is confirmed', holder: 'A second admin', when: 'counts as a refusal till then' },
    { what: '“Ledger” is signed', holder: 'Marta Lindqvist', when: 'overdue' },
    { what: '“Ledger” is signed', holder: 'A second admin', when: 'nobody else may' },
    { what: 'Somebody answers for “Ledger”', holder: 'You', when: 'nobody is named yet' },
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

const line = (standing: GateLine['standing'], more: Partial<GateLine> = {}): GateLine => ({ key: 'blockingNotes', asks: 'No blocking note is open', standing, says: '1 open', value: 1, most: 0, ...more });
const soak = line('open', { key: 'soak', asks: '2 working days of soak', says: '1 working day to go, to Wednesday 25 November', value: null, most: null });
const gate = (lines: GateLine[], more: Partial<GateAhead> = {}): GateAhead => ({ lines, advance: 'byHand', mayOverride: true, startedByReader: true, held: null, ...more });
const settled = { ...delivery, runState: 'settled' as const, delivered: 50 };
const atGate = (state: 'verifying' | 'soaking' | 'held', ahead: GateAhead) => aStanding({ phase: { state }, delivery: settled, gate: ahead });

test.each<[string, PhaseStanding, unknown]>([
  ['it is held', atGate('held', gate([line('broken')], { held: { says: 'It held by itself.', byName: null, at: '' } })), { kind: 'resume', says: 'It held by itself.' }],
  ['time alone keeps its gate shut', atGate('soaking', gate([line('met'), soak])), null],
  ['a criterion that was let pass keeps its gate shut', atGate('soaking', gate([line('broken'), soak])), { kind: 'gate', open: 2 }],
  ['what nothing tells is all that is left', atGate('soaking', gate([line('unknown')])), { kind: 'finish', runId: 'run', people: 50 }],
  ['its gate is open', atGate('soaking', gate([line('met')])), { kind: 'finish', runId: 'run', people: 50 }],
  ['it passes by itself', atGate('soaking', gate([line('met')], { advance: 'byItself' })), null],
  ['a second person lets it pass, and the reader started it', atGate('soaking', gate([line('met')], { advance: 'secondPerson' })), null],
  ['a second person lets it pass, and the reader is one', atGate('soaking', gate([line('met')], { advance: 'secondPerson', startedByReader: false })), { kind: 'finish', runId: 'run', people: 50 }],
  ['nothing but people on a pilot’s policy keeps its gate shut', atGate('verifying', gate([line('open', { key: 'handedOver' })])), { kind: 'handOver' }],
  ['an item before it is open, and nobody may go past it', aStanding({ phase: { state: 'signed' }, gate: gate([line('open', { key: 'helpdesk' })], { mayOverride: false }) }), { kind: 'gate', open: 1 }],
  ['an item before it is open, and an admin may go past it', aStanding({ phase: { state: 'signed' }, gate: gate([line('open', { key: 'helpdesk' })]) }), { kind: 'start', people: 50, rehearsalHash: 'h' }],
])('the one thing to do at a gate when %s', (_when, standing, action) => {
  expect(nextActionOf(standing)).toEqual(action);
});

test('what happens next agrees with the gate: what opens it, who holds that, and who lets it pass', () => {
  expect(nextStepsOf(atGate('soaking', gate([line('met', { key: 'failures' }), line('broken'), soak], { advance: 'secondPerson' })))).toEqual([
    { what: 'No blocking note is open', holder: 'Helpdesk', when: '1 open' },
    { what: '2 working days of soak', holder: 'The portal', when: '1 working day to go, to Wednesday 25 November' },
    { what: 'The phase is finished', holder: 'Another admin', when: 'once its gate is open' },
    { what: '“Early” may start', holder: 'The portal', when: 'when this one has passed' },
  ]);
  expect(nextStepsOf(atGate('held', gate([line('met')], { held: { says: 'It held by itself.', byName: null, at: '' } })))[0]).toEqual({ what: 'The phase goes on', holder: 'You', when: 'it held by itself' });
  expect(nextStepsOf(atGate('verifying', gate([line('met')], { advance: 'byItself' })))[0]).toEqual({ what: 'The phase passes', holder: 'The portal', when: 'its gate is open' });
  expect(nextStepsOf(aStanding({ phase: { state: 'signed' }, gate: gate([line('open', { key: 'helpdesk', asks: 'Helpdesk is briefed', says: 'nobody has said so' })]) })).slice(0, 2)).toEqual([
    { what: 'Helpdesk is briefed', holder: 'You', when: 'nobody has said so' },
    { what: '50 people gain access', holder: 'You', when: 'when you start it' },
  ]);
});
