import 'server-only';
import { countByRule, listFoundCatalogs, pageFindings } from '@/lib/db/lint-findings';
import type { FindingFilter, RuleCount } from '@/lib/db/lint-findings';
import { findLintRun, findLintUnderWay, isCovered } from '@/lib/db/lint-runs';
import type { LintUnderWay } from '@/lib/db/lint-runs';
import { waitsOf, WAITS_FOR_PERSON } from './job-waits';
import type { Waits } from './job-waits';
import type { KeptFinding } from './lint/exception';
import { FINDINGS_A_PAGE, LINT_RULES } from './lint/finding';
import type { FindingTotals, LintRule, NotKnown, Severity, Verdict } from './lint/finding';
import { LINT_BOOK, isOfAssessment } from './lint/lint-book';

/** One rule and what it found in the tenant. A rule that found nothing and was not left open is fine. */
export type CheckedRule = { rule: LintRule; title: string; severity: Severity; open: number; excepted: number; notKnown: NotKnown[]; verdicts: { tool: Verdict; meant: Verdict } | null };

export type ChecksView = {
  /** Null before the first look has ended. */
  looked: { at: string; packages: number; byName: string } | null;
  underWay: { packages: number; before: number | null; waitsFor: Waits | null; actsAsName: string } | null;
  totals: FindingTotals;
  rules: CheckedRule[];
  catalogs: { id: string; name: string }[];
  findings: KeptFinding[];
  total: number;
};

const NO_TOTALS: FindingTotals = { error: 0, warning: 0, note: 0, excepted: 0 };

/** The checks page: what the last look found, a page of it, and how far one under way has come. Reads the database alone. */
export async function loadChecks(filter: FindingFilter, page: number): Promise<ChecksView> {
  const [run, underWay] = await Promise.all([findLintRun(), findLintUnderWay()]);
  const way = underWay && wayOf(underWay, run?.packages ?? null);
  if (!run) return { looked: null, underWay: way, totals: NO_TOTALS, rules: [], catalogs: [], findings: [], total: 0 };
  const [counts, catalogs, { findings, total }] = await Promise.all([countByRule(run.id), listFoundCatalogs(run.id), pageFindings(run.id, filter, { skip: (page - 1) * FINDINGS_A_PAGE, take: FINDINGS_A_PAGE })]);
  return { looked: { at: run.tenantReadAt.toISOString(), packages: run.packages, byName: run.askedByName }, underWay: way, totals: totalsOf(counts), rules: LINT_RULES.map((rule) => checked(rule, counts, run.notKnown)), catalogs, findings, total };
}

function wayOf({ packages, jobState, actsAsName, lastError }: LintUnderWay, before: number | null): ChecksView['underWay'] {
  return { packages, before, waitsFor: waitsOf(jobState, lastError), actsAsName };
}

function totalsOf(counts: readonly RuleCount[]): FindingTotals {
  const totals = { ...NO_TOTALS };
  for (const { severity, open, excepted } of counts) {
    totals[severity] += open;
    totals.excepted += excepted;
  }
  return totals;
}

function checked(rule: LintRule, counts: readonly RuleCount[], all: readonly NotKnown[]): CheckedRule {
  const own = counts.filter((each) => each.rule === rule);
  const notKnown = all.filter((each) => each.rule === rule);
  const sum = (of: keyof Omit<RuleCount, 'rule' | 'severity'>): number => own.reduce((total, each) => total + each[of], 0);
  const { title, severity } = LINT_BOOK[rule];
  const verdict = (fails: number, investigates: number, open: boolean): Verdict => (fails > 0 ? 'fail' : open ? 'notKnown' : investigates > 0 ? 'investigate' : 'pass');
  return {
    rule, title, severity, open: sum('open'), excepted: sum('excepted'), notKnown,
    verdicts: isOfAssessment(rule) ? { tool: verdict(sum('toolFails'), sum('toolInvestigates'), false), meant: verdict(sum('meantFails'), sum('meantInvestigates'), notKnown.length > 0) } : null,
  };
}

/** What the last look found of one package or catalog: null where it has not been looked at yet; and whether a look is under way. */
export type FoundOf = { totals: FindingTotals | null; underWay: boolean };

/** The checks on the page of one package or catalog. Reads the database alone. */
export async function loadFindingTotals(of: { packageId: string } | { catalogId: string }): Promise<FoundOf> {
  const [run, way] = await Promise.all([findLintRun(), findLintUnderWay()]);
  const covered = run !== null && (await isCovered(run.id, 'packageId' in of ? of.packageId : of.catalogId));
  return { totals: run && covered ? totalsOf(await countByRule(run.id, of)) : null, underWay: way !== null && !WAITS_FOR_PERSON.has(waitsOf(way.jobState, way.lastError)) };
}
