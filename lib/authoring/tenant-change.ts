import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import type { Actor } from '@/lib/action';
import { inTransaction } from '@/lib/db/client';
import { assertNotStopped } from '@/lib/db/emergency-stops';
import { endTenantChange, insertTenantChange } from '@/lib/db/tenant-changes';
import { isAppError } from '@/lib/errors';
import type { Warrant } from '@/lib/graph/client';

export type ChangeSpec = {
  /** As the audit names it: `catalog.create`. */
  kind: string;
  objectType: 'catalog' | 'package' | 'group';
  objectName: string;
  /** What is wanted, without names of people. */
  wanted: object;
};

/** One Graph write of a change, told to the audit as soon as it was answered. */
export type DoneWrite = { objectId: string; graphOperation: string; graphRequestId: string } & Partial<Pick<AuditInput, 'action' | 'objectType' | 'objectName' | 'after'>>;

export type ChangeSteps = { warrant: Warrant; done: (write: DoneWrite) => Promise<void> };

/**
 * A change of the tenant that a person asked for: written down before the first call, each answered write audited with
 * Graph's request-id, and its end kept. The work is *ensure*: it may run again after a lost answer.
 */
export async function changeTenant<T extends object>(actor: Actor, spec: ChangeSpec, work: (steps: ChangeSteps) => Promise<T>): Promise<T> {
  const { kind, objectType, objectName, wanted } = spec;
  const base = { actor, objectType, objectName };
  const changeId = await inTransaction(async (tx) => {
    await assertNotStopped(tx);
    const id = await insertTenantChange(tx, { kind, objectName, wanted, askedBy: actor.personId, askedByName: actor.name });
    await recordAudit(tx, [{ ...base, action: 'change.intend', outcome: 'done', objectId: id, after: wanted, detail: { kind } }]);
    return id;
  });

  try {
    const result = await work({
      warrant: { changeId },
      done: (write) => inTransaction((tx) => recordAudit(tx, [{ ...base, action: kind, outcome: 'done', ...write, detail: { change: changeId } }])),
    });
    await inTransaction((tx) => endTenantChange(tx, changeId, { state: 'done', result }));
    return result;
  } catch (error) {
    await endFailed(changeId, { ...base, action: kind, objectId: changeId }, error);
    throw error;
  }
}

/** A lost answer leaves open whether the tenant holds the change: the next try looks before it makes. */
async function endFailed(changeId: string, event: Omit<AuditInput, 'outcome'>, error: unknown): Promise<void> {
  const lost = isAppError(error, 'offline') || isAppError(error, 'notYetVisible') || !isAppError(error);
  const code = isAppError(error) ? error.code : 'internal';
  const graphRequestId = isAppError(error) ? error.details.graphRequestId : undefined;
  await inTransaction(async (tx) => {
    await endTenantChange(tx, changeId, { state: lost ? 'unknown' : 'failed', failure: code });
    await recordAudit(tx, [{ ...event, outcome: 'failed', detail: { code, change: changeId }, ...(graphRequestId ? { graphRequestId } : {}) }]);
  });
}
