/**
 * The columns of a policy sheet: what Microsoft asks an organisation to write down of each role before it governs access
 * (learn.microsoft.com/entra/id-governance/identity-governance-applications-define). A row is one package with its policies,
 * and a cell what people write in it: a text, or a list of names. Pure: read in the browser too.
 */
import { LONGEST } from '../object-texts';

export const PACKAGE_TEXTS = ['role', 'package', 'catalog', 'description', 'shown', 'prerequisiteNote', 'exceptions'] as const;
export const PACKAGE_LISTS = ['resources', 'prerequisite', 'incompatible'] as const;
export const POLICY_TEXTS = ['policy', 'days1', 'days2', 'days3', 'duration', 'review', 'silence'] as const;
export const POLICY_LISTS = ['ask', 'approvers1', 'standIns1', 'approvers2', 'standIns2', 'approvers3', 'standIns3', 'reviewers'] as const;

type PackageText = (typeof PACKAGE_TEXTS)[number];
type PolicyText = (typeof POLICY_TEXTS)[number];
export type PolicyList = (typeof POLICY_LISTS)[number];
export type TextColumn = PackageText | PolicyText;
export type ListColumn = (typeof PACKAGE_LISTS)[number] | PolicyList;

/** What belongs to a package, whichever policy gives it. */
export type PackageColumn = PackageText | (typeof PACKAGE_LISTS)[number];
/** What each policy of a package says for itself. */
export type PolicyColumn = PolicyText | PolicyList;
export type SheetColumn = PackageColumn | PolicyColumn;

type CellsOf<Text extends string, List extends string> = Record<Text, string> & Record<List, string[]>;

export type PackageCells = CellsOf<PackageText, (typeof PACKAGE_LISTS)[number]>;
export type PolicyCells = CellsOf<PolicyText, PolicyList>;

/** A row as it is written, each cell in the one way of writing it that the portal keeps: a package, and each of its policies. */
export type SheetCells = PackageCells & { policies: PolicyCells[] };

/** A row of which anything may be missing. */
export type WrittenCells = Partial<PackageCells> & { policies: Partial<PolicyCells>[] };

export type ColumnRules = {
  column: SheetColumn;
  /** The head of it in a CSV, a table and a form. */
  header: string;
  /** What may stand in it, for who writes it. */
  hint: string;
  required?: boolean;
  /** Another column that stands for an empty cell. */
  orAs?: SheetColumn;
  /** Stands for an empty cell. */
  otherwise?: string;
};

const NAMES = 'Groups by name, mail or id, people by name, user principal name or id.';
const stage = (number: 1 | 2 | 3, which: string): ColumnRules[] => [
  { column: `approvers${number}`, header: `Approvers ${number}`, hint: number === 1 ? `Who decides ${which}, and again before somebody has it longer; empty where nobody has to. ${NAMES} Or Manager, Manager 2 to Manager 4, Sponsors, Internal sponsors, External sponsors.` : `Who decides ${which}, if anybody.` },
  { column: `standIns${number}`, header: `In their place ${number}`, hint: number === 1 ? 'Who decides where there is no manager or sponsor.' : 'As in the first stage.' },
  { column: `days${number}`, header: `Decided within ${number}`, hint: number === 1 ? 'A number of days, such as 14 days. After that the request is denied.' : 'A number of days.', otherwise: '14 days' },
];

/** In the order in which they stand everywhere. */
export const COLUMNS: readonly ColumnRules[] = [
  { column: 'role', header: 'Role', hint: 'What the organisation calls who needs this, such as Ledger clerk. Stays in the sheet.' },
  { column: 'package', header: 'Package', hint: 'The name of the access package, once in a catalog.', required: true, orAs: 'role' },
  { column: 'catalog', header: 'Catalog', hint: 'The name of its catalog, which is made where the tenant has none of that name; or its id.', required: true },
  { column: 'description', header: 'Description', hint: 'What it gives. People who ask for it read this.', required: true },
  { column: 'resources', header: 'Resources and roles', hint: 'Groups, applications and sites with the role each gives, as Finance – Ledger > Member. Of a group without a role it is Member.', required: true },
  { column: 'shown', header: 'Shown in My Access', hint: 'yes or no.', otherwise: 'no' },
  { column: 'policy', header: 'Policy', hint: 'The name of the policy. A package may have several, each of another name.', otherwise: 'Initial policy' },
  { column: 'ask', header: 'Who may ask', hint: `Nobody (administrators give it), Members, Everyone (guests too), Connected organisations (all of them), Anyone outside, or names. ${NAMES} Certain connected organisations as Organisation: Northwind. Without asking, whoever a membership rule selects, as Rule: user.department -eq "Finance".`, otherwise: 'Nobody' },
  { column: 'prerequisite', header: 'Prerequisite', hint: 'What somebody must hold before: groups, or packages that give membership of a group. One of them is enough.' },
  { column: 'prerequisiteNote', header: 'Prerequisite nobody checks', hint: 'What else somebody must have, such as a training. Stays in the sheet; nothing in Microsoft Entra enforces it.' },
  ...stage(1, 'first'), ...stage(2, 'second'), ...stage(3, 'third'),
  { column: 'duration', header: 'Access lasts', hint: 'Such as 180 days or 8 hours; until 2027-06-30; or never ends.', required: true },
  { column: 'review', header: 'Reviewed', hint: 'never, weekly, monthly, quarterly, half-yearly or yearly.', otherwise: 'never' },
  { column: 'reviewers', header: 'Reviewers', hint: `Themselves, Manager, or names. ${NAMES}` },
  { column: 'silence', header: 'If no reviewer answers', hint: 'remove, keep, or as recommended.', otherwise: 'remove' },
  { column: 'incompatible', header: 'Not together with', hint: 'Packages and groups that nobody may have beside it. Between packages it holds in both directions.' },
  { column: 'exceptions', header: 'Exceptions', hint: 'Who is treated otherwise, and how: auditors, vendors. Stays in the sheet.' },
];

const BY_COLUMN = new Map(COLUMNS.map((rules) => [rules.column, rules]));

export function columnRules(column: SheetColumn): ColumnRules {
  const rules = BY_COLUMN.get(column);
  if (!rules) throw new Error(`no column ${column}`);
  return rules;
}

const LISTS: readonly string[] = [...PACKAGE_LISTS, ...POLICY_LISTS];
const OF_POLICIES: readonly string[] = [...POLICY_TEXTS, ...POLICY_LISTS];

export function isListColumn(column: SheetColumn): column is ListColumn {
  return LISTS.includes(column);
}

export function isPolicyColumn(column: SheetColumn): column is PolicyColumn {
  return OF_POLICIES.includes(column);
}

/** What of these columns is asked: the columns of a package, or of a policy, in the order in which they stand everywhere. */
export const PACKAGE_COLUMNS: readonly PackageColumn[] = COLUMNS.flatMap(({ column }) => (isPolicyColumn(column) ? [] : [column]));
export const POLICY_COLUMNS: readonly PolicyColumn[] = COLUMNS.flatMap(({ column }) => (isPolicyColumn(column) ? [column] : []));

const emptyOf = (texts: readonly string[], lists: readonly string[]): object => Object.fromEntries([...texts.map((column): [string, string | string[]] => [column, '']), ...lists.map((column): [string, string | string[]] => [column, []])]);

/** What a field of a policy is called in a form, which knows each of its policies by a key. */
export function policyField(key: string, column: SheetColumn): string {
  return `policy.${key}.${column}`;
}

/** A package of which nothing is written. */
export function emptyPackage(): PackageCells {
  return emptyOf(PACKAGE_TEXTS, PACKAGE_LISTS) as PackageCells;
}

/** A policy of which nothing is written. */
export function emptyPolicy(): PolicyCells {
  return emptyOf(POLICY_TEXTS, POLICY_LISTS) as PolicyCells;
}

/** A policy that a form begins with: administrators give it. */
export function newPolicyCells(): PolicyCells {
  return { ...emptyPolicy(), ask: ['Nobody'], duration: '180 days', review: 'never' };
}

/** Most packages in a sheet. */
export const MOST_ROWS = 500;
/** Most policies of a package. */
export const MOST_POLICIES = 20;
/** Most characters in a text that is no name, and of a name that says where else it stands. */
export const LONGEST_TEXT = LONGEST.description;
/** Most names in a cell. */
export const MOST_NAMES = 100;

/** Something wrong in a sheet that was brought in: where, what, and what could stand there instead. */
export type SheetProblem = {
  /** Of the file, as an editor counts; null of a form. */
  line: number | null;
  /** Which row, from 1; null where it is about the whole file. */
  row: number | null;
  /** Which of the row's policies, from 1; null where it is about the package or the whole file. */
  policy: number | null;
  /** The head of the column; of a file that is no table or JSON at all, the letter of the line. */
  column: string;
  /** What stands there. */
  said: string;
  what: string;
  suggestions: string[];
};
