import 'server-only';
import { findCatalogsByName, readCatalogs } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { listConnectedOrganizations } from '@/lib/graph/connected-organizations';
import { loadPackageDesign } from '@/lib/graph/packages';
import { readNamesLike } from '@/lib/graph/resource-facts';
import type { ReadApplication, ReadGroup } from '@/lib/graph/resource-facts';
import { readRoles } from '@/lib/graph/resources';
import type { CatalogResource, CatalogRole } from '../catalog';
import { readCatalogResources } from '../catalog-resources';
import { isApplication, isGroup, lookUpLines } from '../find-listed';
import type { LookedUp } from '../find-listed';
import { findPackagesLike } from '../find-packages';
import { wordsLike } from '../names-alike';
import type { PackageDesign } from '../package-design';
import { subjectNamed } from '../policy-subject';
import type { Subject } from '../policy-subject';
import { ruleProblem } from '../draft-policy';
import { judgeReadiness, readinessWords } from '../readiness';
import { readLines } from '../resource-list';
import { ASK_WORDS, daysIn, endsOf, prefixed, prefixedIn, relationCalled, resourceIn, resourceText, REVIEW_WORDS, SILENCE_WORDS, THEMSELVES, wordsOf } from './cells';
import { checkRow } from './check-row';
import { columnRules, isPolicyColumn, POLICY_LISTS } from './columns';
import type { ListColumn, PolicyCells, PolicyList, SheetCells, SheetColumn, SheetProblem } from './columns';
import { lastPart, lookUpNames, sayingOf } from './look-up-names';
import type { Bearer, NameBook } from './look-up-names';
import { lineOf } from './read-sheet-csv';
import type { WrittenRow } from './read-sheet-csv';
import { groupGivenBy } from './wanted-row';
import type { WantedIncompatible, WantedPolicy, WantedRole, WantedRow } from './wanted-row';

/** Every row as what it means in the tenant, or all that stands in the way; never some of both. */
export type ResolvedSheet = { wanted: WantedRow[]; problems: SheetProblem[] };

/** Roles of an application that has none of its own (learn.microsoft.com/graph/api/resources/approleassignment). */
const DEFAULT_ROLE: CatalogRole = { originId: '00000000-0000-0000-0000-000000000000', name: 'Default Access' };

type Say = (column: SheetColumn, said: string, what: string, suggestions?: string[]) => void;

/**
 * Looks up every name of a sheet in the tenant, in batches, and says of each row what it means. An unknown or ambiguous name
 * is a problem with what could stand there; nothing is left out. Writes nothing.
 * @param known what rows mean that were looked up before, by their place; they are not looked up again
 * @throws AppError Graph's own
 */
export async function resolveSheet(graph: Graph, rows: readonly WrittenRow[], known: ReadonlyMap<number, WantedRow> = new Map()): Promise<ResolvedSheet> {
  const open = rows.filter((_, index) => !known.has(index));
  const sheet = await readTenantFor(graph, rows, open);
  const problems: SheetProblem[] = [];
  const sayOf = (written: WrittenRow) => (policy: number | null): Say => (column, said, what, suggestions = []) => void problems.push({ line: lineOf(written, column, policy), row: written.row, policy, column: columnRules(column).header, said, what, suggestions });
  const wanted = rows.map((row, index): WantedRow => known.get(index) ?? resolveRow(sheet, row, sayOf(row)));
  for (const row of open) {
    const resolved = wanted[row.row - 1];
    if (resolved) resolved.prerequisite = prerequisitesOf(sheet, row, wanted, sayOf(row)(null));
  }
  await suggest(graph, sheet, rows, problems);
  return { wanted, problems: problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0)) };
}

type Tenant = {
  rows: readonly WrittenRow[];
  catalogs: ReadonlyMap<string, { id: string; name: string }[]>;
  resources: ReadonlyMap<string, LookedUp>;
  /** Roles of sites, by their address, where a catalog of the sheet has them. */
  siteRoles: ReadonlyMap<string, CatalogRole[]>;
  names: NameBook;
  /** The connected ones, where a row names any. */
  organizations: readonly { id: string; name: string }[];
  /** Packages of the tenant that are somebody's prerequisite. */
  designs: ReadonlyMap<string, PackageDesign>;
  rowOf: (text: string) => number[];
  /** The first row of each package, by its catalog in the tenant and its name. */
  firsts: ReadonlyMap<string, WrittenRow>;
};

const key = (text: string): string => text.toLowerCase();

/** @param open the rows that are looked up */
async function readTenantFor(graph: Graph, rows: readonly WrittenRow[], open: readonly WrittenRow[]): Promise<Tenant> {
  const all = (column: ListColumn): string[] => open.flatMap(({ cells }) => (isPolicyColumn(column) ? cells.policies.flatMap((policy) => policy[column]) : cells[column]));
  const catalogTexts = [...new Set(rows.map(({ cells }) => cells.catalog))].map(sayingOf);
  const subjects = POLICY_LISTS.flatMap((column) => all(column).filter((text) => !wordsOf(column).includes(text) && !(column === 'ask' && prefixedIn(text))));
  const organised = all('ask').some((text) => prefixedIn(text)?.prefix === 'organisation');
  const resourceTexts = [...new Set(all('resources').map((item) => resourceIn(item).resource))];
  const lines = resourceTexts.flatMap((text, index) => readLines(text).slice(0, 1).map((line) => ({ ...line, line: index + 1 })));
  const [named, byId, looked, names, organizations] = await Promise.all([
    findCatalogsByName(graph, catalogTexts.flatMap(({ by, value }) => (by === 'id' ? [] : [value]))),
    readCatalogs(graph, catalogTexts.flatMap(({ by, value }) => (by === 'id' ? [value] : []))),
    lookUpLines(graph, lines),
    lookUpNames(graph, subjects, [...all('prerequisite'), ...all('incompatible')]),
    organised ? listConnectedOrganizations(graph) : [],
  ]);
  const catalogs = new Map<string, { id: string; name: string }[]>();
  for (const { id, name } of new Map([...named, ...byId].map((catalog) => [catalog.id, catalog])).values()) for (const text of [id, name]) catalogs.set(key(text), [...(catalogs.get(key(text)) ?? []), { id, name }]);
  const asked = [...new Set(all('prerequisite').flatMap((text) => names(text, 'package').map(({ id }) => id)))];
  const [siteRoles, designs] = await Promise.all([
    looked.some(({ origin }) => origin?.originSystem === 'SharePointOnline') ? readSiteRoles(graph, [...named, ...byId].map(({ id }) => id)) : new Map<string, CatalogRole[]>(),
    loadPackageDesign(graph, asked),
  ]);
  const places = new Map<string, number[]>();
  rows.forEach(({ cells }, index) => {
    for (const text of [cells.package, `${cells.catalog} > ${cells.package}`]) places.set(key(text), [...(places.get(key(text)) ?? []), index]);
  });
  const firsts = new Map([...rows].reverse().map((row) => [packageKey({ catalogs }, row.cells), row]));
  return { rows, firsts, catalogs, resources: new Map(looked.map((each) => [resourceTexts[each.line.line - 1] ?? '', each])), siteRoles, names, organizations, designs, rowOf: (text) => places.get(key(text)) ?? [] };
}

/** What sites offer is known by the catalogs that have them, and by nothing else. */
async function readSiteRoles(graph: Graph, catalogIds: readonly string[]): Promise<Map<string, CatalogRole[]>> {
  const found = new Map<string, CatalogRole[]>();
  for (const [catalogId, resources] of await readCatalogResources(graph, catalogIds)) {
    const sites = resources.filter(({ originSystem }) => originSystem === 'SharePointOnline');
    if (sites.length === 0) continue;
    const roles = await readRoles(graph, catalogId, sites);
    for (const site of sites) found.set(addressKey(site), roles.get(site.id) ?? []);
  }
  return found;
}

const addressKey = ({ originId }: Pick<CatalogResource, 'originId'>): string => key(originId).replace(/\/$/, '');

function resolveRow(tenant: Tenant, { cells, row }: WrittenRow, sayOf: (policy: number | null) => Say): WantedRow {
  const say = sayOf(null);
  const catalog = catalogOf(tenant, cells, say);
  const first = tenant.firsts.get(packageKey(tenant, cells));
  if (first && first.row < row && cells.package && cells.catalog) say('package', cells.package, `The same package as in ${placeWords(first)}. Take one away, or name its catalog in both as it is named in one.`);
  const wanted: WantedRow = {
    catalog, package: cells.package, description: cells.description, hidden: cells.shown !== 'yes',
    roles: cells.resources.flatMap((item) => roleOf(tenant, item, say)),
    prerequisite: [],
    policies: cells.policies.map((policy, index) => resolvePolicy(tenant, policy, sayOf(index + 1))),
    incompatible: cells.incompatible.flatMap((text) => incompatibleOf(tenant, row, text, say)),
  };
  checkRoles(wanted, cells, say);
  checkPolicies(wanted, cells, sayOf);
  return wanted;
}

function resolvePolicy(tenant: Tenant, cells: PolicyCells, say: Say): WantedPolicy {
  const subjects = (column: PolicyList): Subject[] => cells[column].flatMap((text) => subjectOf(tenant, column, text, say));
  const word = cells.ask.length === 1 ? (Object.keys(ASK_WORDS) as (keyof typeof ASK_WORDS)[]).find((each) => each === cells.ask[0]) : undefined;
  const every = REVIEW_WORDS[cells.review as keyof typeof REVIEW_WORDS] as (typeof REVIEW_WORDS)[keyof typeof REVIEW_WORDS] | undefined;
  return {
    name: cells.policy,
    ask: word ? { scope: ASK_WORDS[word], targets: [] } : (askPrefixed(tenant, cells, say) ?? { scope: 'specificDirectoryUsers', targets: subjects('ask') }),
    stages: ([1, 2, 3] as const).flatMap((number) => (cells[`approvers${number}`].length === 0 ? [] : [{ approvers: subjects(`approvers${number}`), standIns: subjects(`standIns${number}`), days: daysIn(cells[`days${number}`]) }])),
    ends: endsOf(cells.duration) ?? { how: 'noExpiration', after: { count: '', unit: 'days' }, on: '' },
    review: every ? { every, reviewers: cells.reviewers[0] === THEMSELVES ? null : subjects('reviewers'), silence: SILENCE_WORDS[cells.silence as keyof typeof SILENCE_WORDS] } : null,
  };
}

/** Who is told of by a word before it, a rule or organisations; null where names stand alone. */
function askPrefixed({ organizations }: Tenant, { ask }: PolicyCells, say: Say): WantedPolicy['ask'] | null {
  const told = ask.flatMap((text) => { const found = prefixedIn(text); return found ? [{ text, ...found }] : []; });
  const rule = told.find(({ prefix }) => prefix === 'rule');
  if (rule) {
    const problem = ruleProblem(rule.value);
    if (problem) say('ask', rule.text, problem);
    return { scope: 'automatic', targets: [], rule: rule.value };
  }
  if (told.length === 0) return null;
  const targets = told.flatMap(({ text, value }) => {
    const saying = key(sayingOf(value).value);
    const [only, ...more] = organizations.filter(({ id, name }) => [key(id), key(name)].includes(saying));
    if (!only) say('ask', text, 'No connected organisation of the tenant has this name.', wordsLike(value, organizations.map(({ name }) => name)).map((name) => prefixed('organisation', name)));
    else if (more.length > 0) say('ask', text, severalWords([only, ...more]), [only, ...more].map(({ id, name }) => prefixed('organisation', `${name} ${id}`)));
    else return [subjectNamed('organization', only.id, only.name)];
    return [];
  });
  return { scope: 'specificConnectedOrganizationUsers', targets };
}

const placeWords = (row: WrittenRow | undefined): string => (row?.line ? `line ${row.line}` : `row ${row?.row ?? 1}`);

/** One package, however its catalog is named. */
function packageKey(tenant: Pick<Tenant, 'catalogs'>, cells: SheetCells): string {
  return key(`${catalogNamed(tenant, cells).name} > ${cells.package}`);
}

function catalogNamed({ catalogs }: Pick<Tenant, 'catalogs'>, { catalog }: SheetCells): WantedRow['catalog'] {
  return catalogs.get(key(sayingOf(catalog).value))?.[0] ?? { id: null, name: catalog };
}

function catalogOf(tenant: Tenant, cells: SheetCells, say: Say): WantedRow['catalog'] {
  const { by, value } = sayingOf(cells.catalog);
  const found = tenant.catalogs.get(key(value)) ?? [];
  if (found.length > 1) say('catalog', cells.catalog, `${found.length} catalogs have this name. Choose one by its id.`, found.map(({ id, name }) => `${name} ${id}`));
  if (found.length === 0 && by === 'id') say('catalog', cells.catalog, 'No catalog of the tenant has this id.');
  return catalogNamed(tenant, cells);
}

/** A person, group or relation of a cell; none where it is a problem. */
function subjectOf({ names }: Tenant, column: ListColumn, text: string, say: Say): Subject[] {
  if (text === THEMSELVES && column === 'reviewers') return [];
  const relation = relationCalled(column, text);
  if (relation) return [relation];
  const bearers = names(text, 'person', 'group');
  const [only, ...more] = bearers;
  if (!only) say(column, text, unknownWords(text, 'person or group'));
  else if (more.length > 0) say(column, text, severalWords(bearers), bearers.map(({ name, id, kind, about }) => (kind === 'person' ? about : `${name} ${id}`)));
  else if (only.disabled && column !== 'ask') say(column, text, `The account of ${only.name} is disabled and could not answer. Name somebody else.`);
  else return [subjectNamed(only.kind === 'group' ? 'group' : 'person', only.id, only.name)];
  return [];
}

function unknownWords(text: string, noun: string): string {
  return `No ${noun} of the tenant has this ${{ id: 'id', mail: 'address', address: 'address', name: 'name' }[sayingOf(text).by]}.`;
}

const severalWords = (bearers: readonly unknown[]): string => `${bearers.length} have this name. Choose one.`;

function roleOf({ resources, siteRoles }: Tenant, item: string, say: Say): WantedRole[] {
  const { resource, role } = resourceIn(item);
  const looked = resources.get(resource);
  if (!looked || looked.problem) {
    say('resources', item, looked?.problem?.what.replace(/ Was it one of these\?$/, '') ?? 'This names no resource.', (looked?.problem?.suggestions ?? []).map(({ text }) => (role ? resourceText(text, role) : text)));
    return [];
  }
  const { origin } = looked;
  const refused = refusalOf(origin);
  if (refused) say('resources', item, `“${origin.name}” cannot be handed out: ${refused}`);
  const offered = rolesOffered(origin, siteRoles);
  if (refused) return [];
  if (!offered) say('resources', item, `What the site “${origin.name}” offers is known only once a catalog has it. Add it to a catalog of this sheet first, then bring the sheet in.`);
  const chosen = role ? offered?.find(({ name }) => key(name) === key(role)) : isGroup(origin) ? offered?.[0] : offered?.length === 1 ? offered[0] : undefined;
  if (chosen) return [{ originSystem: origin.originSystem, originId: origin.originId, resourceName: origin.name, roleOriginId: chosen.originId, roleName: chosen.name }];
  if (offered) say('resources', item, role ? `“${origin.name}” has no role “${role}”.` : `Say which role of “${origin.name}”.`, offered.map(({ name }) => resourceText(resource, name)));
  return [];
}

type Origin = NonNullable<LookedUp['origin']>;

/** Why Entra would not take it, or nothing. */
function refusalOf(origin: Origin): string | null {
  const facts = { originSystem: origin.originSystem, originId: origin.originId, name: origin.name, about: origin.about, owners: [], right: 'role' as const, catalogs: [], conditionalAccess: null };
  const { findings } = judgeReadiness({ ...facts, ...(isGroup(origin) ? { group: { ...origin.facts, licences: [], managedByPim: false } } : {}), ...(isApplication(origin) ? { application: origin.facts } : {}) }, '');
  const cannot = findings.find(({ level }) => level === 'cannot');
  return cannot ? readinessWords(cannot) : null;
}

/** The roles it offers, the usual one first; null where nothing tells. A group with a rule has members nobody can add. */
function rolesOffered(origin: Origin, siteRoles: Tenant['siteRoles']): CatalogRole[] | null {
  if (isGroup(origin)) return groupRoles(origin);
  if (isApplication(origin)) return applicationRoles(origin);
  return siteRoles.get(addressKey(origin)) ?? null;
}

function groupRoles({ originId, facts }: ReadGroup): CatalogRole[] {
  const [member, owner] = [{ originId: `Member_${originId}`, name: 'Member' }, { originId: `Owner_${originId}`, name: 'Owner' }];
  return facts.dynamic ? [owner] : [member, owner, { originId: `EligibleMember_${originId}`, name: 'Eligible Member' }];
}

function applicationRoles({ roles }: ReadApplication): CatalogRole[] {
  return roles.length > 0 ? roles : [DEFAULT_ROLE];
}

function checkRoles({ roles }: WantedRow, { resources }: SheetCells, say: Say): void {
  const seen = new Set<string>();
  roles.forEach(({ originId, roleOriginId, resourceName, roleName }) => {
    const of = `${originId} ${roleOriginId}`.toLowerCase();
    if (seen.has(of)) say('resources', resources.find((item) => key(resourceIn(item).resource) === key(resourceName)) ?? resourceName, `“${roleName}” of “${resourceName}” is there twice. Take one away.`);
    seen.add(of);
  });
}

/** What Microsoft Entra would refuse of its policies; names that are a problem already are not told again as missing. */
function checkPolicies(wanted: WantedRow, cells: SheetCells, sayOf: (policy: number) => Say): void {
  for (const { policy, column, what } of checkRow(wanted, new Date().toISOString()).wrong) {
    const written = cells.policies[policy - 1];
    if (!written || !isPolicyColumn(column)) throw new Error(`policy ${policy} has no ${column}`);
    const lost = POLICY_LISTS.some((list) => list === column) && written[column].length > 0;
    if (!lost && !(column === 'duration' && !endsOf(written.duration))) sayOf(policy)(column, [written[column]].flat().join('; '), what);
  }
}

type Other = { row: WrittenRow; bearer: null } | { row: null; bearer: Bearer };

/** The package of the sheet or the tenant, or the group, that a cell names; null where it is a problem. */
function otherOf(tenant: Tenant, column: 'incompatible' | 'prerequisite', own: number, text: string, say: Say): Other | null {
  const { rows, rowOf, names } = tenant;
  const named = rowOf(text).flatMap((index) => rows[index] ?? []);
  const known = new Set(named.map(({ cells }) => packageKey(tenant, cells)));
  const others = names(text, 'package', 'group').filter(({ kind, about, name }) => kind === 'group' || !known.has(key(`${about} > ${name}`)));
  // A row that still lacks its catalog is told of by itself, and is meant only where nothing else can be.
  const placed = named.filter(({ cells }, index) => cells.catalog && named.findIndex((other) => packageKey(tenant, other.cells) === packageKey(tenant, cells)) === index);
  const inSheet = placed.length + others.length > 0 ? placed : named.slice(0, 1);
  const [row, bearer] = [inSheet[0], others[0]];
  if (inSheet.length + others.length > 1) {
    say(column, text, severalWords([...inSheet, ...others]), [...inSheet.filter((each) => each.row !== own).map(({ cells }) => `${cells.catalog} > ${cells.package}`), ...others.map(({ kind, name, id, about }) => (kind === 'package' ? `${about} > ${name}` : `${name} ${id}`))]);
    return null;
  }
  if (row?.row === own) {
    say(column, text, column === 'incompatible' ? 'A package is not kept from itself. Take it away.' : 'Nobody can have it before they have it. Take it away.');
    return null;
  }
  if (row) return { row, bearer: null };
  if (bearer) return { row: null, bearer };
  say(column, text, `No package of the sheet or the tenant, and no group, has this name.${column === 'prerequisite' ? ' What is neither belongs under “Prerequisite nobody checks”.' : ''}`);
  return null;
}

function incompatibleOf(tenant: Tenant, own: number, text: string, say: Say): WantedIncompatible[] {
  const other = otherOf(tenant, 'incompatible', own, text, say);
  if (other?.row) return [{ kind: 'row', catalog: catalogNamed(tenant, other.row.cells).name, name: other.row.cells.package }];
  return other ? [{ kind: other.bearer.kind === 'package' ? 'package' : 'group', id: other.bearer.id, name: other.bearer.name }] : [];
}

/** The groups by which a prerequisite is known: its own, or the one whose membership a package gives. */
function prerequisitesOf(tenant: Tenant, { cells, row }: WrittenRow, wanted: readonly WantedRow[], say: Say): WantedRow['prerequisite'] {
  return cells.prerequisite.flatMap((text) => {
    const other = otherOf(tenant, 'prerequisite', row, text, say);
    if (!other) return [];
    if (other.bearer?.kind === 'group') return [{ id: other.bearer.id, name: other.bearer.name }];
    const group = groupGivenBy(other.bearer ? (tenant.designs.get(other.bearer.id)?.roles ?? []) : (wanted[other.row.row - 1]?.roles ?? []));
    if (group) return [group];
    say('prerequisite', text, `“${text}” gives membership of no group, so nothing tells who has it. Name a group, or write it under “Prerequisite nobody checks”.`);
    return [];
  });
}

/** Most unknown names for which names that are alike are asked for. */
const MOST_ASKED = 40;

/** What could stand in place of the unknown, the likest first; of resources that is known with the name. */
async function suggest(graph: Graph, { rows }: Tenant, written: readonly WrittenRow[], problems: SheetProblem[]): Promise<void> {
  const bare = problems.filter(({ column, what, suggestions, said }) => suggestions.length === 0 && /^No /.test(what) && sayingOf(said).by === 'name' && column !== columnRules('resources').header).slice(0, MOST_ASKED);
  if (bare.length === 0) return;
  // People where people may stand; whom a package is kept apart from, and what comes before it, are packages and groups.
  const listOf = ({ column }: SheetProblem): PolicyList | undefined => POLICY_LISTS.find((each) => columnRules(each).header === column);
  const [ofPeople, ofPackages] = [bare.filter(listOf), bare.filter((problem) => !listOf(problem))].map((of) => of.map(({ said }) => said));
  const [subjects, groups, packages] = await Promise.all([readNamesLike(graph, ofPeople ?? [], ['groups', 'users']), readNamesLike(graph, ofPackages ?? [], ['groups']), findPackagesLike(graph, (ofPackages ?? []).map(lastPart))]);
  for (const problem of bare) {
    const { said } = problem;
    const column = listOf(problem);
    const own = written[(problem.row ?? 1) - 1];
    const known = [...rows.filter((row) => row !== own).map(({ cells }) => ({ name: cells.package, catalogName: cells.catalog })), ...(packages.get(lastPart(said)) ?? []).filter(({ name }) => key(name) !== key(own?.cells.package ?? ''))];
    const names = column ? [...(subjects.get(said) ?? []), ...wordsOf(column)] : [...(groups.get(said) ?? []), ...known.map(({ name, catalogName }) => (lastPart(said) === said || !catalogName ? name : `${catalogName} > ${name}`))];
    problem.suggestions = wordsLike(said, names);
  }
}
