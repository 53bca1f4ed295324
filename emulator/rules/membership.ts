import { enterScope, leaveScope } from '../graph/entitlement/automatic/automatic-assignment';
import type { Tenant } from '../model';
import type { User } from '../model/directory';
import type { GovernanceTask } from '../model/governance';
import type { OwnedRule } from './rule-book';
import { RuleBook } from './rule-book';

/** People looked at in one go, and the pause behind them: a million are through in some seconds, and nobody waits for them. */
const SLICE = 25_000;
const PAUSE = 50;
/** A rule that speaks of system.now is applied again so often. */
const DAY = 86_400_000;

/**
 * Hands what changed in the directory to the rules it concerns, to be judged after the usual delay. Only the people who
 * changed are judged, and only by rules that read what changed; everybody is when a rule itself did.
 * https://learn.microsoft.com/entra/identity/users/groups-troubleshooting
 */
export function noticeChanges(tenant: Tenant, now: number): void {
  const changes = tenant.pending.take();
  if (!changes) return;
  const book = RuleBook.of(tenant);
  for (const groupId of changes.groups) applyLater(tenant, groupId, now);
  const owners = new Map<string, Set<string>>();
  const concern = (userId: string, ownerIds: Iterable<string>): void => {
    const known = owners.get(userId) ?? new Set();
    for (const ownerId of ownerIds) known.add(ownerId);
    if (known.size > 0) owners.set(userId, known);
  };
  for (const [userId, properties] of changes.people) concern(userId, properties === 'new' ? [...book.all()].map(({ ownerId }) => ownerId) : book.reading(properties));
  for (const [groupId, memberId] of changes.arrivals) concern(memberId, [...book.all()].filter(({ sources }) => sources.includes(groupId)).map(({ ownerId }) => ownerId));
  if (owners.size === 0) return;
  tenant.governance.keepTask({
    id: tenant.newId(), kind: 'judgePeople', due: now + tenant.settings.evaluationMs, people: [...owners].map(([userId, ownerIds]) => [userId, [...ownerIds]]),
  });
}

/** Enters that an owner's rule is new or changed: everybody is judged by it, after the usual delay. */
export function applyLater(tenant: Tenant, ownerId: string, now: number): void {
  const rule = RuleBook.of(tenant).refresh(ownerId);
  if (rule) tenant.governance.keepTask({ id: tenant.newId(), kind: 'applyRule', due: now + tenant.settings.evaluationMs, ownerId, text: rule.text, from: 0 });
}

/** Forgets the hidden group of a policy that names nobody by a rule any more. */
export function forgetScope(tenant: Tenant, policyId: string): void {
  RuleBook.of(tenant).refresh(policyId);
  tenant.members.forget(policyId);
}

export type MembershipTask = Extract<GovernanceTask, { kind: 'judgePeople' | 'applyRule' }>;

/** Judges the people a task names, or the next slice of everybody. */
export function doMembershipTask(tenant: Tenant, task: MembershipTask, at: number): void {
  const book = RuleBook.of(tenant);
  if (task.kind === 'judgePeople') {
    for (const [userId, ownerIds] of task.people) {
      const user = tenant.users.get(userId);
      if (user) for (const ownerId of ownerIds) judge(tenant, book.get(ownerId), user, at, false);
    }
    return;
  }
  const rule = book.get(task.ownerId);
  // The rule has changed again meanwhile: the task entered then does it.
  if (!rule || rule.text !== task.text) return;
  if (task.from === 0) makeRoom(tenant, rule, at);
  let next = task.from;
  for (const [position, user] of tenant.users.from(task.from)) {
    if (position >= task.from + SLICE) {
      tenant.governance.keepTask({ ...task, id: tenant.newId(), from: position, due: at + PAUSE });
      return;
    }
    next = position;
    judge(tenant, rule, user, at, true);
  }
  if (rule.changesWithTime) tenant.governance.keepTask({ ...task, id: tenant.newId(), from: 0, due: at - Math.ceil(next / SLICE) * PAUSE + DAY });
}

/**
 * Who is in already goes first where the rule does not select them: a policy's places are limited, and what was put
 * into a group by hand before it had a rule does not stay, nested groups neither.
 */
function makeRoom(tenant: Tenant, rule: OwnedRule, at: number): void {
  for (const id of [...tenant.members.of(rule.ownerId)]) {
    const user = tenant.users.get(id);
    if (user) judge(tenant, rule, user, at, true);
    else tenant.members.remove(rule.ownerId, id);
  }
}

/**
 * Brings one person in or out as the rule says. A memberOf rule brings nobody out until the rule itself changes.
 * https://learn.microsoft.com/entra/identity/users/groups-dynamic-rule-member-of#preview-limitations
 */
function judge(tenant: Tenant, rule: OwnedRule | undefined, user: User, at: number, whole: boolean): void {
  if (!rule) return;
  const { ownerId, owner } = rule;
  const selected = rule.selects(user, at);
  const isIn = tenant.members.has(ownerId, user.id);
  if (!selected && (!isIn || rule.sources.length > 0 && !whole)) return;
  const policy = owner === 'policy' ? tenant.governance.policies.get(ownerId) : undefined;
  if (policy) {
    if (selected) enterScope(tenant, policy, user, at);
    else leaveScope(tenant, policy, user, at);
  } else if (selected && !isIn) tenant.members.add(ownerId, user.id);
  else if (!selected) tenant.members.remove(ownerId, user.id);
}
