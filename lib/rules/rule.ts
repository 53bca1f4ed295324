/**
 * A membership rule of Entra as a tree: what dynamic groups and automatic assignment policies are written in.
 * https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership
 */

/** Where something stands in the text a rule was read from: offsets of UTF-16 units, the end excluded. */
export type Span = { readonly start: number; readonly end: number };

export type Scalar =
  | { readonly type: 'text'; readonly text: string }
  /** Kept as written: attributes are text, so a number is compared by its digits. */
  | { readonly type: 'number'; readonly digits: string }
  | { readonly type: 'boolean'; readonly flag: boolean }
  | { readonly type: 'null' }
  | { readonly type: 'dateTime'; readonly iso: string }
  /** `system.now`, with the ISO 8601 duration of `-plus` if there is one. */
  | { readonly type: 'now'; readonly plus: string | null };

export type Value = Scalar | { readonly type: 'list'; readonly items: readonly Scalar[] };

export type ComparisonOperator =
  | '-eq' | '-ne' | '-startsWith' | '-notStartsWith' | '-endsWith' | '-notEndsWith' | '-contains' | '-notContains'
  | '-match' | '-notMatch' | '-in' | '-notIn' | '-le' | '-ge';

/** What a comparison reads: an attribute of the subject, the item itself (`_`), or a part of the item (`assignedPlan.service`). */
export type Operand =
  | { readonly of: 'subject'; readonly attribute: string }
  | { readonly of: 'item'; readonly part: string | null };

export type Comparison = {
  readonly kind: 'comparison';
  readonly operand: Operand;
  readonly operator: ComparisonOperator;
  readonly value: Value;
  readonly span: Span;
};

export type Expression =
  | Comparison
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[]; readonly span: Span }
  | { readonly kind: 'not'; readonly operand: Expression; readonly span: Span }
  | { readonly kind: 'any' | 'all'; readonly attribute: string; readonly condition: Expression; readonly span: Span }
  /** Alone in its rule. */
  | { readonly kind: 'directReports'; readonly managerId: string; readonly span: Span }
  /** Alone in its rule. */
  | { readonly kind: 'memberOf'; readonly groupIds: readonly string[]; readonly span: Span };

export type ObjectType = 'user' | 'device';

export type Rule = { readonly objectType: ObjectType; readonly body: Expression };

/** Characters a rule may have. https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership#rule-syntax-for-a-single-expression */
export const MOST_CHARACTERS = 3072;
/** Groups a memberOf rule may name. https://learn.microsoft.com/entra/identity/users/groups-dynamic-rule-member-of#preview-limitations */
export const MOST_GROUPS = 50;
