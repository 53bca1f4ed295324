import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import pg from 'pg';
import { withDatabase } from '@/e2e/testing/with-database';
import { loadStandingSettings, setStandingSigners, signersIn } from '@/lib/authoring/standing-signers';
import type { Graph } from '@/lib/graph/client';

// What the database itself refuses, whoever writes: the same on the embedded database and on a server.

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const HASH = `repeat('a', 64)`;

const answerOf = (person: number, part: string) => `answered_by = '${id(person)}', answered_by_name = 'X', answered_as = '${part}', answered_at = now(), shown = '{}'`;

const deputy = (person: number, by: number) => `UPDATE accountable_owner SET deputy_id = '${id(person)}', deputy_name = 'X', deputy_upn = 'x@x', deputy_set_by = '${id(by)}', deputy_set_by_name = 'Y', deputy_set_at = now()`;

/** A rollout with a rehearsed and running phase, an approval asked for, a verification, two reversals, two handovers, a sign-off open and one signed, a note, a job and an audit event. */
const THINGS = `
  INSERT INTO rollout (id, name, created_by, created_by_name) VALUES ('${id(1)}', 'Finance', '${id(9)}', 'Ines');
  INSERT INTO phase (id, rollout_id, position, name) VALUES ('${id(2)}', '${id(1)}', 0, 'Pilot'), ('${id(3)}', '${id(1)}', 1, 'Wave');
  INSERT INTO rehearsal (id, phase_id, number, phase_revision, hash, canonical_form, people, people_count, totals, design, tenant_read_at, created_by, created_by_name)
    VALUES ('${id(4)}', '${id(2)}', 1, 0, ${HASH}, 1, '', 0, '{}', '[]', now(), '${id(9)}', 'Ines'),
           ('${id(5)}', '${id(2)}', 2, 0, ${HASH}, 1, '', 0, '{}', '[]', now(), '${id(9)}', 'Ines');
  INSERT INTO cohort_source (id, phase_id, kind, label, added_by, added_by_name) VALUES ('${id(12)}', '${id(2)}', 'picked', 'Picked', '${id(9)}', 'Ines');
  INSERT INTO cohort_member (phase_id, person_id, name, user_principal_name, enabled, external) VALUES ('${id(2)}', '${id(20)}', 'Ana', 'ana@x', true, false);
  INSERT INTO rehearsal_note (rehearsal_id, person_id, kind, detail) VALUES ('${id(4)}', '${id(20)}', 'moved', 'Finance, now Sales');
  INSERT INTO run (id, phase_id, rehearsal_id, rehearsal_hash, started_by, started_by_name) VALUES ('${id(6)}', '${id(2)}', '${id(4)}', ${HASH}, '${id(9)}', 'Ines');
  INSERT INTO run_item (id, run_id, person_id, person_name, package_id, package_name, policy_id) VALUES ('${id(7)}', '${id(6)}', '${id(20)}', 'Ana', '${id(21)}', 'Ledger', '${id(22)}');
  INSERT INTO run_policy (id, run_id, package_id, package_name, policy_id, policy_name, mode, people_count) VALUES ('${id(13)}', '${id(6)}', '${id(21)}', 'Ledger', '${id(22)}', 'By rule', 'automatic', 3), ('${id(14)}', '${id(6)}', '${id(23)}', 'Poster', '${id(22)}', 'By rule', 'automatic', 3);
  INSERT INTO job (id, kind, run_id, acts_as, acts_as_name) VALUES ('${id(8)}', 'run', '${id(6)}', '${id(9)}', 'Ines');
  INSERT INTO job (id, kind, acts_as, acts_as_name) VALUES ('${id(60)}', 'verify', '${id(9)}', 'Ines');
  INSERT INTO verification (run_id, job_id) VALUES ('${id(6)}', '${id(60)}');
  INSERT INTO verification_read (run_id, number, read_at, counts, hash) VALUES ('${id(6)}', 1, now(), '{}', ${HASH});
  INSERT INTO verification_exception (id, run_id, person_id, person_name, package_id, package_name, verdict, cause, found_in, found_at) VALUES ('${id(61)}', '${id(6)}', '${id(20)}', 'Ana', '${id(21)}', 'Ledger', 'failed', 'x', 1, now());
  INSERT INTO reversal (id, run_id, number, choice, hash, losses, tenant_read_at, created_by, created_by_name) VALUES ('${id(62)}', '${id(6)}', 1, 'leave', ${HASH}, '[]', now(), '${id(9)}', 'Ines'), ('${id(63)}', '${id(6)}', 2, 'leave', ${HASH}, '[]', now(), '${id(9)}', 'Ines');
  INSERT INTO reversal_item (id, reversal_id, person_id, person_name, package_id, package_name, assignment_id, action, why, held) VALUES ('${id(64)}', '${id(62)}', '${id(20)}', 'Ana', '${id(21)}', 'Ledger', '${id(65)}', 'remove', 'given', '[]');
  INSERT INTO reversal_policy (id, reversal_id, package_id, package_name, policy_id, policy_name, written) VALUES ('${id(66)}', '${id(62)}', '${id(21)}', 'Ledger', '${id(22)}', 'By rule', '{}');
  INSERT INTO reversal_agreement (id, run_id, origin_system, origin_id, resource_name, choice, people, people_hash, agreed_by, agreed_by_name, agreed_as) VALUES ('${id(67)}', '${id(6)}', 'AadGroup', '${id(32)}', 'Ledger', 'bridge', ARRAY['${id(20)}']::uuid[], ${HASH}, '${id(40)}', 'Marta', 'owner');
  INSERT INTO handover (id, rollout_id, number, hash, tenant_read_at, created_by, created_by_name) VALUES ('${id(87)}', '${id(1)}', 1, ${HASH}, now(), '${id(9)}', 'Ines'), ('${id(88)}', '${id(1)}', 2, ${HASH}, now(), '${id(9)}', 'Ines');
  INSERT INTO handover_item (id, handover_id, person_id, person_name, package_id, package_name, assignment_id, from_policy_id, from_policy_name, extendable, to_policy_id, to_policy_name)
    VALUES ('${id(89)}', '${id(87)}', '${id(20)}', 'Ana', '${id(21)}', 'Ledger', '${id(65)}', '${id(22)}', 'Pilot', false, '${id(24)}', 'Staff');
  INSERT INTO resource_approval (id, catalog_id, catalog_name, resource_id, origin_id, origin_system, resource_name, owner_id, owner_name, owner_upn, content, content_hash, asked_by, asked_by_name)
    VALUES ('${id(10)}', '${id(30)}', 'Finance', '${id(31)}', '${id(32)}', 'AadGroup', 'Ledger', '${id(9)}', 'Marta', 'marta@x', '{}', 'h', '${id(9)}', 'Ines');
  INSERT INTO support_note (id, person_id, person_name, cause, text, written_by, written_by_name) VALUES ('${id(11)}', '${id(20)}', 'Ana', 'question', 'Called', '${id(9)}', 'Tomasz');
  INSERT INTO job (id, kind, acts_as, acts_as_name) VALUES ('${id(90)}', 'lint', '${id(9)}', 'Ines');
  INSERT INTO lint_run (id, job_id, asked_by, asked_by_name) VALUES ('${id(91)}', '${id(90)}', '${id(9)}', 'Ines');
  INSERT INTO lint_finding (run_id, key, rule, severity, package_id, package_name, catalog_id, catalog_name, object_kind, object_id, object_name, what) VALUES ('${id(91)}', 'k', 'L1', 'warning', '${id(21)}', 'Ledger', '${id(30)}', 'Finance', 'policy', 'p', 'Direct', 'x');
  INSERT INTO lint_exception (id, key, rule, package_id, package_name, what, reason, owner_id, owner_name, until, created_by, created_by_name) VALUES ('${id(92)}', 'k', 'L1', '${id(21)}', 'Ledger', 'x', 'Until the move', '${id(40)}', 'Marta', now()::date + 1, '${id(9)}', 'Ines');
  INSERT INTO installation (tenant_id, tenant_name) VALUES ('t', 'T');
  INSERT INTO accountable_owner (origin_system, origin_id, resource_name, owner_id, owner_name, owner_upn, owner_set_by, owner_set_by_name) VALUES ('AadGroup', '${id(32)}', 'Ledger', '${id(40)}', 'Marta', 'marta@x', '${id(9)}', 'Ines');
  INSERT INTO sign_off (id, phase_id, origin_system, origin_id, resource_name, rehearsal_id, rehearsal_hash, content_hash, people_count, asked_by, asked_by_name, remind_at, due_at)
    VALUES ('${id(50)}', '${id(2)}', 'AadGroup', '${id(32)}', 'Ledger', '${id(4)}', ${HASH}, ${HASH}, 3, '${id(9)}', 'Ines', now(), now()),
           ('${id(51)}', '${id(2)}', 'AadGroup', '${id(33)}', 'Month end', '${id(4)}', ${HASH}, ${HASH}, 3, '${id(9)}', 'Ines', now(), now()),
           ('${id(53)}', '${id(2)}', 'AadGroup', '${id(34)}', 'Payments', '${id(4)}', ${HASH}, ${HASH}, 3, '${id(9)}', 'Ines', now(), now());
  UPDATE sign_off SET state = 'replaced' WHERE id = '${id(53)}';
  INSERT INTO sign_off_signer (sign_off_id, person_id, name, user_principal_name, part, from_at) SELECT id, '${id(40)}', 'Marta', 'marta@x', 'owner', now() FROM sign_off;
  INSERT INTO sign_off_signer (sign_off_id, person_id, name, user_principal_name, part, from_at) SELECT id, '${id(41)}', 'Jonas', 'jonas@x', 'deputy', now() + interval '2 days' FROM sign_off;
  INSERT INTO sign_off_signer (sign_off_id, person_id, name, user_principal_name, part, from_at) VALUES ('${id(50)}', '${id(42)}', 'Eva', 'eva@x', 'secondAdmin', now());
  UPDATE sign_off SET state = 'agreed', ${answerOf(40, 'owner')} WHERE id = '${id(51)}';
  INSERT INTO sign_off_envelope (id, sign_off_id, rollout_id, origin_system, origin_id, most_people, until) VALUES ('${id(52)}', '${id(51)}', '${id(1)}', 'AadGroup', '${id(33)}', 10, '2027-01-01');
  INSERT INTO draft (id, name, created_by, created_by_name, changed_by_name) VALUES ('${id(95)}', 'Sheet', '${id(9)}', 'Ines', 'Ines');
  INSERT INTO draft_change (id, draft_id, key, kind, operation, object_id, name, wanted, base, changed_by_name) VALUES ('${id(96)}', '${id(95)}', 'c', 'catalog', 'update', '${id(30)}', 'Finance', '{}', '{}', 'Ines');
  INSERT INTO draft_step (id, draft_id, position, stage, key, kind, operation, name, words) VALUES ('${id(97)}', '${id(95)}', 1, 1, 'c', 'catalog', 'create', 'Finance', 'Create the catalog');
  INSERT INTO audit_event (seq, action, outcome, object_type, object_id, object_name, prev_hash, hash) VALUES (1, 'run.start', 'done', 'phase', 'p', 'Pilot', repeat('0', 64), repeat('1', 64));
`;

const copyOf = (table: string, columns: string, values: string, from: number) => `INSERT INTO ${table} (${columns}) SELECT ${values} FROM ${table} WHERE id = '${id(from)}'`;
const APPROVAL = 'catalog_id, catalog_name, resource_id, origin_id, origin_system, resource_name, owner_id, owner_name, owner_upn, content, content_hash, asked_by, asked_by_name';

const exceptionWith = (reason: string, owner: string, until: string) => `INSERT INTO lint_exception (key, rule, package_id, package_name, what, reason, owner_id, owner_name, until, created_by, created_by_name) VALUES ('k', 'L1', '${id(21)}', 'Ledger', 'x', ${reason}, '${id(40)}', ${owner}, ${until}, '${id(9)}', 'Ines')`;

const REVERSED = 'reversal_id, person_id, person_name, package_id, package_name, assignment_id, action, why, held';
const AGREEMENT = 'run_id, origin_system, origin_id, resource_name, choice, people, people_hash, agreed_by, agreed_by_name, agreed_as';
const FINDING = 'run_id, person_id, person_name, package_id, package_name, verdict, cause, found_in, found_at';

const SIGN_OFF = 'phase_id, origin_system, origin_id, resource_name, rehearsal_id, rehearsal_hash, content_hash, people_count, asked_by, asked_by_name, remind_at, due_at';
const openSignOff = (change: string) => `UPDATE sign_off SET ${change} WHERE id = '${id(50)}'`;
const signedOne = (change: string) => `UPDATE sign_off SET ${change} WHERE id = '${id(51)}'`;

const calendar = (countries: string, days: string) => `INSERT INTO calendar (name, time_zone, countries, working_days, changed_by, changed_by_name) VALUES ('Berlin', 'Europe/Berlin', ${countries}, ${days}, '${id(9)}', 'Ines')`;
const line = (kind: string, columns: string, values: string) => `WITH made AS (${calendar("'{DE}'", "'{1}'")} RETURNING id) INSERT INTO calendar_${kind} (calendar_id, ${columns}) SELECT id, ${values} FROM made`;

const policyAs = (change: string) => `UPDATE run_policy SET ${change} WHERE id = '${id(13)}'`;

const decided = (kind: string, from: string, to: string, more: Record<string, string> = {}) => {
  const all: Record<string, string> = { decided_by: `'${id(9)}'`, decided_by_name: `'Ines'`, says: `'So'`, evidence: `'[]'`, ...more };
  return `INSERT INTO gate_decision (phase_id, number, kind, from_state, to_state, ${Object.keys(all).join(', ')}) VALUES ('${id(2)}', 1, '${kind}', '${from}', '${to}', ${Object.values(all).join(', ')})`;
};
const gated = (advance: string, mayOverride: boolean) => `INSERT INTO phase_gate (phase_id, entry, exit, advance, may_override, changed_by, changed_by_name) VALUES ('${id(2)}', '{}', '{}', '${advance}', ${mayOverride}, '${id(9)}', 'Ines')`;
const NOBODY = { decided_by: 'NULL', decided_by_name: 'NULL' };
const stepped = (...states: string[]) => states.map((state) => `UPDATE phase SET state = '${state}' WHERE id = '${id(2)}'`).join('; ');
const RUNNING = stepped('rehearsed', 'signed', 'running');
const said = (item: string, day: string) => `INSERT INTO phase_entry_item (phase_id, item, day, said_by, said_by_name) VALUES ('${id(2)}', '${item}', ${day}, '${id(9)}', 'Ines')`;

const reversedPerson = (change: string) => `UPDATE reversal_item SET ${change} WHERE id = '${id(64)}'`;
const HANDED_OVER = 'rollout_id, number, hash, tenant_read_at, created_by, created_by_name';
const movedPerson = (change: string) => `UPDATE handover_item SET ${change} WHERE id = '${id(89)}'`;
const finding = (change: string) => `UPDATE verification_exception SET ${change} WHERE id = '${id(61)}'`;

const running = (change: string) => `UPDATE run SET ${change} WHERE id = '${id(6)}'`;
const stopFor = (reason: string) => `INSERT INTO emergency_stop (pressed_by, pressed_by_name, reason) VALUES ('${id(9)}', 'Ines', '${reason}')`;

const REFUSED: [what: string, sql: string, rule: string][] = [
  ['a step of a phase that is not allowed', `UPDATE phase SET state = 'running' WHERE id = '${id(2)}'`, 'phase_transition'],
  ['a phase that begins otherwise than as a draft', `INSERT INTO phase (rollout_id, position, name, state) VALUES ('${id(1)}', 5, 'Late', 'signed')`, 'phase_begins_as_draft'],
  ['a phase without a name', `UPDATE phase SET name = ' ' WHERE id = '${id(2)}'`, 'phase_name_not_blank'],
  ['a rollout without a name', `UPDATE rollout SET name = '' WHERE id = '${id(1)}'`, 'rollout_name_not_blank'],
  ['a second phase at the same place', `INSERT INTO phase (rollout_id, position, name) VALUES ('${id(1)}', 0, 'Other')`, 'phase_rollout_id_position_key'],
  ['a changed rehearsal', `UPDATE rehearsal SET totals = '{"assign": 1}' WHERE id = '${id(4)}'`, 'append_only'],
  ['a rehearsal whose hash is none', copyOf('rehearsal', 'phase_id, number, phase_revision, hash, canonical_form, people, people_count, totals, design, tenant_read_at, created_by, created_by_name', `phase_id, 9, 0, 'x', 1, '', 0, '{}', '[]', now(), created_by, created_by_name`, 4), 'rehearsal_hash_shape'],
  ['a run of a hash that was not rehearsed', `INSERT INTO run (phase_id, rehearsal_id, rehearsal_hash, started_by, started_by_name) VALUES ('${id(3)}', '${id(5)}', repeat('b', 64), '${id(9)}', 'Ines')`, 'run_rehearsal_id_rehearsal_hash_fkey'],
  ['a second run of a phase at the same time', `INSERT INTO run (phase_id, rehearsal_id, rehearsal_hash, started_by, started_by_name) VALUES ('${id(2)}', '${id(5)}', ${HASH}, '${id(9)}', 'Ines')`, 'run_one_at_a_time'],
  ['the same person and package twice in a run', copyOf('run_item', 'run_id, person_id, person_name, package_id, package_name, policy_id', 'run_id, person_id, person_name, package_id, package_name, policy_id', 7), 'run_item_run_id_person_id_package_id_key'],
  ['something held before a run as nobody can hold it', `INSERT INTO held_at_start (run_id, person_id, origin_system, origin_id, role_origin_id, holding, routes, names, read_at) VALUES ('${id(6)}', '${id(20)}', 'AadGroup', '${id(32)}', 'Member_${id(32)}', 'perhaps', '[]', '{}', now())`, 'held_at_start_holding'],
  ['a failure without its reason', `UPDATE run_item SET state = 'failed' WHERE id = '${id(7)}'`, 'run_item_failed_has_reason'],
  ['a run held for no reason', running("hold = 'paused', held_at = now()"), 'run_hold_whole'],
  ['a run held that does not run', running("state = 'settled', hold = 'paused', hold_says = 'Ines paused it', held_at = now()"), 'run_hold_while_running'],
  ['a hold over another', `${running("hold = 'brake', hold_says = 'Too much failed', held_at = now()")}; ${running("hold = 'paused'")}`, 'run_hold_step'],
  ['a run ended by nobody', running('ended_at = now()'), 'run_end_whole'],
  ['a run ended twice', `${running(`ended_at = now(), ended_by = '${id(9)}', end_reason = 'Over'`)}; ${running("ended_at = now() + interval '1 hour'")}`, 'run_end_once'],
  ['a second emergency stop at the same time', `${stopFor('Wrong')}; ${stopFor('Wrong too')}`, 'emergency_stop_one_in_force'],
  ['an emergency stop for no reason', stopFor(' '), 'emergency_stop_has_reason'],
  ['an emergency stop lifted by nobody', `${stopFor('Wrong')}; UPDATE emergency_stop SET lifted_at = now()`, 'emergency_stop_lifted_whole'],
  ['a gate that asks for no object', gated('byHand', true).replace("'{}', '{}'", "'[]', '{}'"), 'phase_gate_shape'],
  ['somebody who says that a reversal was rehearsed', said('reversal', 'NULL'), 'phase_entry_item_said'],
  ['an announcement sent on no day', said('announcement', 'NULL'), 'phase_entry_item_said'],
  ['a drift of less than nobody', `INSERT INTO phase_drift (phase_id, people, says, as_of) VALUES ('${id(2)}', -1, '', now())`, 'phase_drift_told'],
  ['a phase that goes on by itself', decided('resume', 'held', 'running', { ...NOBODY, reason: `'Seen'` }), 'gate_decision_by_whom'],
  ['a hold ended for no reason', decided('resume', 'held', 'running', { reason: `' '` }), 'gate_decision_has_reason'],
  ['a second person who is the first', decided('advance', 'soaking', 'passed', { besides: `'${id(9)}'` }), 'gate_decision_second_person'],
  ['a decision on nothing', decided('advance', 'soaking', 'passed', { evidence: `'{}'` }), 'gate_decision_evidence'],
  ['a hold that lets pass', decided('hold', 'soaking', 'passed'), 'gate_decision_states'],
  ['a changed decision', `${decided('hold', 'soaking', 'held')}; UPDATE gate_decision SET says = 'Otherwise'`, 'append_only'],
  ['a deleted decision', `${decided('hold', 'soaking', 'held')}; DELETE FROM gate_decision`, 'append_only'],
  ['a phase let pass by one where its gate asks for two', `${gated('secondPerson', true)}; ${decided('advance', 'soaking', 'passed')}`, 'gate_advance'],
  ['a phase that passes by itself where its gate does not', `${gated('byHand', true)}; ${decided('advance', 'soaking', 'passed', NOBODY)}`, 'gate_advance'],
  ['an override of a gate that takes none', `${gated('byHand', false)}; ${decided('override', 'soaking', 'passed', { reason: `'Now'` })}`, 'gate_advance'],
  ['a phase held that nobody decided to hold', `${RUNNING}; ${stepped('held')}`, 'phase_is_decided'],
  ['a phase that passes while its last decision is another', `${RUNNING}; ${stepped('verifying', 'soaking')}; ${decided('soak', 'verifying', 'soaking')}; ${stepped('passed')}`, 'phase_is_decided'],
  ['a held phase that goes on elsewhere than was decided', `${RUNNING}; ${decided('hold', 'running', 'held')}; ${stepped('held', 'verifying')}`, 'phase_is_decided'],
  ['a phase for people who come later to itself', `UPDATE phase SET supplement_of = id WHERE id = '${id(2)}'`, 'phase_supplements_another'],
  ['brakes of less than nothing', `UPDATE phase SET brake_people = -1 WHERE id = '${id(2)}'`, 'phase_brakes'],
  ['a second limit of writes', 'INSERT INTO write_limit (one) VALUES (false)', 'write_limit_one'],
  ['a limit of no writes at all', 'UPDATE write_limit SET per_second = 0', 'write_limit_positive'],
  ['business hours that end before they begin', 'UPDATE write_limit SET office_from = 18, office_until = 8', 'write_limit_office'],
  ['a second admin for nobody', 'UPDATE write_limit SET second_admin_above = 0', 'write_limit_second_admin'],
  ['what is assigned as a policy to be written', policyAs("mode = 'assign'"), 'run_policy_not_assigned'],
  ['a policy that failed without its reason', policyAs("state = 'failed'"), 'run_policy_failed_has_reason'],
  ['a policy asked to become something while what it was is not kept', policyAs("written = '{}'"), 'run_policy_written_is_kept'],
  ['a policy that Entra has, and nobody knows since when', `${policyAs("state = 'sending', before = '{}', written = '{}'")}; ${policyAs("state = 'delivering'")}`, 'run_policy_saved'],
  ['two that write one policy', "UPDATE run_policy SET state = 'sending'", 'run_policy_one_writer'],
  ['a policy written before it is taken', policyAs("state = 'delivered', before = '{}', written = '{}', saved_at = now()"), 'run_policy_step'],
  ['another policy as the one that was there before, once it was written over', `${policyAs("state = 'sending', before = '{}', written = '{}', saved_at = now()")}; ${policyAs(`before = '{"displayName": "Other"}'`)}`, 'run_policy_before_is_kept'],
  ['a reversal by another choice than was rehearsed', `UPDATE reversal SET choice = 'undo' WHERE id = '${id(62)}'`, 'reversal_is_kept'],
  ['a reversal begun by a choice there is not', copyOf('reversal', 'run_id, number, choice, hash, losses, tenant_read_at, created_by, created_by_name', "run_id, 9, 'undo', hash, losses, now(), created_by, created_by_name", 62), 'reversal_choice'],
  ['a reversal whose hash is none', copyOf('reversal', 'run_id, number, choice, hash, losses, tenant_read_at, created_by, created_by_name', "run_id, 9, choice, 'x', losses, now(), created_by, created_by_name", 62), 'reversal_hash_shape'],
  ['a reversal started by nobody', `UPDATE reversal SET state = 'running', started_at = now() WHERE id = '${id(62)}'`, 'reversal_started_whole'],
  ['two reversals of a run at the same time', `UPDATE reversal SET state = 'running', started_at = now(), started_by = '${id(9)}', started_by_name = 'Ines'`, 'reversal_one_at_a_time'],
  ['a reversal paused by nobody', `UPDATE reversal SET state = 'running', started_at = now(), started_by = '${id(9)}', held_at = now() WHERE id = '${id(62)}'`, 'reversal_held_whole'],
  ['a reversal paused that does not run', `UPDATE reversal SET held_at = now(), held_by_name = 'Ines' WHERE id = '${id(62)}'`, 'reversal_held_while_running'],
  ['a handover paused for no reason', `UPDATE handover SET state = 'running', started_at = now(), started_by = '${id(9)}', held_at = now(), held_by_name = 'Ines' WHERE id = '${id(87)}'`, 'handover_held_whole'],
  ['a handover paused that does not run', `UPDATE handover SET held_at = now(), held_by_name = 'Ines', hold_says = 'Ines paused it.' WHERE id = '${id(87)}'`, 'handover_held_while_running'],
  ['a handover ended for no reason', `UPDATE handover SET ended_at = now(), ended_by_name = 'Ines' WHERE id = '${id(87)}'`, 'handover_ended_whole'],
  ['nothing put back of somebody who had nothing', reversedPerson("not_restored = 'Has left since'"), 'reversal_item_not_restored_of_who_had_it'],
  ['a phase taken back by a choice there is not', `UPDATE phase SET reversal_choice = 'undo' WHERE id = '${id(2)}'`, 'phase_reversal_choice'],
  ['another agreement needed than was rehearsed', `UPDATE reversal SET differs = '[1]' WHERE id = '${id(62)}'`, 'reversal_is_kept'],
  ['a name before the first in its line of a list', `INSERT INTO cohort_import_row (source_id, line, place, text, verdict) VALUES ('${id(1)}', 1, -1, 'ana@h.example', 'added')`, 'cohort_import_row_place_check'],
  ['a rehearsal a signature is held against, without its people', `UPDATE sign_off SET current_rehearsal = 2`, 'sign_off_current_whole'],
  ['an agreement to a choice there is not', copyOf('reversal_agreement', AGREEMENT, AGREEMENT.replace('choice', "'undo'"), 67), 'reversal_agreement_choice'],
  ['a refusal of a reversal that says no reason', copyOf('reversal_agreement', `${AGREEMENT}, agrees`, `${AGREEMENT}, false`, 67), 'reversal_agreement_refusal_has_reason'],
  ['an agreement for people whose hash is none', copyOf('reversal_agreement', AGREEMENT, AGREEMENT.replace('people_hash', "'x'"), 67), 'reversal_agreement_people_hash_shape'],
  ['other people to be agreed for than was rehearsed', `UPDATE reversal SET differing = '[1]' WHERE id = '${id(62)}'`, 'reversal_is_kept'],
  ['a place asked for before the removal was seen', reversedPerson(`asked = '["x"]'`), 'reversal_item_asked_in_restore'],
  ['more earlier attempts than there were', reversedPerson('attempts_before = 1'), 'reversal_item_attempts_before'],
  ['a second admin who agrees to a reversal and says no reason', copyOf('reversal_agreement', AGREEMENT, AGREEMENT.replace('choice', "'leave'").replace('agreed_as', "'secondAdmin'::signer_part"), 67), 'reversal_agreement_second_admin_has_reason'],
  ['an agreement changed afterwards', `UPDATE reversal_agreement SET choice = 'restore'`, 'reversal_agreement_stays'],
  ['something else done to somebody than was rehearsed', reversedPerson("action = 'leave'"), 'reversal_is_kept'],
  ['something done to somebody that is no action', copyOf('reversal_item', REVERSED, REVERSED.replace('action', "'forget'").replace('person_id', `'${id(23)}'`), 64), 'reversal_item_action'],
  ['somebody to be left of whom something is asked', copyOf('reversal_item', REVERSED, REVERSED.replace('action', "'leave'").replace('person_id', `'${id(23)}'`), 64), 'reversal_item_left'],
  ['a removal that failed without its reason', reversedPerson("state = 'failed'"), 'reversal_item_failed_has_reason'],
  ['somebody put back before they were seen gone', reversedPerson("step = 'restore'"), 'reversal_item_restores_after_gone'],
  ['somebody kept of whom nothing is kept', reversedPerson("step = 'keep'"), 'reversal_item_keeps_by_bridge'],
  ['a handover whose hash is none', copyOf('handover', HANDED_OVER, "rollout_id, 9, 'x', now(), created_by, created_by_name", 87), 'handover_hash_shape'],
  ['a handover started by nobody', `UPDATE handover SET state = 'running', started_at = now() WHERE id = '${id(87)}'`, 'handover_started_whole'],
  ['two handovers of a rollout at the same time', `UPDATE handover SET state = 'running', started_at = now(), started_by = '${id(9)}', started_by_name = 'Ines'`, 'handover_one_at_a_time'],
  ['a handover of something else than was rehearsed', `UPDATE handover SET hash = repeat('b', 64) WHERE id = '${id(87)}'`, 'handover_is_kept'],
  ['somebody moved to another policy than was rehearsed', movedPerson(`to_policy_id = '${id(22)}'`), 'handover_item_is_kept'],
  ['an assignment removed that no small package keeps', movedPerson("step = 'remove'"), 'handover_item_kept_first'],
  ['a handover of the other direction than was rehearsed', `UPDATE handover SET back = true WHERE id = '${id(87)}'`, 'handover_is_kept'],
  ['a move that failed without its reason', movedPerson("state = 'failed'"), 'handover_item_says_why'],
  ['somebody moved to where nobody chose', copyOf('handover_item', 'handover_id, person_id, person_name, package_id, package_name, assignment_id, from_policy_id, from_policy_name, extendable', `handover_id, person_id, person_name, package_id, package_name, '${id(25)}', from_policy_id, from_policy_name, false`, 89), 'handover_item_goes_somewhere'],
  ['a policy not put back without its reason', `UPDATE reversal_policy SET state = 'failed' WHERE id = '${id(66)}'`, 'reversal_policy_failed_has_reason'],
  ['a draft without a name', `UPDATE draft SET name = ' '`, 'draft_named'],
  ['a draft started by nobody', `UPDATE draft SET started_at = now()`, 'draft_started_whole'],
  ['a draft paused that is not at work', `UPDATE draft SET held_at = now(), held_by_name = 'Ines'`, 'draft_held_whole'],
  ['a draft applied that nobody began to apply', `UPDATE draft SET state = 'applied', started_at = now(), started_by_name = 'Ines'`, 'draft_transition'],
  ['a change that wants nothing', `UPDATE draft_change SET wanted = NULL`, 'draft_change_shape'],
  ['two changes of one object in a draft', copyOf('draft_change', 'draft_id, key, kind, operation, object_id, name, wanted, base, changed_by_name', "draft_id, 'd', kind, operation, object_id, name, wanted, base, changed_by_name", 96), 'draft_change_one_of_object'],
  ['a draft edited while it is applied', `UPDATE draft SET state = 'applying', started_at = now(), started_by_name = 'Ines'; UPDATE draft_change SET name = 'Other'`, 'draft_change_while_open'],
  ['a step that failed without its reason', `UPDATE draft_step SET state = 'failed'`, 'draft_step_says_why'],
  ['a step that made nobody knows what', `UPDATE draft_step SET state = 'done'`, 'draft_step_done_has_object'],
  ['a step sent without having been tried', `UPDATE draft_step SET state = 'sending'`, 'draft_step_sent_was_tried'],
  ['a step that does something else than was reviewed', `UPDATE draft_step SET words = 'Delete everything'`, 'draft_step_is_kept'],
  ['a step that was done and is to be done again', `UPDATE draft_step SET state = 'done', object_id = '${id(30)}'; UPDATE draft_step SET state = 'waiting'`, 'draft_step_stays_done'],
  ['a finding that was gone before it was found', finding('gone_in = 1'), 'verification_exception_gone_later'],
  ['a second open finding about the same', copyOf('verification_exception', FINDING, FINDING, 61), 'verification_exception_one_open'],
  ['a verdict there is not', finding("verdict = 'fine'"), 'verification_exception_verdict'],
  ['a reading whose hash is none', `INSERT INTO verification_read (run_id, number, read_at, counts, hash) VALUES ('${id(6)}', 2, now(), '{}', 'x')`, 'verification_read_hash_shape'],
  ['a changed reading', `UPDATE verification_read SET counts = '{"asSigned": 1}'`, 'append_only'],
  ['sign-ins read to before they were read from', `INSERT INTO use_reading (run_id, application_id, app_id, since, read_to) VALUES ('${id(6)}', '${id(32)}', 'app', now(), now() - interval '1 day')`, 'use_reading_forward'],
  ['a first use of an application that was not read', `INSERT INTO first_use (run_id, application_id, person_id, used_at) VALUES ('${id(6)}', '${id(32)}', '${id(20)}', now())`, 'first_use_run_id_application_id_fkey'],
  ['a verification settled before anything was read', 'UPDATE verification SET settled = true', 'verification_settled_after_reading'],
  ['somebody left out without a reason', `UPDATE run_item SET state = 'skipped' WHERE id = '${id(7)}'`, 'run_item_skipped_has_reason'],
  ['a second job of a run', `INSERT INTO job (kind, run_id, acts_as, acts_as_name) VALUES ('run', '${id(6)}', '${id(9)}', 'Ines')`, 'job_run_id_key'],
  ['two jobs that read the directory', `INSERT INTO job (kind, acts_as, acts_as_name) VALUES ('mirror', '${id(9)}', 'Ines'), ('mirror', '${id(9)}', 'Ines')`, 'job_one_mirror'],
  ['a second setting of the mirror', `INSERT INTO mirror_setting (one) VALUES (false)`, 'mirror_setting_one'],
  ['a rule that is a source and says nothing', `UPDATE cohort_source SET kind = 'rule' WHERE id = '${id(12)}'`, 'cohort_source_defined'],
  ['people read at no moment', `UPDATE cohort_source SET read_from = 'mirror' WHERE id = '${id(12)}'`, 'cohort_source_read_whole'],
  ['a cohort read from elsewhere than mirror or tenant', `UPDATE phase SET cohort_read_from = 'hearsay', cohort_read_at = now() WHERE id = '${id(2)}'`, 'phase_cohort_read_whole'],
  ['somebody taken in by half', `UPDATE cohort_member SET taken_in_by = '${id(9)}', taken_in_reason = 'Needed' WHERE person_id = '${id(20)}'`, 'cohort_member_taken_in_whole'],
  ['somebody taken in without a reason', `UPDATE cohort_member SET taken_in_by = '${id(9)}', taken_in_kind = 'service', taken_in_at = now(), taken_in_reason = ' ' WHERE person_id = '${id(20)}'`, 'cohort_member_taken_in_has_reason'],
  ['somebody left out without saying how that was told', `INSERT INTO cohort_left_out (phase_id, person_id, source_id, kind, basis, why, name, user_principal_name) VALUES ('${id(2)}', '${id(21)}', '${id(12)}', 'room', '', 'Picked', 'Room 1', 'room@x')`, 'cohort_left_out_has_basis'],
  ['a target that is a group and names none', `INSERT INTO rollout_target (rollout_id, kind, label, set_by, set_by_name) VALUES ('${id(1)}', 'group', 'All', '${id(9)}', 'Ines')`, 'rollout_target_shape'],
  ['a rule for a kind that is told by none', `INSERT INTO account_rule (kind, rule, changed_by, changed_by_name) VALUES ('disabled', 'x', '${id(9)}', 'Ines')`, 'account_rule_of_a_kind'],
  ['a changed note of a rehearsal', `UPDATE rehearsal_note SET detail = 'nothing'`, 'append_only'],
  ['a calendar without a working day', calendar("'{DE}'", "'{}'"), 'calendar_has_working_days'],
  ['a calendar without a name', calendar("'{DE}'", "'{1}'").replace("'Berlin'", "' '"), 'calendar_named'],
  ['a calendar for a country of no two letters', calendar("'{DE,Germany}'", "'{1}'"), 'calendar_countries_shape'],
  ['a window that ends before it begins', line('window', 'weekday, from_minute, until_minute', '1, 600, 540'), 'calendar_window_shape'],
  ['a freeze without a reason', line('freeze', 'from_day, until_day, reason', `'2026-12-21', '2026-12-31', ' '`), 'calendar_freeze_has_reason'],
  ['a freeze that ends before it begins', line('freeze', 'from_day, until_day, reason', `'2026-12-31', '2026-12-21', 'Close'`), 'calendar_freeze_in_order'],
  ['a holiday without a name', line('holiday', 'day, name', `'2026-12-25', ''`), 'calendar_holiday_shape'],
  ['a change ticket of nothing', `UPDATE phase SET change_ticket = ' ' WHERE id = '${id(2)}'`, 'phase_ticket_not_blank'],
  ['a lease without an end', `UPDATE job SET lease_holder = 'me' WHERE id = '${id(8)}'`, 'job_lease_whole'],
  ['a second open question about a resource', copyOf('resource_approval', APPROVAL, APPROVAL, 10), 'resource_approval_one_open'],
  ['a refusal without a reason', `UPDATE resource_approval SET state = 'refused', answered_at = now() WHERE id = '${id(10)}'`, 'resource_approval_refused_has_reason'],
  ['limits of what nobody approved', `UPDATE resource_approval SET limits = '{}' WHERE id = '${id(10)}'`, 'resource_approval_limits_of_approved'],
  ['an answer without its time', `UPDATE resource_approval SET state = 'approved' WHERE id = '${id(10)}'`, 'resource_approval_answered'],
  ['an owner who named themselves', `UPDATE accountable_owner SET owner_set_by = owner_id`, 'accountable_owner_not_by_themselves'],
  ['a deputy who named themselves', deputy(41, 41), 'accountable_owner_deputy_not_by_themselves'],
  ['an owner who is their own deputy', deputy(40, 9), 'accountable_owner_deputy_is_another'],
  ['half a deputy', `UPDATE accountable_owner SET deputy_name = 'Jonas'`, 'accountable_owner_deputy_whole'],
  ['security asked for no reason', `UPDATE accountable_owner SET security_reason = ' '`, 'accountable_owner_security_reason_not_blank'],
  ['a sponsor who named themselves', `INSERT INTO standing_signer (part, person_id, name, user_principal_name, set_by, set_by_name) VALUES ('sponsor', '${id(9)}', 'Ines', 'ines@x', '${id(9)}', 'Ines')`, 'standing_signer_not_by_themselves'],
  ['a second sign-off of a resource in a phase', copyOf('sign_off', SIGN_OFF, SIGN_OFF, 50), 'sign_off_one_that_stands'],
  ['a sign-off of something without a hash', openSignOff(`content_hash = 'x'`), 'sign_off_content_hash_shape'],
  ['a reminder after the due date', openSignOff(`remind_at = due_at + interval '1 day'`), 'sign_off_due_after_reminder'],
  ['half an answer', openSignOff(`answered_by_name = 'Marta'`), 'sign_off_answer_whole'],
  ['a signature of nobody', openSignOff(`state = 'agreed'`), 'sign_off_answered'],
  ['a refused sign-off without a reason', openSignOff(`state = 'refused', ${answerOf(40, 'owner')}`), 'sign_off_refused_has_reason'],
  ['a second admin who says no reason', openSignOff(`state = 'agreed', ${answerOf(42, 'secondAdmin')}`), 'sign_off_second_admin_has_reason'],
  ['an owner who signs for security', openSignOff(`kind = 'security', state = 'agreed', ${answerOf(40, 'owner')}`), 'sign_off_security_by_security'],
  ['a notice outside of any envelope', openSignOff(`state = 'notice'`), 'sign_off_notice_in_envelope'],
  ['a signature void for no reason', signedOne(`state = 'void'`), 'sign_off_void_has_cause'],
  ['an answer taken back that holds on', signedOne(`taken_back_because = 'Sooner'`), 'sign_off_taken_back_is_void'],
  ['half a confirmation', signedOne(`confirmed_by_name = 'Eva'`), 'sign_off_confirmed_whole'],
  ['a condition confirmed by who asked', signedOne(`confirmed_by = asked_by, confirmed_by_name = 'Ines', confirmed_at = now()`), 'sign_off_confirmed_by_another'],
  ['a choice signed that there is not', openSignOff(`state = 'agreed', reversal_choice = 'undo', ${answerOf(40, 'owner')}`), 'sign_off_reversal_choice'],
  ['a choice of nobody', openSignOff(`reversal_choice = 'leave'`), 'sign_off_reversal_choice_is_answered'],
  ['another choice than was signed', signedOne(`reversal_choice = 'restore'`), 'sign_off_answer_stays'],
  ['an answer of somebody who was not asked', openSignOff(`state = 'agreed', ${answerOf(43, 'owner')}`), 'sign_off_answered_by_asked'],
  ['an answer of a deputy before their time', openSignOff(`state = 'agreed', ${answerOf(41, 'deputy')}`), 'sign_off_answered_by_asked'],
  ['an answer changed afterwards', signedOne(`reason = 'Something else'`), 'sign_off_answer_stays'],
  ['a question asked again that was over', `UPDATE sign_off SET state = 'open' WHERE id = '${id(53)}'`, 'sign_off_over'],
  ['an envelope for nobody', `UPDATE sign_off_envelope SET most_people = 0`, 'sign_off_envelope_some_people'],
  ['an envelope that ended for no reason', `UPDATE sign_off_envelope SET ended_at = now()`, 'sign_off_envelope_end_has_cause'],
  ['a second look at the tenant', `INSERT INTO job (kind, acts_as, acts_as_name) VALUES ('lint', '${id(9)}', 'Ines')`, 'job_one_lint'],
  ['a look that has half ended', `UPDATE lint_run SET ended_at = now()`, 'lint_run_ended_whole'],
  ['a finding that weighs otherwise', `UPDATE lint_finding SET severity = 'fatal'`, 'lint_finding_severity'],
  ['one verdict of two', `UPDATE lint_finding SET tool = 'fail'`, 'lint_finding_verdicts_whole'],
  ['an exception for no reason', exceptionWith(`' '`, `'Marta'`, `now()::date`), 'lint_exception_says_why'],
  ['an exception nobody answers for', exceptionWith(`'x'`, `' '`, `now()::date`), 'lint_exception_has_owner'],
  ['an exception for good', exceptionWith(`'x'`, `'Marta'`, `(now() AT TIME ZONE 'UTC')::date + 367`), 'lint_exception_ends'],
  ['an exception for days gone by', exceptionWith(`'x'`, `'Marta'`, `(now() AT TIME ZONE 'UTC')::date - 1`), 'lint_exception_ends'],
  ['an exception ended by nobody', `UPDATE lint_exception SET ended_at = now()`, 'lint_exception_ended_whole'],
  ['two exceptions of one finding', exceptionWith(`'x'`, `'Marta'`, `(now() AT TIME ZONE 'UTC')::date`), 'lint_exception_one_that_stands'],
  ['an exception prolonged', `UPDATE lint_exception SET until = until + 1`, 'lint_exception_is_kept'],
  ['an empty note', `UPDATE support_note SET text = '' WHERE id = '${id(11)}'`, 'support_note_not_blank'],
  ['a note resolved by nobody', `UPDATE support_note SET resolved_at = now() WHERE id = '${id(11)}'`, 'support_note_resolved_whole'],
  ['a second export of Conditional Access', `INSERT INTO access_export (one, policies, brought_by, brought_by_name) VALUES (false, 0, '${id(9)}', 'Ines')`, 'access_export_one'],
  ['a second tenant', `INSERT INTO installation (one, tenant_id, tenant_name) VALUES (false, 'u', 'U')`, 'installation_one'],
  ['a second end of the audit', `INSERT INTO audit_head (one, hash) VALUES (false, '')`, 'audit_head_one'],
  ['a changed audit event', `UPDATE audit_event SET action = 'nothing' WHERE seq = 1`, 'append_only'],
  ['a deleted audit event', 'DELETE FROM audit_event WHERE seq = 1', 'append_only'],
  ['an emptied audit', 'TRUNCATE audit_event', 'append_only'],
  ['an audit event whose hash is none', `INSERT INTO audit_event (seq, action, outcome, object_type, object_id, object_name, prev_hash, hash) VALUES (2, 'a', 'done', 'o', 'o', 'o', 'x', 'y')`, 'audit_event_hash_shape'],
];

describe.each(['pglite', 'postgresql'] as const)('on %s', (kind) => {
  const database = withDatabase(kind);
  let client: pg.Client;

  beforeAll(async () => {
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(THINGS);
  });
  afterAll(async () => {
    await client.end();
  });

  test.each(REFUSED)('refused: %s', async (_what, sql, rule) => {
    await expect(client.query(sql)).rejects.toMatchObject({ constraint: rule });
  });

  test('of two who say who signs at the same instant one is kept, and the other is told', async () => {
    // The event among the things above was written past the audit.
    await client.query('UPDATE audit_head SET seq = 1');
    const ines = { personId: id(9), name: 'Ines', userPrincipalName: 'ines@x', roles: [], sessionId: '', tokenCacheId: '' };
    const seen = JSON.stringify(signersIn(await loadStandingSettings()));
    // Nobody new is named, so nobody is looked up.
    const graph = null as unknown as Graph;
    const save = async (timeZone: string) => setStandingSigners(ines, graph, { sponsor: null, security: null, securityDeputy: null, timeZone }, seen);
    // A server holds what both write until both have come as far as they can; the embedded database serves one after the other.
    if (kind === 'postgresql') await client.query('BEGIN; SELECT 1 FROM installation FOR UPDATE');
    const saving = Promise.allSettled([save('Europe/Oslo'), save('Europe/Rome')]);
    if (kind === 'postgresql') {
      await expect.poll(async () => (await client.query('SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN (SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database())')).rowCount, { interval: 20 }).toBe(2);
      await client.query('COMMIT');
    }
    const both = await saving;
    expect(both.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))).toMatchObject([{ code: 'conflict', sentence: 'Ines changed who signs since you opened it. Copy what you typed, then reload the page.' }]);
    expect((await client.query('SELECT "after"->>\'timeZone\' AS zone FROM audit_event WHERE action = \'signoff.timeZone\'')).rows).toEqual([{ zone: (await loadStandingSettings()).timeZone }]);
  });

  test('every rule that the migration names is one of these', async () => {
    const { rows } = await client.query<{ name: string }>(`SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace
      UNION SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL AND indrelid::regclass::text NOT LIKE 'pgboss%'`);
    const tried = new Set(REFUSED.map(([, , rule]) => rule));

    expect(rows.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });
});
