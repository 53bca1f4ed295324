import 'server-only';
import { listActivity } from '@/lib/db/audit';
import type { ActivityEntry, ActivityFilter } from '@/lib/db/audit';
import { findSignInNames } from '@/lib/db/people-in-rollouts';

export type { ActivityFilter } from '@/lib/db/audit';

const ACTIVITY_PAGE = 50;

/** An event as the screen shows it: plain values, times as ISO, the chain's number as text. */
export type ActivityRow = {
  seq: string;
  at: string;
  action: string;
  outcome: 'done' | 'refused' | 'failed';
  actorName: string | null;
  /** The user principal name, which tells two of one name apart. */
  actorSignIn: string | null;
  subjectName: string | null;
  subjectSignIn: string | null;
  subjectPersonId: string | null;
  objectType: string;
  objectId: string;
  objectName: string;
  rolloutId: string | null;
  runId: string | null;
  before: string | null;
  after: string | null;
  /** What of an object was changed, made or removed, property by property; empty where the event says nothing so. */
  changed: { field: string; before: string; after: string }[];
  detail: string | null;
  /** Why a try was refused, as a code; null where it was none. */
  refusal: string | null;
  reason: string | null;
  graphOperation: string | null;
  graphRequestId: string | null;
  hash: string;
};

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value, null, 2);
}

function saidIn(value: unknown): Record<string, unknown> {
  const says = typeof value === 'object' && value !== null && 'says' in value ? value.says : null;
  return typeof says === 'object' && says !== null ? (says as Record<string, unknown>) : {};
}

function changedBy({ before, after }: ActivityEntry): ActivityRow['changed'] {
  const [was, is] = [saidIn(before), saidIn(after)];
  const said = (value: unknown): string => (typeof value === 'string' ? value : '');
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => ({ field, before: said(was[field]), after: said(is[field]) }));
}

function refusalOf({ outcome, detail }: ActivityEntry): string | null {
  if (outcome !== 'refused' || typeof detail !== 'object' || detail === null || !('code' in detail)) return null;
  return typeof detail.code === 'string' ? detail.code : null;
}

/** One event for a screen. */
export function toActivityRow(entry: ActivityEntry): ActivityRow {
  return {
    seq: entry.seq.toString(),
    at: entry.at.toISOString(),
    action: entry.action,
    outcome: entry.outcome,
    actorName: entry.actorName,
    actorSignIn: entry.actorSignIn,
    subjectName: entry.subjectName,
    subjectSignIn: entry.subjectSignIn,
    subjectPersonId: entry.subjectPersonId,
    objectType: entry.objectType,
    objectId: entry.objectId,
    objectName: entry.objectName,
    rolloutId: entry.rolloutId,
    runId: entry.runId,
    before: text(entry.before),
    after: text(entry.after),
    changed: changedBy(entry),
    detail: text(entry.detail),
    refusal: refusalOf(entry),
    reason: entry.reason,
    graphOperation: entry.graphOperation,
    graphRequestId: entry.graphRequestId,
    hash: entry.hash,
  };
}

/** A run knows its people by name alone: how they sign in is told by what is kept of them, asked once for all who lack it. */
async function withSignIns(entries: readonly ActivityEntry[]): Promise<ActivityEntry[]> {
  const lacking = entries.flatMap(({ subjectPersonId, subjectSignIn }) => (subjectPersonId && !subjectSignIn ? [subjectPersonId] : []));
  const found = await findSignInNames([...new Set(lacking)]);
  return entries.map((entry) => ({ ...entry, subjectSignIn: entry.subjectSignIn ?? found.get(entry.subjectPersonId ?? '') ?? null }));
}

/** A page of the audit, newest first, below the number `before`; `older` is where the next page begins. */
export async function loadActivity(filter: ActivityFilter, before: string | null): Promise<{ rows: ActivityRow[]; older: string | null }> {
  const { entries, more } = await listActivity(filter, ACTIVITY_PAGE, before === null ? null : BigInt(before));
  const rows = (await withSignIns(entries)).map(toActivityRow);
  return { rows, older: more ? (rows.at(-1)?.seq ?? null) : null };
}
