/** What the cells of a policy sheet mean before any name in them is looked up: read, and brought into one way of writing. Pure: read in the browser too. */
import { wordsLike } from '../names-alike';
import { LONGEST, tooLongWords } from '../object-texts';
import type { Amount } from '../policy-amount';
import type { Frequency } from '../policy-review';
import { relation } from '../policy-subject';
import type { Relation, Subject } from '../policy-subject';
import type { Scope } from '../policy-form';
import { columnRules, LONGEST_TEXT, MOST_NAMES, MOST_POLICIES, PACKAGE_COLUMNS, PACKAGE_LISTS, PACKAGE_TEXTS, POLICY_COLUMNS, POLICY_LISTS, POLICY_TEXTS } from './columns';
import type { ListColumn, PackageCells, PolicyCells, SheetCells, SheetColumn, TextColumn, WrittenCells } from './columns';

/** When access ends, as a policy's form has it. */
export type Ends = { how: 'afterDuration' | 'afterDateTime' | 'noExpiration'; after: Amount; on: string };

/** Whom a policy is open to by a word and not by names. */
export const ASK_WORDS = { Nobody: 'notSpecified', Members: 'allMemberUsers', Everyone: 'allDirectoryUsers', 'Connected organisations': 'allConfiguredConnectedOrganizationUsers', 'Anyone outside': 'allExternalUsers' } as const satisfies Record<string, Scope>;

/** Words before a name or a text under who may ask: a connected organisation, or a membership rule that gives the package without asking. */
const ASK_PREFIXES = { organisation: 'Organisation', rule: 'Rule' } as const;
export type AskPrefix = keyof typeof ASK_PREFIXES;

/** What an item under who may ask says with such a word before it; null of a plain name. */
export function prefixedIn(item: string): { prefix: AskPrefix; value: string } | null {
  const [, word = '', value = ''] = /^(organi[sz]ation|rule)\s*:\s*(\S.*)$/i.exec(item) ?? [];
  return value ? { prefix: /^rule$/i.test(word) ? 'rule' : 'organisation', value: value.trim() } : null;
}

export function prefixed(prefix: AskPrefix, value: string): string {
  return `${ASK_PREFIXES[prefix]}: ${value}`;
}

/** Most characters of a rule (learn.microsoft.com/entra/identity/users/groups-dynamic-membership). */
const LONGEST_RULE = 3072;

export const REVIEW_WORDS = { weekly: 'weekly', monthly: 'monthly', quarterly: 'quarterly', 'half-yearly': 'halfYearly', yearly: 'yearly' } as const satisfies Record<string, Frequency>;

export const SILENCE_WORDS = { remove: 'removeAccess', keep: 'keepAccess', 'as recommended': 'acceptAccessRecommendation' } as const;

/** People review themselves. */
export const THEMSELVES = 'Themselves';

const RELATION_WORDS: Record<string, Subject> = {
  Manager: relation('requestorManager'), 'Manager 2': relation('requestorManager', 2), 'Manager 3': relation('requestorManager', 3), 'Manager 4': relation('requestorManager', 4),
  Sponsors: relation('targetUserSponsors'), 'Internal sponsors': relation('internalSponsors'), 'External sponsors': relation('externalSponsors'),
};

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const wordIn = <W extends string>(text: string, words: readonly W[]): W | undefined => words.find((word) => same(word, text));

/** The relation a word of this column stands for, or null where it is a name. */
export function relationCalled(column: ListColumn, text: string): Subject | null {
  if (column === 'reviewers') return same(text, 'Manager') ? relation('targetManager') : null;
  if (!column.startsWith('approvers')) return null;
  const word = wordIn(text, Object.keys(RELATION_WORDS));
  return word ? (RELATION_WORDS[word] ?? null) : null;
}

/** What a relation is called in this column; null where the column has no word for it. */
export function wordOfRelation(column: ListColumn, subject: Subject, isSame: (one: Subject, other: Subject) => boolean): string | null {
  if (column === 'reviewers') return isSame(subject, relation('targetManager')) ? 'Manager' : null;
  if (!column.startsWith('approvers')) return null;
  return Object.entries(RELATION_WORDS).find(([, known]) => isSame(subject, known))?.[0] ?? null;
}

export type { Relation };

/** What a column may hold beside names, for suggestions. */
export function wordsOf(column: ListColumn): string[] {
  return column === 'ask' ? Object.keys(ASK_WORDS) : column === 'reviewers' ? [THEMSELVES, 'Manager'] : column.startsWith('approvers') ? Object.keys(RELATION_WORDS) : [];
}

/** The resource of a cell's item and its role; an empty role is the usual one. */
export function resourceIn(item: string): { resource: string; role: string } {
  const [, resource, role] = /^(.*\S)\s*>\s*([^>]*)$/.exec(item) ?? [];
  return resource === undefined ? { resource: item, role: '' } : { resource, role: (role ?? '').trim() };
}

/** As a cell has it. */
export function resourceText(resource: string, role: string): string {
  return `${resource} > ${role}`;
}

const plural = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** `180 days`, `until 2027-06-30`, `never ends`; null where it is none of these. */
export function endsOf(text: string): Ends | null {
  const amount = /^(\d{1,5})\s*(days?|d|hours?|h)$/i.exec(text);
  if (amount) return { how: 'afterDuration', after: { count: String(Number(amount[1])), unit: /^d/i.test(amount[2] ?? '') ? 'days' : 'hours' }, on: '' };
  const [, date] = /^(?:until\s+)?(\d{4}-\d\d-\d\d)$/i.exec(text) ?? [];
  if (date && !Number.isNaN(Date.parse(`${date}T00:00:00Z`))) return { how: 'afterDateTime', after: { count: '', unit: 'days' }, on: `${date}T23:59` };
  return /^never( ends)?$/i.test(text) ? { how: 'noExpiration', after: { count: '', unit: 'days' }, on: '' } : null;
}

export function endsText({ how, after, on }: Ends): string {
  return how === 'afterDuration' ? plural(Number(after.count), after.unit === 'hours' ? 'hour' : 'day') : how === 'afterDateTime' ? `until ${on.slice(0, 10)}` : 'never ends';
}

function daysText(text: string): string | null {
  const [, days] = /^(\d{1,4})\s*(?:days?|d)?$/i.exec(text) ?? [];
  return days === undefined ? null : plural(Number(days), 'day');
}

/** How many days a cell says. */
export function daysIn(text: string): number {
  return Number.parseInt(text, 10);
}

/** Something wrong with a cell, before it is known where in which file it stands. */
export type CellProblem = { /** Which policy of the package, from 1; null of the package itself. */ policy: number | null; column: SheetColumn; said: string; what: string; suggestions: string[] };

type Say = (column: SheetColumn, said: string, what: string, suggestions?: string[]) => void;

/** What each text column becomes; a sentence where it cannot be read. */
const TEXTS: Partial<Record<TextColumn, (text: string) => { text: string } | { what: string; words: string[] }>> = {
  shown: (text) => oneOf(text, ['yes', 'no'], 'Write yes or no.'),
  duration: (text) => {
    const ends = endsOf(text);
    return ends ? { text: endsText(ends) } : { what: 'Say how long access lasts: 180 days, 8 hours, until 2027-06-30, or never ends.', words: [] };
  },
  review: (text) => (/^(none|no)$/i.test(text) ? { text: 'never' } : oneOf(text, ['never', ...Object.keys(REVIEW_WORDS)], 'Say how often it is reviewed: never, weekly, monthly, quarterly, half-yearly or yearly.')),
  silence: (text) => oneOf(text, Object.keys(SILENCE_WORDS), 'Say what becomes of access nobody speaks for: remove, keep, or as recommended.'),
  days1: daysCell, days2: daysCell, days3: daysCell,
};

function oneOf(text: string, words: string[], what: string): { text: string } | { what: string; words: string[] } {
  const word = wordIn(text, words);
  return word ? { text: word } : { what, words };
}

function daysCell(text: string): { text: string } | { what: string; words: string[] } {
  const days = daysText(text);
  return days ? { text: days } : { what: 'Give the time to decide in whole days, such as 14 days.', words: [] };
}

/**
 * A row in the one way of writing it, with what is wrong in it as far as can be told without the tenant. A cell that is
 * wrong is kept as it was written.
 * @param lines where in a file each policy stands
 */
export function readCells(written: WrittenCells, lines: readonly (number | null)[] = []): { cells: SheetCells; problems: CellProblem[] } {
  const problems: CellProblem[] = [];
  const sayOf = (policy: number | null): Say => (column, said, what, suggestions = []) => void problems.push({ policy, column, said, what, suggestions });
  const cells: SheetCells = { ...readPackage(written, sayOf(null)), policies: written.policies.map((policy, index) => readPolicy(policy, sayOf(index + 1))) };
  cells.policies.forEach(({ policy: name }, index) => {
    const twin = cells.policies.findIndex((other) => same(other.policy, name));
    if (twin === index) return;
    const line = lines[twin] ?? null;
    sayOf(index + 1)('policy', name, `The same policy of the same package as ${line === null ? `its policy ${twin + 1}` : `in line ${line}`}. Give each policy a name of its own, or take one away.`);
  });
  const [ruled, ...more] = cells.policies.flatMap(({ policy, ask }, index) => (ask.some((item) => prefixedIn(item)?.prefix === 'rule') ? [{ policy, ask, number: index + 1 }] : []));
  // learn.microsoft.com/entra/id-governance/entitlement-management-access-package-auto-assignment-policy
  for (const { ask, number } of more) sayOf(number)('ask', ask.join('; '), `A package takes one policy with a rule, and “${ruled?.policy ?? ''}” has one. Join the two rules by -or, or take one away.`);
  if (cells.policies.length > MOST_POLICIES) sayOf(MOST_POLICIES + 1)('policy', `${cells.policies.length} policies`, `A sheet takes ${MOST_POLICIES} policies of a package.`);
  return { cells, problems };
}

function readPackage(written: Partial<PackageCells>, say: Say): PackageCells {
  const cells: PackageCells = { ...readTexts(PACKAGE_TEXTS, written, say), ...readLists(PACKAGE_LISTS, written, say) };
  if (!cells.package) {
    cells.package = cells.role;
    assertShort('package', cells.package, say);
  }
  for (const column of PACKAGE_COLUMNS) assertFilled(column, cells[column], say);
  return cells;
}

function readPolicy(written: Partial<PolicyCells>, say: Say): PolicyCells {
  const cells: PolicyCells = { ...readTexts(POLICY_TEXTS, written, say), ...readLists(POLICY_LISTS, written, say) };
  if (cells.ask.length === 0) cells.ask = [columnRules('ask').otherwise ?? ''];
  for (const number of [1, 2, 3] as const) readStage(number, cells, say);
  if (cells.approvers1.length > 0 && cells.ask.some((item) => prefixedIn(item)?.prefix === 'rule')) say('approvers1', cells.approvers1.join('; '), 'A policy with a rule asks nobody: whoever it selects is given the package. Take the approvers away, or the rule.');
  if (cells.review === 'never') {
    cells.silence = '';
    if (cells.reviewers.length > 0) say('reviewers', cells.reviewers.join('; '), 'It is never reviewed. Say how often, or leave the reviewers out.');
  } else if (cells.reviewers.length === 0) say('reviewers', '', 'Say who reviews: Themselves, Manager, or names.');
  for (const column of POLICY_COLUMNS) assertFilled(column, cells[column], say);
  return cells;
}

function assertFilled(column: SheetColumn, cell: string | readonly string[], say: Say): void {
  const { header, required } = columnRules(column);
  if (required && cell.length === 0) say(column, '', `Fill in “${header}”.`);
}

/** What Microsoft Entra knows something by. */
const NAMES: ReadonlySet<SheetColumn> = new Set(['package', 'catalog', 'policy']);

function assertShort(column: SheetColumn, text: string, say: Say): void {
  const most = NAMES.has(column) ? LONGEST.name : LONGEST_TEXT;
  if (text.length > most) say(column, `${text.slice(0, 40)}…`, tooLongWords(`“${columnRules(column).header}”`, most, text.length));
}

function readTexts<C extends TextColumn>(columns: readonly C[], written: Partial<Record<C, string>>, say: Say): Record<C, string> {
  return Object.fromEntries(columns.map((column) => [column, readText(column, tidy(written[column] ?? ''), say)])) as Record<C, string>;
}

function readLists<C extends ListColumn>(columns: readonly C[], written: Partial<Record<C, string[]>>, say: Say): Record<C, string[]> {
  return Object.fromEntries(columns.map((column) => [column, readList(column, written[column] ?? [], say)])) as Record<C, string[]>;
}

/** Whether two cells say the same, in whatever order and however a word is written. */
export function sameCell(column: SheetColumn, one: string | readonly string[], other: string | readonly string[]): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return [...one].map((item) => item.toLowerCase()).sort().join('\n') === [...other].map((item) => item.toLowerCase()).sort().join('\n');
  return column === 'shown' ? same(tidy(one), tidy(other)) : tidy(one) === tidy(other);
}

/** Without space around it and with plain line ends. */
function tidy(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').trim();
}

function readText(column: TextColumn, text: string, say: Say): string {
  assertShort(column, text, say);
  if (!text) return /^days/.test(column) ? '' : (columnRules(column).otherwise ?? '');
  const read = TEXTS[column]?.(text);
  if (!read) return text;
  if ('text' in read) return read.text;
  say(column, text, read.what, wordsLike(text, read.words));
  return text;
}

/** Each name once, and words as they are written here. */
function readList(column: ListColumn, items: readonly string[], say: Say): string[] {
  const words = wordsOf(column);
  const tidied = items.map((item) => tidy(item).replaceAll('\n', ' ')).filter(Boolean);
  const prefixes = new Map(column === 'ask' ? tidied.flatMap((item) => { const found = prefixedIn(item); return found ? [[item, found] as const] : []; }) : []);
  const list = tidied.map((item) => { const found = prefixes.get(item); return found ? prefixed(found.prefix, found.value) : (wordIn(item, words) ?? item); });
  const once = list.filter((item, index) => list.findIndex((other) => same(item, other)) === index);
  if (once.length > MOST_NAMES) say(column, `${once.length} names`, `One cell takes ${MOST_NAMES} names. Put them into a group and name that.`);
  const long = once.find((item) => item.length > (column === 'ask' && prefixedIn(item)?.prefix === 'rule' ? LONGEST_RULE : LONGEST_TEXT));
  if (long) say(column, `${long.slice(0, 40)}…`, 'This is too long to be a name.');
  const alone = column === 'ask' ? once.find((item) => wordIn(item, words)) : column === 'reviewers' ? once.find((item) => item === THEMSELVES) : undefined;
  if (alone && once.length > 1) say(column, once.join('; '), `“${alone}” stands alone. Take the names away, or the word; something that is called “${alone}” is named by its id.`);
  if (prefixes.size > 0) readPrefixes(once, say);
  return once;
}

/** A rule stands alone, and organisations stand without people and groups: a policy of Entra is open to one or the other. */
function readPrefixes(items: readonly string[], say: Say): void {
  const rule = items.some((item) => prefixedIn(item)?.prefix === 'rule');
  if (rule && items.length > 1) say('ask', items.join('; '), 'A rule stands alone: whoever it selects is given the package and nobody asks. Take the rest away.');
  else if (!rule && items.some((item) => !prefixedIn(item))) say('ask', items.join('; '), 'A policy is open to connected organisations or to people and groups of the tenant, not to both. Take the one or the other away.');
}

function readStage(number: 1 | 2 | 3, cells: PolicyCells, say: Say): void {
  const [approvers, standIns, days] = [`approvers${number}`, `standIns${number}`, `days${number}`] as const;
  if (cells[approvers].length > 0) {
    cells[days] ||= columnRules(days).otherwise ?? '';
    const before = number === 1 ? null : (`approvers${number === 2 ? 1 : 2}` as const);
    if (before && cells[before].length === 0) say(approvers, cells[approvers].join('; '), `Nobody decides in the stage before. Fill in “${columnRules(before).header}”, or move these there.`);
    return;
  }
  if (cells[standIns].length > 0) say(standIns, cells[standIns].join('; '), `Nobody decides in this stage. Fill in “${columnRules(approvers).header}”, or leave this out.`);
  if (cells[days]) say(days, cells[days], `Nobody decides in this stage. Fill in “${columnRules(approvers).header}”, or leave this out.`);
}
