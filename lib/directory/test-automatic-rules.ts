import 'server-only';
import { listEmergencyAccounts } from '@/lib/db/account-kinds';
import { databaseNow } from '@/lib/db/client';
import type { Graph } from '@/lib/graph/client';
import { packagesWithPolicies } from '@/lib/graph/packages';
import { decidingParts } from '@/lib/rules/deciding-parts';
import { explainRule } from '@/lib/rules/explain-rule';
import { parseRule } from '@/lib/rules/parse-rule';
import type { Rule } from '@/lib/rules/rule';
import { getAccounts } from './accounts';

/** An emergency account that a rule selects, and what of it was true. */
export type SelectedEmergency = { personId: string; name: string; userPrincipalName: string; why: string };

/** A rule by which a package assigns, held against the emergency accounts. */
export type TestedRule = { packageId: string; packageName: string; policyName: string; rule: string; selects: SelectedEmergency[]; /** The rule could not be read here. */ unread: boolean };

/**
 * Which emergency accounts a rule selects: none may be given or lose access by a rule. Asked before a rule is saved
 * that assigns by itself.
 * @throws AppError Graph's own
 */
export async function emergencyAccountsSelectedBy(graph: Graph, rule: Rule): Promise<SelectedEmergency[]> {
  return (await emergencyAccountsSelectedByEach(graph, [rule]))[0] ?? [];
}

/** The same of several rules at once. @throws AppError Graph's own */
export async function emergencyAccountsSelectedByEach(graph: Graph, rules: readonly Rule[]): Promise<SelectedEmergency[][]> {
  const [listed, now] = await Promise.all([listEmergencyAccounts(), databaseNow()]);
  const accounts = await getAccounts(graph, listed.map((account) => account.personId), rules);
  return rules.map((rule) =>
    [...accounts.values()].flatMap((account): SelectedEmergency[] => {
      // What somebody is a member of is not read of one person at a time, and a rule about a group's members names the group itself.
      const explained = explainRule(rule, account.attributes, { now });
      return explained.value ? [{ personId: account.id, name: account.name, userPrincipalName: account.userPrincipalName, why: decidingParts(explained) }] : [];
    }),
  );
}

/**
 * Holds every rule by which a package of the tenant assigns against the emergency accounts.
 * @throws AppError Graph's own
 */
export async function testAutomaticRules(graph: Graph): Promise<TestedRule[]> {
  const tested: TestedRule[] = [];
  for await (const packages of packagesWithPolicies(graph)) {
    const found = packages.flatMap(({ id, name, policies }) =>
      policies.filter((policy) => policy.automatic).flatMap((policy) => policy.targets.filter((target) => target.kind === 'rule').map((target) => ({ packageId: id, packageName: name, policyName: policy.name, rule: target.id, parsed: parseRule(target.id) }))),
    );
    const readable = found.flatMap(({ parsed }) => (parsed.ok ? [parsed.rule] : []));
    const selected = readable.length > 0 ? await emergencyAccountsSelectedByEach(graph, readable) : [];
    for (const { parsed, ...policy } of found) tested.push({ ...policy, unread: !parsed.ok, selects: parsed.ok ? (selected[readable.indexOf(parsed.rule)] ?? []) : [] });
  }
  return tested;
}
