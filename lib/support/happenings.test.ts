import { expect, test } from 'vitest';
import { happeningsOf } from './happenings';
import type { ActivityRow } from './load-activity';
import type { CardLine } from './person-card';

const line = (packageId: string, since: string, over: Partial<CardLine> = {}): CardLine => ({
  packageId, packageName: packageId, origin: '', rolloutId: 'r1', phaseId: 'p1', runId: 'n1', should: { word: 'Yes', since, until: null }, has: { state: 'delivered', word: 'Delivered', since }, why: null, whatThen: null, ...over,
});
const row = (action: string, objectId: string, at: string, over: Partial<ActivityRow> = {}): ActivityRow => ({
  seq: at, at, action, outcome: 'done', actorName: 'Ines Aalto', actorSignIn: null, subjectName: null, subjectSignIn: null, subjectPersonId: null, objectType: 'package', objectId, objectName: objectId, rolloutId: 'r1', runId: 'n1', before: null, after: null, detail: null, refusal: null, reason: null, graphOperation: null, graphRequestId: null, changed: [], hash: '', ...over,
});
const told = (lines: CardLine[], rows: ActivityRow[]) => happeningsOf(lines, rows).map((each) => ('done' in each ? `${each.done.action} ${each.done.objectId} ${each.at}` : `delivered ${each.arrived.packageId} ${each.at}`));

test('what was delivered never stands under the request it came of, whichever clock was ahead', () => {
  const lines = [line('before', '2026-11-23T09:00:02Z'), line('same', '2026-11-23T09:00:05.000Z'), line('after', '2026-11-23T09:10:00Z'), line('elsewhere', '2026-11-23T09:00:01Z'), line('coming', '2026-11-23T09:00:04Z', { has: { state: 'onItsWay', word: 'On its way', since: '2026-11-23T09:00:04Z' } })];
  const rows = [
    row('note.write', 'a note', '2026-11-23T09:00:08.000Z', { runId: null }),
    row('assignment.request', 'after', '2026-11-23T09:00:07.000Z'),
    row('assignment.request', 'elsewhere', '2026-11-23T09:00:06.500Z', { runId: 'of another run' }),
    row('assignment.request', 'before', '2026-11-23T09:00:06.000Z'),
    row('assignment.request', 'same', '2026-11-23T09:00:05.000Z'),
    row('assignment.request', 'same', '2026-11-23T09:00:03.000Z', { outcome: 'failed' }),
  ];
  expect(told(lines, rows)).toEqual([
    'delivered after 2026-11-23T09:10:00Z',
    'note.write a note 2026-11-23T09:00:08.000Z',
    'assignment.request after 2026-11-23T09:00:07.000Z',
    'assignment.request elsewhere 2026-11-23T09:00:06.500Z',
    'delivered before 2026-11-23T09:00:02Z',
    'assignment.request before 2026-11-23T09:00:06.000Z',
    'delivered same 2026-11-23T09:00:05.000Z',
    'assignment.request same 2026-11-23T09:00:05.000Z',
    'assignment.request same 2026-11-23T09:00:03.000Z',
    'delivered elsewhere 2026-11-23T09:00:01Z',
  ]);
});
