import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import pg from 'pg';
import { aDatabase } from '@/e2e/testing/database';
import type { TestDatabase } from '@/e2e/testing/database';

// What the database itself refuses, whoever writes: the same on the embedded database and on a server.

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const HASH = `repeat('a', 64)`;

/** A rollout with a rehearsed and running phase, an approval asked for, a note, a job and an audit event. */
const THINGS = `
  INSERT INTO rollout (id, name, created_by, created_by_name) VALUES ('${id(1)}', 'Finance', '${id(9)}', 'Ines');
  INSERT INTO phase (id, rollout_id, position, name) VALUES ('${id(2)}', '${id(1)}', 0, 'Pilot'), ('${id(3)}', '${id(1)}', 1, 'Wave');
  INSERT INTO rehearsal (id, phase_id, number, phase_revision, hash, canonical_form, people, people_count, totals, design, tenant_read_at, created_by, created_by_name)
    VALUES ('${id(4)}', '${id(2)}', 1, 0, ${HASH}, 1, '', 0, '{}', '[]', now(), '${id(9)}', 'Ines'),
           ('${id(5)}', '${id(2)}', 2, 0, ${HASH}, 1, '', 0, '{}', '[]', now(), '${id(9)}', 'Ines');
  INSERT INTO run (id, phase_id, rehearsal_id, rehearsal_hash, started_by, started_by_name) VALUES ('${id(6)}', '${id(2)}', '${id(4)}', ${HASH}, '${id(9)}', 'Ines');
  INSERT INTO run_item (id, run_id, person_id, person_name, package_id, package_name, policy_id) VALUES ('${id(7)}', '${id(6)}', '${id(20)}', 'Ana', '${id(21)}', 'Ledger', '${id(22)}');
  INSERT INTO job (id, kind, run_id, acts_as, acts_as_name) VALUES ('${id(8)}', 'run', '${id(6)}', '${id(9)}', 'Ines');
  INSERT INTO resource_approval (id, catalog_id, catalog_name, resource_id, origin_id, origin_system, resource_name, owner_id, owner_name, owner_upn, content, content_hash, asked_by, asked_by_name)
    VALUES ('${id(10)}', '${id(30)}', 'Finance', '${id(31)}', '${id(32)}', 'AadGroup', 'Ledger', '${id(9)}', 'Marta', 'marta@x', '{}', 'h', '${id(9)}', 'Ines');
  INSERT INTO support_note (id, person_id, person_name, cause, text, written_by, written_by_name) VALUES ('${id(11)}', '${id(20)}', 'Ana', 'question', 'Called', '${id(9)}', 'Tomasz');
  INSERT INTO installation (tenant_id, tenant_name) VALUES ('t', 'T');
  INSERT INTO audit_event (seq, action, outcome, object_type, object_id, object_name, prev_hash, hash) VALUES (1, 'run.start', 'done', 'phase', 'p', 'Pilot', repeat('0', 64), repeat('1', 64));
`;

const copyOf = (table: string, columns: string, values: string, from: number) => `INSERT INTO ${table} (${columns}) SELECT ${values} FROM ${table} WHERE id = '${id(from)}'`;
const APPROVAL = 'catalog_id, catalog_name, resource_id, origin_id, origin_system, resource_name, owner_id, owner_name, owner_upn, content, content_hash, asked_by, asked_by_name';

const REFUSED: [what: string, sql: string, rule: string][] = [
  ['a step of a phase that is not allowed', `UPDATE phase SET state = 'running' WHERE id = '${id(2)}'`, 'phase_transition'],
  ['a phase that begins otherwise than as a draft', `INSERT INTO phase (rollout_id, position, name, state) VALUES ('${id(1)}', 5, 'Late', 'signed')`, 'phase_begins_as_draft'],
  ['a phase without a name', `UPDATE phase SET name = ' ' WHERE id = '${id(2)}'`, 'phase_name_not_blank'],
  ['an override without a reason', `UPDATE phase SET override_by = '${id(9)}' WHERE id = '${id(2)}'`, 'phase_override_has_reason'],
  ['a rollout without a name', `UPDATE rollout SET name = '' WHERE id = '${id(1)}'`, 'rollout_name_not_blank'],
  ['a second phase at the same place', `INSERT INTO phase (rollout_id, position, name) VALUES ('${id(1)}', 0, 'Other')`, 'phase_rollout_id_position_key'],
  ['a changed rehearsal', `UPDATE rehearsal SET totals = '{"assign": 1}' WHERE id = '${id(4)}'`, 'append_only'],
  ['a rehearsal whose hash is none', copyOf('rehearsal', 'phase_id, number, phase_revision, hash, canonical_form, people, people_count, totals, design, tenant_read_at, created_by, created_by_name', `phase_id, 9, 0, 'x', 1, '', 0, '{}', '[]', now(), created_by, created_by_name`, 4), 'rehearsal_hash_shape'],
  ['a run of a hash that was not rehearsed', `INSERT INTO run (phase_id, rehearsal_id, rehearsal_hash, started_by, started_by_name) VALUES ('${id(3)}', '${id(5)}', repeat('b', 64), '${id(9)}', 'Ines')`, 'run_rehearsal_id_rehearsal_hash_fkey'],
  ['a second run of a phase at the same time', `INSERT INTO run (phase_id, rehearsal_id, rehearsal_hash, started_by, started_by_name) VALUES ('${id(2)}', '${id(5)}', ${HASH}, '${id(9)}', 'Ines')`, 'run_one_at_a_time'],
  ['the same person and package twice in a run', copyOf('run_item', 'run_id, person_id, person_name, package_id, package_name, policy_id', 'run_id, person_id, person_name, package_id, package_name, policy_id', 7), 'run_item_run_id_person_id_package_id_key'],
  ['a failure without its reason', `UPDATE run_item SET state = 'failed' WHERE id = '${id(7)}'`, 'run_item_failed_has_reason'],
  ['somebody left out without a reason', `UPDATE run_item SET state = 'skipped' WHERE id = '${id(7)}'`, 'run_item_skipped_has_reason'],
  ['a second job of a run', `INSERT INTO job (kind, run_id, acts_as, acts_as_name) VALUES ('run', '${id(6)}', '${id(9)}', 'Ines')`, 'job_run_id_key'],
  ['two jobs that read the directory', `INSERT INTO job (kind, acts_as, acts_as_name) VALUES ('mirror', '${id(9)}', 'Ines'), ('mirror', '${id(9)}', 'Ines')`, 'job_one_mirror'],
  ['a second setting of the mirror', `INSERT INTO mirror_setting (one, whole_tenant, changed_by, changed_by_name) VALUES (false, true, '${id(9)}', 'Ines')`, 'mirror_setting_one'],
  ['a lease without an end', `UPDATE job SET lease_holder = 'me' WHERE id = '${id(8)}'`, 'job_lease_whole'],
  ['a second open question about a resource', copyOf('resource_approval', APPROVAL, APPROVAL, 10), 'resource_approval_one_open'],
  ['a refusal without a reason', `UPDATE resource_approval SET state = 'refused', answered_at = now() WHERE id = '${id(10)}'`, 'resource_approval_refused_has_reason'],
  ['an answer without its time', `UPDATE resource_approval SET state = 'approved' WHERE id = '${id(10)}'`, 'resource_approval_answered'],
  ['an empty note', `UPDATE support_note SET text = '' WHERE id = '${id(11)}'`, 'support_note_not_blank'],
  ['a note resolved by nobody', `UPDATE support_note SET resolved_at = now() WHERE id = '${id(11)}'`, 'support_note_resolved_whole'],
  ['a second tenant', `INSERT INTO installation (one, tenant_id, tenant_name) VALUES (false, 'u', 'U')`, 'installation_one'],
  ['a second end of the audit', `INSERT INTO audit_head (one, hash) VALUES (false, '')`, 'audit_head_one'],
  ['a changed audit event', `UPDATE audit_event SET action = 'nothing' WHERE seq = 1`, 'append_only'],
  ['a deleted audit event', 'DELETE FROM audit_event WHERE seq = 1', 'append_only'],
  ['an emptied audit', 'TRUNCATE audit_event', 'append_only'],
  ['an audit event whose hash is none', `INSERT INTO audit_event (seq, action, outcome, object_type, object_id, object_name, prev_hash, hash) VALUES (2, 'a', 'done', 'o', 'o', 'o', 'x', 'y')`, 'audit_event_hash_shape'],
];

describe.each(['pglite', 'postgresql'] as const)('on %s', (kind) => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await aDatabase(kind);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(THINGS);
  });
  afterAll(async () => {
    await client.end();
    await database.close();
  });

  test.each(REFUSED)('refused: %s', async (_what, sql, rule) => {
    await expect(client.query(sql)).rejects.toMatchObject({ constraint: rule });
  });

  test('every rule that the migration names is one of these', async () => {
    const { rows } = await client.query<{ name: string }>(`SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace
      UNION SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL AND indrelid::regclass::text NOT LIKE 'pgboss%'`);
    const tried = new Set(REFUSED.map(([, , rule]) => rule));

    expect(rows.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });
});
