import { attributesOf } from '../../lib/rules/attributes-of';
import type { CompiledRule } from '../../lib/rules/evaluate-rule';
import { compileRule } from '../../lib/rules/evaluate-rule';
import { parseRule } from '../../lib/rules/parse-rule';
import type { Tenant } from '../model';
import type { User } from '../model/directory';
import type { Policy } from '../model/governance';
import { personReader, propertiesBehind } from './person';

/** A rule with whose it is: a dynamic group's, or a policy's, whose hidden group stands in `members` under the policy's id. */
export type OwnedRule = {
  ownerId: string;
  owner: 'group' | 'policy';
  text: string;
  selects: CompiledRule<User>;
  /** Properties of people whose change can change the answer. */
  properties: ReadonlySet<string>;
  /** Groups a memberOf rule names. */
  sources: readonly string[];
  changesWithTime: boolean;
};

/** The rule by which a policy names people, if it does. */
export function ruleOfPolicy(policy: Policy): string | null {
  for (const set of policy.specificAllowedTargets) if (set.kind === 'attributeRuleMembers') return set.membershipRule;
  return null;
}

/** Every rule of a tenant, compiled once, found by what a change touches rather than by a walk over all. */
export class RuleBook {
  private static readonly books = new WeakMap<Tenant, RuleBook>();
  private readonly rules = new Map<string, OwnedRule>();
  private readonly readers = new Map<string, Set<string>>();

  static of(tenant: Tenant): RuleBook {
    let book = this.books.get(tenant);
    if (!book) this.books.set(tenant, (book = new RuleBook(tenant)));
    return book;
  }

  private constructor(private readonly tenant: Tenant) {
    for (const group of tenant.groups.values()) if (group.membershipRule) this.refresh(group.id);
    for (const policy of tenant.governance.policies.values()) this.refresh(policy.id);
  }

  get(ownerId: string): OwnedRule | undefined {
    return this.rules.get(ownerId);
  }

  all(): Iterable<OwnedRule> {
    return this.rules.values();
  }

  /** Owners whose rule reads one of the properties. */
  reading(properties: ReadonlySet<string>): Set<string> {
    const found = new Set<string>();
    for (const property of properties) for (const ownerId of this.readers.get(property) ?? []) found.add(ownerId);
    return found;
  }

  /** Reads an owner's rule anew. A paused group has none, nor has one whose rule nobody could read. */
  refresh(ownerId: string): OwnedRule | undefined {
    const before = this.rules.get(ownerId);
    before?.properties.forEach((property) => this.readers.get(property)?.delete(ownerId));
    this.rules.delete(ownerId);
    const rule = this.read(ownerId);
    if (rule) {
      this.rules.set(ownerId, rule);
      for (const property of rule.properties) this.readers.set(property, (this.readers.get(property) ?? new Set()).add(ownerId));
    }
    this.tenant.pending.sources = new Set([...this.rules.values()].flatMap(({ sources }) => sources));
    return rule;
  }

  private read(ownerId: string): OwnedRule | undefined {
    const { tenant } = this;
    const group = tenant.groups.get(ownerId);
    const policy = tenant.governance.policies.get(ownerId);
    const text = group ? (group.membershipRuleProcessingState === 'Paused' ? null : group.membershipRule) : policy ? ruleOfPolicy(policy) : null;
    // The few devices here follow no rule, so one about them selects none and is not kept.
    const result = text === null ? null : parseRule(text, 'user');
    if (text === null || !result?.ok) return undefined;
    const { attributes, groups, changesWithTime } = attributesOf(result.rule);
    return {
      ownerId, owner: group ? 'group' : 'policy', text, selects: compileRule(result.rule, personReader(tenant)),
      properties: new Set(attributes.flatMap(propertiesBehind)), sources: groups, changesWithTime,
    };
  }
}
