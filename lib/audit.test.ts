import { expect, test } from 'vitest';
import { canonicalJson, eventHash, firstBrokenEvent, subjectHash } from './audit';
import type { AuditRow } from './db/audit';

const START = '0'.repeat(64);

function chain(length: number): AuditRow[] {
  const rows: AuditRow[] = [];
  let prevHash = START;
  for (let seq = 1; seq <= length; seq += 1) {
    const row = {
      seq: BigInt(seq), at: new Date(Date.UTC(2026, 10, 23, 9, seq)), action: 'rollout.create', outcome: 'done' as const, actorId: 'row-a', actorHash: 'h', subjectId: null, subjectHash: null,
      objectType: 'rollout', objectId: `r${seq}`, objectName: 'Finance', rolloutId: null, phaseId: null, runId: null, before: null, after: { phases: ['Pilot'] }, detail: null, reason: null,
      graphOperation: null, graphRequestId: null, prevHash,
    };
    prevHash = eventHash(row);
    rows.push({ ...row, hash: prevHash });
  }
  return rows;
}

test('an untouched chain holds', () => {
  expect(firstBrokenEvent(chain(5))).toBeNull();
});

test('one changed word breaks the chain where it stands', () => {
  const rows = chain(5).map((row) => (row.seq === 3n ? { ...row, objectName: 'Treasury' } : row));
  expect(firstBrokenEvent(rows)).toBe(3n);
});

test('a taken out event breaks the chain after it', () => {
  expect(firstBrokenEvent(chain(5).filter((row) => row.seq !== 2n))).toBe(3n);
});

test('erasing whom an event speaks of leaves the chain whole', () => {
  expect(firstBrokenEvent(chain(3).map((row) => ({ ...row, actorId: null })))).toBeNull();
});

test('the order of keys makes no other hash, and a person’s hash hangs on the salt', () => {
  expect(canonicalJson({ b: [1, { d: undefined, c: 'x' }], a: null })).toBe('{"a":null,"b":[1,{"c":"x"}]}');
  expect(subjectHash('p', Buffer.from('one'))).not.toBe(subjectHash('p', Buffer.from('two')));
});
