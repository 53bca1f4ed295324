/** What a rule finds, and what it could not look at. Pure: read in the browser too. */
import type { Json } from '../policy-document';

export const LINT_RULES = ['Z1', 'Z2', 'Z3', 'Z4', 'L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L8', 'L9', 'L10', 'L11', 'L12', 'L13', 'L14', 'L15', 'L16', 'L21', 'L22', 'L23', 'L27', 'A1'] as const;

/** By the numbers of the field's checklist: Z are the Zero Trust assessment's own, L are found in Microsoft's pages, A are agreed here. */
export type LintRule = (typeof LINT_RULES)[number];

/** An error is where people do not get what they should, or get more than anybody means; a note changes nothing by itself. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What the tool says of one object, and what its rule is meant to say. */
export type Verdict = 'pass' | 'fail' | 'investigate' | 'notKnown';

export type ObjectKind = 'catalog' | 'package' | 'policy' | 'resource' | 'incompatibility';

/**
 * A change that mends what was found, for a person to look at before anything is written. `set` names properties as Graph's
 * documents do, a nested one by its path (`requestApprovalSettings.stages[0]…`); of something new, `objectId` is null.
 */
export type LintFix = { says: string; objectKind: ObjectKind; objectId: string | null; operation: 'create' | 'change' | 'add'; set: { [property: string]: Json } };

/** A page that a rule or a finding stands on: one of Microsoft's, or one of the portal's own where the address begins with a slash. */
export type LintSource = { title: string; address: string };

/** Where it was found. `objectId` of an incompatibility is the other package or group. */
export type LintPlace = { packageId: string; packageName: string; catalogId: string; catalogName: string; objectKind: ObjectKind; objectId: string; objectName: string; property: string | null };

/** `key` is the same as long as the same rule finds the same thing at the same place; `source` is null where it is that of the rule. */
export type LintFinding = LintPlace & { key: string; rule: LintRule; severity: Severity; what: string; fix: LintFix | null; verdicts: { tool: Verdict; meant: Verdict } | null; source: LintSource | null };

/** What a rule could not look at, and of how many packages that is true. */
export type NotKnown = { rule: LintRule; missing: string; packages: number };

/** How many findings nobody answers for, by what they weigh, and how many somebody does. */
export type FindingTotals = Record<Severity, number> & { excepted: number };

/** Findings that a page of the checks shows. */
export const FINDINGS_A_PAGE = 50;

export type LintResult = { findings: LintFinding[]; notKnown: NotKnown[] };

/** What would stand out about a draft; `made` are the packages it makes, which go by the keys of their changes. */
export type DraftLint = LintResult & { made: string[] };

/** The page that shows the object in question. */
export function addressOf({ objectKind, packageId, catalogId }: Pick<LintPlace, 'objectKind' | 'packageId' | 'catalogId'>): string {
  return objectKind === 'catalog' ? `/catalogs/${catalogId}` : `/packages/${packageId}`;
}
