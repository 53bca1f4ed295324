/**
 * The columns of a policy sheet: what Microsoft asks an organisation to write down of each role before it governs access
 * (learn.microsoft.com/entra/id-governance/identity-governance-applications-define). A row is one package, and a cell what
 * people write in it: a text, or a list of names. Pure: read in the browser too.
 */
import { fold } from '@/lib/directory/fold';

export const TEXT_COLUMNS = ['role', 'package', 'catalog', 'description', 'shown', 'policy', 'prerequisiteNote', 'days1', 'days2', 'days3', 'duration', 'review', 'silence', 'exceptions'] as const;
export type TextColumn = (typeof TEXT_COLUMNS)[number];

export const LIST_COLUMNS = ['resources', 'ask', 'prerequisite', 'approvers1', 'standIns1', 'approvers2', 'standIns2', 'approvers3', 'standIns3', 'reviewers', 'incompatible'] as const;
export type ListColumn = (typeof LIST_COLUMNS)[number];

export type SheetColumn = TextColumn | ListColumn;

/** A row as it is written, each cell in the one way of writing it that the portal keeps. */
export type SheetCells = Record<TextColumn, string> & Record<ListColumn, string[]>;

export type ColumnRules = {
  column: SheetColumn;
  /** The head of it in a CSV, a table and a form. */
  header: string;
  /** What may stand in it, for who writes it. */
  hint: string;
  required?: boolean;
  /** Stands for an empty cell. */
  otherwise?: string;
};

const NAMES = 'Groups by name, mail or id, people by name, user principal name or id.';
const stage = (number: 1 | 2 | 3, which: string): ColumnRules[] => [
  { column: `approvers${number}`, header: `Approvers ${number}`, hint: number === 1 ? `Who decides ${which}; empty where nobody has to. ${NAMES} Or Manager, Manager 2 to Manager 4, Sponsors, Internal sponsors, External sponsors.` : `Who decides ${which}, if anybody.` },
  { column: `standIns${number}`, header: `In their place ${number}`, hint: number === 1 ? 'Who decides where there is no manager or sponsor.' : 'As in the first stage.' },
  { column: `days${number}`, header: `Decided within ${number}`, hint: number === 1 ? 'A number of days, such as 14 days. After that the request is denied.' : 'A number of days.', otherwise: '14 days' },
];

/** In the order in which they stand everywhere. */
export const COLUMNS: readonly ColumnRules[] = [
  { column: 'role', header: 'Role', hint: 'What the organisation calls who needs this, such as Ledger clerk. Stays in the sheet.' },
  { column: 'package', header: 'Package', hint: 'The name of the access package, once in a catalog. Empty: as the role.', required: true },
  { column: 'catalog', header: 'Catalog', hint: 'The name of its catalog, which is made where the tenant has none of that name; or its id.', required: true },
  { column: 'description', header: 'Description', hint: 'What it gives. People who ask for it read this.', required: true },
  { column: 'resources', header: 'Resources and roles', hint: 'Groups, applications and sites with the role each gives, as Finance – Ledger > Member. Of a group without a role it is Member.', required: true },
  { column: 'shown', header: 'Shown in My Access', hint: 'yes or no.', otherwise: 'no' },
  { column: 'policy', header: 'Policy', hint: 'The name of the policy.', otherwise: 'Initial policy' },
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

export function isListColumn(column: SheetColumn): column is ListColumn {
  return (LIST_COLUMNS as readonly string[]).includes(column);
}

/** A row in which nothing is written. */
export function emptyCells(): SheetCells {
  return Object.fromEntries([...TEXT_COLUMNS.map((column) => [column, '']), ...LIST_COLUMNS.map((column) => [column, []])]) as SheetCells;
}

/** Most packages in a sheet. */
export const MOST_ROWS = 500;
/** Most characters in a text. */
export const LONGEST_TEXT = 1000;
/** Most names in a cell. */
export const MOST_NAMES = 100;

/** Something wrong in a sheet that was brought in: where, what, and what could stand there instead. */
export type SheetProblem = {
  /** Of the file, as an editor counts; null of a form. */
  line: number | null;
  /** Which row, from 1; null where it is about the whole file. */
  row: number | null;
  /** The head of the column; of a file that is no table or JSON at all, the letter of the line. */
  column: string;
  /** What stands there. */
  said: string;
  what: string;
  suggestions: string[];
};

/** Of these words the ones most like another, best first; nothing that has little to do with it. */
export function wordsLike(text: string, words: readonly string[], most = 3): string[] {
  const wanted = pairsOf(text);
  const scored = words.map((word) => {
    const pairs = pairsOf(word);
    const shared = [...wanted].filter((pair) => pairs.has(pair)).length;
    return { word, score: (2 * shared) / Math.max(1, wanted.size + pairs.size) };
  });
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return scored.filter(({ score }) => score >= Math.max(0.4, best * 0.6)).sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1)).slice(0, most).map(({ word }) => word);
}

function pairsOf(text: string): Set<string> {
  const plain = ` ${fold(text).replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, index) => plain.slice(index, index + 2)));
}
