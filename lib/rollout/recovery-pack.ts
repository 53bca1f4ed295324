import 'server-only';
import { getRehearsal } from '@/lib/db/rehearsals';
import { listItems } from '@/lib/db/run-items';
import { listPolicies } from '@/lib/db/run-policies';
import { getRun } from '@/lib/db/runs';
import { heldWords } from './baseline-words';
import { loadHeldBefore } from './held-before';
import { planItem } from './plan-reversal';
import type { RoleBefore } from './plan-reversal';
import { gainersOf } from './rehearsal';
import { switchedOff } from './policy-step';
import { recoveryScript, recoveryTable } from './recovery-script';
import type { RecoveryRow } from './recovery-script';
import { whyWords } from './reversal';
import { ITEM_STATES } from './run';
import type { Run, RunItem } from './run';

/** A run's recovery pack, from what the portal keeps alone: no call to Graph, so that it can be had while that is down too. */
export type RecoveryPack = { run: Run; csv: string[][]; script: string };

/** @throws AppError `notFound` */
export async function loadRecoveryPack(runId: string, at: Date): Promise<RecoveryPack> {
  const run = await getRun(runId);
  const [rehearsal, items, policies] = await Promise.all([getRehearsal(run.rehearsalId), listItems(run.id, ITEM_STATES), listPolicies(run.id)]);
  const heldBefore = await loadHeldBefore(run, rehearsal.people);
  const names = new Map(rehearsal.people.map((person) => [person.id, person.userPrincipalName]));
  const designs = new Map(rehearsal.design.packages.map((each) => [each.packageId, each]));
  const judge = (personId: string, packageId: string, failed = false): Pick<RecoveryRow, 'action' | 'why' | 'before'> => {
    const roles = (designs.get(packageId)?.roles ?? []).map((role): RoleBefore & { words: string } => {
      const { holding, routes, names: called } = heldBefore(personId, role);
      // As nothing is read now, what was held is taken for still held.
      return { role, holding, routes, now: { routes: new Map(), unknown: { reason: 'notRead', groupIds: [] }, asOf: null }, words: `${role.roleName} of ${role.resourceName}: ${heldWords(holding, routes, called)}` };
    });
    const { action, why } = planItem(personId, roles, 'same', { choiceOf: () => 'leave', sites: false, mayRestore: () => null }, failed);
    return { action: action === 'remove' || action === 'clear' ? action : 'leave', why: whyWords(why), before: roles.map(({ words }) => words).join('; ') };
  };
  // What failed with a request that Entra took, or never answered, may be there all the same by now; of what Entra refused there is nothing.
  const isRefused = ({ state, requestId, assignmentId, failureCode }: RunItem): boolean => state === 'failed' && !requestId && !assignmentId && failureCode !== 'noAnswer';
  const assigned = items.filter((item) => item.attempts > 0 && item.state !== 'skipped' && !isRefused(item)).map((item): RecoveryRow => ({
    personId: item.personId, personName: item.personName, userPrincipalName: names.get(item.personId) ?? '', packageId: item.packageId, packageName: item.packageName, policyId: item.policyId,
    assignmentId: item.assignmentId ?? '', state: item.state, ...judge(item.personId, item.packageId, item.state === 'failed' && item.failureCode !== 'partlyDelivered'),
  }));
  const byPolicy = policies.filter(({ savedAt }) => savedAt).flatMap((policy): RecoveryRow[] => {
    const block = rehearsal.packages.find(({ packageId }) => packageId === policy.packageId);
    return (block ? gainersOf(rehearsal, block) : []).map((person) => ({
      personId: person.id, personName: person.name, userPrincipalName: person.userPrincipalName, packageId: policy.packageId, packageName: policy.packageName, policyId: policy.policyId ?? '',
      assignmentId: '', state: policy.mode === 'invite' ? 'may ask by the policy' : 'by the rule of the policy', ...judge(person.id, policy.packageId),
    }));
  });
  const rows = [...assigned, ...byPolicy];
  const written = policies.filter(({ savedAt, policyId }) => savedAt && policyId).map(({ policyId, packageId, policyName, before: document, written: as }) => ({ policyId: policyId ?? '', packageId, policyName, made: document === null, body: document ?? (as && switchedOff(as)) }));
  return { run, csv: recoveryTable(rows), script: recoveryScript({ runId: run.id, rollout: run.rolloutName, phase: run.phaseName, rehearsalHash: run.rehearsalHash, at: at.toISOString() }, rows, written) };
}
