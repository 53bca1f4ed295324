import 'server-only';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import { endException, findException, insertException } from '@/lib/db/lint-exceptions';
import { lockNamed } from '@/lib/db/lock-named';
import { findFinding } from '@/lib/db/lint-findings';
import { findLintRun } from '@/lib/db/lint-runs';
import { getPeople } from '@/lib/directory/directory';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { assertAsSeen } from '@/lib/rollout/as-seen';
import { exceptionIn, latestUntil } from './lint/exception';

type Admin = { personId: string; name: string; userPrincipalName: string };

export type WantedException = { key: string; reason: string; ownerId: string; until: string };

const actorOf = ({ personId, name, userPrincipalName }: Admin) => ({ personId, name, userPrincipalName });

/**
 * Sets a finding of the last look apart: somebody of the tenant answers for it until a day, a year away at most. One that
 * stands already is replaced.
 * @param seen what the form was made of
 * @throws AppError `notFound` for what was not found; `invalid` for a day that is not allowed, or an owner who is not there; `conflict` where somebody set it apart since it was seen
 */
export async function exceptFinding(admin: Admin, graph: Graph, { key, reason, ownerId, until }: WantedException, seen?: string): Promise<void> {
  const [run, now, people] = await Promise.all([findLintRun(), databaseNow(), getPeople(graph, [ownerId])]);
  const finding = run && (await findFinding(run.id, key));
  if (!finding) throw new AppError('notFound', `no finding ${key}`, { say: 'The last look did not find this any more. Reload the page.' });
  const today = now.toISOString().slice(0, 10);
  if (until < today || until > latestUntil(today)) throw new AppError('invalid', `an exception until ${until}`, { fields: { until: 'A day from today on, a year away at most.' } });
  const owner = people.get(ownerId);
  if (!owner?.enabled) throw new AppError('invalid', `no owner ${ownerId}`, { fields: { ownerId: owner ? `${owner.name}’s account is disabled.` : 'Nobody of the tenant.' } });
  const { rule, packageId, packageName, what } = finding;
  await inTransaction(async (tx) => {
    await lockNamed(tx, 'lint exception', key);
    const standing = (await findFinding(run.id, key, tx))?.exception ?? null;
    await assertAsSeen(tx, seen, exceptionIn(standing), { action: 'lintException.set', objectType: 'lintException', objectId: standing?.id ?? '', what: 'the exception of this finding' });
    const id = await insertException(tx, { key, rule, packageId, packageName, what, reason, ownerId, ownerName: owner.name, until, createdBy: admin.personId, createdByName: admin.name });
    await recordAudit(tx, [{
      action: 'lintException.set', outcome: 'done', actor: actorOf(admin), subject: { personId: ownerId, name: owner.name, userPrincipalName: owner.userPrincipalName },
      objectType: 'lintException', objectId: id, objectName: `${rule} of ${packageName}`, after: { rule, packageId, until }, reason,
    }]);
  });
}

/** Lets a finding count again before its exception is over. @throws AppError `notFound` where none stands, naming who ended it */
export async function endFindingException(admin: Admin, exceptionId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const exception = await findException(exceptionId, tx);
    if (!exception || !(await endException(tx, exceptionId, admin.name))) throw new AppError('notFound', `no exception ${exceptionId}`, { say: `${exception?.endedByName ?? 'Somebody'} has ended this exception already. Reload the page.` });
    await recordAudit(tx, [{ action: 'lintException.end', outcome: 'done', actor: actorOf(admin), objectType: 'lintException', objectId: exceptionId, objectName: `${exception.rule} of ${exception.packageName}`, before: { rule: exception.rule, packageId: exception.packageId } }]);
  });
}
