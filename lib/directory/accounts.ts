import 'server-only';
import { databaseNow } from '@/lib/db/client';
import { readPeopleFeed } from '@/lib/db/mirror-feed';
import { accountsOfGroup, accountsUnder, accountsWhere, everyAccount } from '@/lib/graph/accounts';
import type { AccountPage } from '@/lib/graph/accounts';
import type { Graph } from '@/lib/graph/client';
import { countUsers } from '@/lib/graph/users';
import { attributesOf } from '@/lib/rules/attributes-of';
import type { Rule } from '@/lib/rules/rule';
import { textOf } from '@/lib/rules/subject';
import type { Account } from './account-kind';
import { findPeopleForRules, readinessFor, readPeopleForRules } from './people-for-rules';
import type { Subject } from './subject';

export type { AccountPage } from '@/lib/graph/accounts';

/** Whom a reading goes through. */
export type Whom = { kind: 'everybody' } | { kind: 'group'; groupId: string } | { kind: 'groups'; groupIds: readonly string[] } | { kind: 'under'; managerId: string };

/** People being read: where, as of when, how many there will be as far as that is known, and the pages. */
export type AccountReading = { basis: { from: 'mirror' | 'tenant'; asOf: Date }; expected: number | null; pages: AsyncGenerator<AccountPage> };

/** Whom a rule can be true of: of a group's members and of somebody's reports alone where it speaks of nothing else, and else of anybody. */
export function whomOf({ body }: Rule): Whom {
  if (body.kind === 'memberOf') return { kind: 'groups', groupIds: body.groupIds };
  if (body.kind === 'directReports') return { kind: 'under', managerId: body.managerId };
  return { kind: 'everybody' };
}

/** What of people has to be read for rules. */
export function attributesForRules(rules: readonly Rule[]): string[] {
  return [...new Set(rules.flatMap((rule) => attributesOf(rule).attributes))].sort();
}

/**
 * Begins to read people, with what rules ask for and the attributes named beside (by the names rules use). Everybody comes
 * from the mirror where it holds the whole tenant and all that the rules speak of, else from the tenant itself. Page by
 * page and once: nobody holds a whole tenant.
 * @throws AppError Graph's own, also while the pages are gone through
 */
export async function readAccounts(graph: Graph, whom: Whom, rules: readonly Rule[], also: readonly string[] = []): Promise<AccountReading> {
  const attributes = [...new Set([...attributesForRules(rules), ...also])];
  const basis = { from: 'tenant' as const, asOf: await databaseNow() };
  switch (whom.kind) {
    case 'everybody': {
      const { asOf, wholeTenant, missing } = await readinessFor(rules);
      if (asOf && wholeTenant && missing.attributes.length + missing.groups.length === 0) return { basis: { from: 'mirror', asOf }, expected: (await readPeopleFeed()).expected, pages: everyoneHeld(rules, also) };
      return { basis, expected: await countUsers(graph), pages: everyAccount(graph, attributes) };
    }
    case 'group':
      return { basis, expected: null, pages: accountsOfGroup(graph, whom.groupId, attributes) };
    case 'groups':
      return { basis, expected: null, pages: onceEach(whom.groupIds.map((groupId) => accountsOfGroup(graph, groupId, attributes))) };
    case 'under':
      return { basis, expected: null, pages: accountsUnder(graph, whom.managerId, attributes) };
  }
}

/** What a cohort keeps of a person, by the names rules use. */
const KEPT = ['mail', 'department', 'jobTitle', 'physicalDeliveryOfficeName', 'country', 'userType'];

async function* everyoneHeld(rules: readonly Rule[], also: readonly string[]): AsyncGenerator<AccountPage> {
  for await (const subjects of readPeopleForRules(rules, [...KEPT, ...also])) yield { accounts: subjects.map(fromMirror), others: 0 };
}

function fromMirror(subject: Subject): Account {
  const text = (name: string) => textOf(subject[name]);
  return {
    id: subject.objectId, name: subject.displayName, userPrincipalName: subject.userPrincipalName, mail: text('mail'), department: text('department'), jobTitle: text('jobTitle'),
    office: text('physicalDeliveryOfficeName'), country: text('country'), enabled: subject.accountEnabled, external: subject.external, userType: text('userType'), attributes: subject,
  };
}

/** Whoever is in several of the lists comes with the first. */
async function* onceEach(lists: AsyncGenerator<AccountPage>[]): AsyncGenerator<AccountPage> {
  const met = new Set<string>();
  for (const list of lists) {
    for await (const { accounts, others } of list) {
      const fresh = accounts.filter((account) => !met.has(account.id));
      for (const account of fresh) met.add(account.id);
      yield { accounts: fresh, others };
    }
  }
}

/** These accounts as the tenant has them now; whoever is gone is missing from the answer. @throws AppError Graph's own */
export async function getAccounts(graph: Graph, ids: readonly string[], rules: readonly Rule[]): Promise<Map<string, Account>> {
  const accounts = await accountsWhere(graph, 'id', [...new Set(ids)], attributesForRules(rules));
  return new Map(accounts.map((account) => [account.id, account]));
}

/**
 * These accounts as they are held, with as of when; null where not everything that the rules speak of is held. Whoever is
 * not held, be it that they are gone or that they were never read, is missing from the answer.
 */
export async function getHeldAccounts(ids: readonly string[], rules: readonly Rule[]): Promise<{ accounts: Map<string, Account>; asOf: Date } | null> {
  const { asOf, missing } = await readinessFor(rules);
  if (!asOf || missing.attributes.length + missing.groups.length > 0) return null;
  const accounts = new Map<string, Account>();
  for (const subject of await findPeopleForRules(ids, rules, KEPT)) accounts.set(subject.objectId, fromMirror(subject));
  return { accounts, asOf };
}
