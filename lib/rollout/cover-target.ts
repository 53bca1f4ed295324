import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { findTarget, listPlannedIds, saveComparison, saveTarget } from '@/lib/db/rollout-targets';
import { getRollout, lockRollout } from '@/lib/db/rollouts';
import { readAccounts, whomOf } from '@/lib/directory/accounts';
import type { Whom } from '@/lib/directory/accounts';
import { holdForRules } from '@/lib/directory/people-for-rules';
import { openKindTeller } from '@/lib/directory/load-kinds';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { getGroup } from '@/lib/graph/groups';
import { compileRule } from '@/lib/rules/evaluate-rule';
import type { Rule } from '@/lib/rules/rule';
import { ruleLabel } from './add-rule';
import { assertAsSeen } from './as-seen';
import { meantOf, MOST_GAPS } from './coverage';
import type { Gap, TargetDefinition } from './coverage';
import { aboutRollout } from './edit-rollout';
import { requireCohortRule } from './match-rule';
import type { Admin, Rollout } from './rollout';

function assertOpen(rollout: Rollout): void {
  if (rollout.state === 'abandoned' || rollout.state === 'finished') throw new AppError('conflict', `rollout ${rollout.id} is ${rollout.state}`, { say: `This rollout is ${rollout.state} and takes no more changes.` });
}

/**
 * Says whom a rollout is meant to reach in the end, and looks at once who of them is in no phase.
 * @param seen what the form was made of
 * @throws AppError `notFound`; `conflict`, also where the target was changed since it was seen; `invalid` with what is wrong in a rule, and where; Graph's own.
 */
export async function setTarget(admin: Admin, rolloutId: string, target: TargetDefinition, graph: Graph = graphFor(admin), seen?: string): Promise<void> {
  assertOpen(await getRollout(rolloutId));
  const rule = target.kind === 'rule' ? requireCohortRule(target.rule) : null;
  const label = target.kind === 'group' ? (await getGroup(graph, target.groupId)).name : target.kind === 'rule' ? ruleLabel('', target.rule) : 'Everybody in the directory';
  await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    assertOpen(rollout);
    await assertAsSeen(tx, seen, meantOf(await findTarget(rollout.id, tx)), { ...aboutRollout(admin, rollout), action: 'target.set', what: 'whom it is meant for' });
    await saveTarget(tx, rollout.id, { kind: target.kind, label, groupId: target.kind === 'group' ? target.groupId : null, rule: target.kind === 'rule' ? target.rule : null, setBy: admin.personId, setByName: admin.name });
    await holdForRules(tx, `target:${rollout.id}`, rule ? [rule] : []);
    await recordAudit(tx, [{ ...aboutRollout(admin, rollout), action: 'target.set', after: { ...target, label } }]);
  });
  await compareTarget(admin, rolloutId, graph);
}

/**
 * Goes through everybody of a rollout's target and keeps who is in no phase. Nobody is added or taken out.
 * @throws AppError `notFound`, also where the rollout has no target; Graph's own.
 */
export async function compareTarget(admin: Admin, rolloutId: string, graph: Graph = graphFor(admin)): Promise<{ inNone: number }> {
  const target = await findTarget(rolloutId);
  if (!target) throw new AppError('notFound', `rollout ${rolloutId} has no target`);
  const rule: Rule | null = target.rule === null ? null : requireCohortRule(target.rule);
  const whom: Whom = target.groupId ? { kind: 'group', groupId: target.groupId } : rule ? whomOf(rule) : { kind: 'everybody' };
  const [{ rules, tell, now }, planned] = await Promise.all([openKindTeller(), listPlannedIds(rolloutId)]);
  const { basis, pages } = await readAccounts(graph, whom, [...(rule ? [rule] : []), ...rules]);
  const selects = rule ? compileRule(rule) : () => true;
  const found = { basis, population: 0, inPhases: 0, inNone: 0, special: 0 };
  const gaps: Gap[] = [];
  for await (const { accounts } of pages) {
    for (const account of accounts) {
      if (!selects(account.attributes, now.getTime())) continue;
      found.population += 1;
      if (planned.has(account.id)) {
        found.inPhases += 1;
        continue;
      }
      const kind = tell(account)?.kind ?? null;
      if (kind) found.special += 1;
      else found.inNone += 1;
      if (gaps.length < MOST_GAPS) gaps.push({ personId: account.id, name: account.name, userPrincipalName: account.userPrincipalName, department: account.department, country: account.country, office: account.office, kind });
    }
  }
  await inTransaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    const current = await findTarget(rolloutId, tx);
    if (!current || current.setAt.getTime() !== target.setAt.getTime()) throw new AppError('conflict', `the target of ${rolloutId} changed meanwhile`, { say: 'The target was changed while it was being looked through. Look again.' });
    await saveComparison(tx, rolloutId, found, gaps);
    const { basis: _basis, ...counts } = found;
    await recordAudit(tx, [{ ...aboutRollout(admin, rollout), action: 'target.compare', after: { target: target.label, ...counts } }]);
  });
  return { inNone: found.inNone };
}
