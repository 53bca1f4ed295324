/**
 * A policy sheet held against the tenant: in what the two differ, row by row and in people's words, and which changes of a
 * draft would make the tenant as the sheet says. Pure.
 */
import type { Catalog, CatalogResource } from '../catalog';
import { pairId } from '../draft';
import type { NewChange, Ref, WantedOf } from '../draft';
import { rulesOf } from '../draft-kinds';
import type { OriginSystem, PackageRole } from '../package-design';
import { formOf } from '../policy-form';
import type { PolicyDocument } from '../policy-document';
import { nameIn, pairPolicies } from './pair-policies';
import { isForExternals, mayAsk, openTo, policyOfRow } from './wanted-row';
import type { PolicyField, WantedPolicy, WantedRow } from './wanted-row';
import { approvalWords, askWords, differsIn, durationWords, listWords, reviewWords, roleWords, stagesOf } from './row-words';
import type { Names } from './row-words';

/** A package or group that somebody must not have beside a package. */
export type KeptFrom = { kind: 'package' | 'group'; id: string; name: string };

/** What the tenant has of a row. */
export type TenantRow = {
  catalog: Catalog | null;
  package: { id: string; name: string; description: string; hidden: boolean } | null;
  roles: readonly PackageRole[];
  policies: readonly { id: string; document: PolicyDocument }[];
  keptFrom: readonly KeptFrom[];
};

/** What the tenant has of a sheet: a row each, in the sheet's order; none of those that were not asked for. */
export type SheetTenant = {
  rows: readonly (TenantRow | undefined)[];
  resources: ReadonlyMap<string, readonly CatalogResource[]>;
  /** What packages that are no row of the sheet are kept from, by package. */
  others: ReadonlyMap<string, readonly KeptFrom[]>;
  names: Names;
};

export type TenantPolicy = TenantRow['policies'][number];

export const DEVIATION_FIELDS = { catalog: 'Catalog', package: 'Package', external: 'Catalog seen by externals', description: 'Description', shown: 'Shown in My Access', resources: 'Resources and roles', missing: 'Policy', policy: 'Policy', ask: 'Who may ask', approval: 'Who decides', duration: 'Access lasts', review: 'Reviewed', incompatible: 'Not together with', beside: 'Further policy' } as const;
export type DeviationField = keyof typeof DEVIATION_FIELDS;

const NOT_THERE = 'not there';

/**
 * One difference of the tenant from a row. `changes` are the keys of what would bring the tenant back; `policy` is which of
 * the package's it is about, by its name in the sheet, or of one the sheet does not have by its id.
 */
export type Deviation = { row: number; field: DeviationField; policy: string | null; sheet: string; tenant: string; changes: string[] };

/** The policy that a deviation is about, where its package has several and the values do not name it. */
export function policyMeant({ policies }: Pick<WantedRow, 'policies'>, { field, policy }: Pick<Deviation, 'field' | 'policy'>): string | null {
  return policies.length > 1 && field !== 'beside' && field !== 'missing' && field !== 'policy' ? policy : null;
}

export type HeldSheet = {
  deviations: Deviation[];
  /** By key, in the order in which they are told; each refers to others by theirs. */
  changes: ReadonlyMap<string, NewChange>;
  /** Rows that name a package which the sheet does not have any more. */
  dangling: { row: number; name: string }[];
};

const key = (...parts: string[]): string => JSON.stringify(parts.map((part) => part.toLowerCase()));

/** What a package is to be kept from, by what one row or another says. */
type Wish = { id: string | null; row: number | null; kind: 'package' | 'group'; name: string };

class Holding {
  readonly deviations: Deviation[] = [];
  readonly changes = new Map<string, NewChange>();
  readonly dangling: HeldSheet['dangling'] = [];
  private readonly places: Map<string, number>;
  private readonly numbers = new Map<string, number>();
  private readonly wishes: Wish[][];

  constructor(private readonly sheetName: string, private readonly rows: readonly WantedRow[], private readonly tenant: SheetTenant, private readonly today: string, private readonly looksAt: LooksAt) {
    this.places = new Map(rows.map(({ catalog, package: name }, index) => [key(catalog.name, name), index]));
    this.wishes = rows.map(() => []);
    rows.forEach((row, index) => this.collectWishes(row, index));
  }

  /** An incompatibility of two packages holds both ways, whichever row says so. */
  private collectWishes({ incompatible }: WantedRow, index: number): void {
    for (const other of incompatible) {
      if (other.kind === 'group') this.wish(index, { kind: 'group', id: other.id, row: null, name: other.name });
      else if (other.kind === 'package') this.wish(index, { kind: 'package', id: other.id, row: this.rowWith(other.id), name: other.name }, index);
      else {
        const at = this.places.get(key(other.catalog, other.name));
        if (at === undefined) this.dangling.push({ row: index, name: other.name });
        else this.wish(index, { kind: 'package', id: this.tenant.rows[at]?.package?.id ?? null, row: at, name: other.name }, index);
      }
    }
  }

  private wish(index: number, wish: Wish, back?: number): void {
    const list = this.wishes[index];
    if (list && !list.some((known) => sameOther(known, wish))) list.push(wish);
    const own = this.rows[index];
    if (back !== undefined && wish.row !== null && own) this.wish(wish.row, { kind: 'package', id: this.tenant.rows[index]?.package?.id ?? null, row: index, name: own.package });
  }

  /** The row whose package the tenant knows by this id. */
  private rowWith(packageId: string): number | null {
    const index = this.tenant.rows.findIndex((row) => row?.package?.id === packageId);
    return index < 0 ? null : index;
  }

  hold(): HeldSheet {
    this.rows.forEach((row, index) => {
      if (!this.looksAt(index)) return;
      const there = this.tenant.rows[index];
      if (!there) throw new Error(`row ${index} was not read`);
      if (!there.catalog || !there.package) this.missing(row, there, index);
      else this.compare(row, there, there.package, index);
    });
    return { deviations: this.deviations, changes: this.changes, dangling: this.dangling };
  }

  private add(changeKey: string, change: NewChange): string {
    if (!this.changes.has(changeKey)) this.changes.set(changeKey, { ...change, key: changeKey });
    return changeKey;
  }

  /** A key of a few letters for what is known by a long name, an address among them. */
  private numbered(letter: string, name: string): string {
    const number = this.numbers.get(name) ?? this.numbers.size;
    this.numbers.set(name, number);
    return `${letter}${number}`;
  }

  private tell(row: number, field: DeviationField, sheet: string, tenant: string, changes: string[], policy: string | null = null): void {
    if (this.looksAt(row, field, policy)) this.deviations.push({ row, field, policy, sheet, tenant, changes });
  }

  private catalogRef(index: number): Ref {
    const [row, there] = [this.rows[index], this.tenant.rows[index]];
    if (!row) throw new Error(`no row ${index}`);
    if (there?.catalog) return { id: there.catalog.id, name: there.catalog.name };
    const first = this.rows.findIndex(({ catalog }) => catalog.name.toLowerCase() === row.catalog.name.toLowerCase());
    const externallyVisible = this.rows.some((other) => other.catalog.name.toLowerCase() === row.catalog.name.toLowerCase() && isForExternals(other));
    return { key: this.add(`c${first}`, { kind: 'catalog', operation: 'create', wanted: { name: row.catalog.name, description: `From the policy sheet “${this.sheetName}”`, published: true, externallyVisible } }), name: row.catalog.name };
  }

  private packageRef(index: number): Ref {
    const [row, there] = [this.rows[index], this.tenant.rows[index]];
    if (!row) throw new Error(`no row ${index}`);
    if (there?.package) return { id: there.package.id, name: there.package.name };
    return { key: this.add(`p${index}`, { kind: 'package', operation: 'create', wanted: { catalog: this.catalogRef(index), name: row.package, description: row.description, hidden: row.hidden } }), name: row.package };
  }

  /** Adds the role, and the resource to the catalog where it is not there. */
  private addRole(index: number, role: WantedRow['roles'][number]): string[] {
    const catalog = this.catalogRef(index);
    const known = 'id' in catalog ? this.tenant.resources.get(catalog.id)?.find((resource) => resource.originId.toLowerCase() === role.originId.toLowerCase()) : undefined;
    const resourceKey = this.numbered('r', `${'id' in catalog ? catalog.id : catalog.key} ${role.originId.toLowerCase()}`);
    const resource: Ref = known ? { id: known.id, name: known.name } : { key: this.add(resourceKey, { kind: 'catalogResource', operation: 'create', wanted: { catalog, originId: role.originId, originSystem: role.originSystem, name: role.resourceName } }), name: role.resourceName };
    const place = this.rows[index]?.roles.indexOf(role) ?? 0;
    const wanted: WantedOf['packageRole'] = { package: this.packageRef(index), resource, resourceName: role.resourceName, originId: role.originId, originSystem: role.originSystem, roleOriginId: role.roleOriginId, roleName: role.roleName };
    return [...(known ? [] : [resourceKey]), this.add(`g${index}-${place}`, { kind: 'packageRole', operation: 'create', wanted })];
  }

  /** Keeps the one from the other, and the other from the one where that is no row of its own. */
  private keep(index: number, wish: Wish, there: TenantRow | undefined): string[] {
    const changes: string[] = [];
    const has = (list: readonly KeptFrom[]): boolean => wish.id !== null && list.some(({ kind, id }) => kind === wish.kind && id === wish.id);
    const own = this.packageRef(index);
    if (!has(there?.keptFrom ?? [])) {
      if (wish.kind === 'group') changes.push(this.add(`x${index}-${wish.id ?? ''}`, { kind: 'incompatibleGroup', operation: 'create', wanted: { package: own, groupId: wish.id ?? '', groupName: wish.name } }));
      else {
        const other: Ref = wish.row === null ? { id: wish.id ?? '', name: wish.name } : this.packageRef(wish.row);
        changes.push(this.add(`x${index}-${wish.row ?? wish.id ?? ''}`, { kind: 'incompatiblePackage', operation: 'create', wanted: { package: own, other } }));
      }
    }
    if (wish.kind === 'package' && wish.row === null && wish.id !== null && !this.isKeptBack(wish.id, index)) changes.push(this.add(`x${wish.id}-${index}`, { kind: 'incompatiblePackage', operation: 'create', wanted: { package: { id: wish.id, name: wish.name }, other: own } }));
    return changes;
  }

  private isKeptBack(otherId: string, index: number): boolean {
    const own = this.tenant.rows[index]?.package?.id;
    return own !== undefined && (this.tenant.others.get(otherId) ?? []).some(({ kind, id }) => kind === 'package' && id === own);
  }

  private missing(row: WantedRow, there: TenantRow, index: number): void {
    const catalog = this.catalogRef(index);
    const changes = [...('key' in catalog ? [catalog.key] : [])];
    const ref = this.packageRef(index);
    if ('key' in ref) changes.push(ref.key);
    for (const role of row.roles) changes.push(...this.addRole(index, role));
    for (const policy of row.policies) changes.push(this.addPolicy(row, policy, ref, index));
    for (const wish of this.wishes[index] ?? []) changes.push(...this.keep(index, wish, undefined));
    if (there.catalog && isForExternals(row) && !there.catalog.externallyVisible) changes.push(this.openCatalog(there.catalog));
    this.tell(index, 'package', there.catalog ? row.package : `${row.package}, in the catalog ${row.catalog.name}`, there.catalog ? NOT_THERE : `${NOT_THERE}, nor is the catalog`, changes);
  }

  private openCatalog(catalog: Catalog): string {
    const { id, ...is } = catalog;
    const base = { name: is.name, description: is.description, published: is.published, externallyVisible: is.externallyVisible };
    return this.add(`o${id}`, { kind: 'catalog', operation: 'update', objectId: id, base, wanted: { ...base, externallyVisible: true } });
  }

  private compare(row: WantedRow, there: TenantRow, pack: NonNullable<TenantRow['package']>, index: number): void {
    if (there.catalog && isForExternals(row) && !there.catalog.externallyVisible) this.tell(index, 'external', 'yes', 'no', [this.openCatalog(there.catalog)]);
    this.comparePackage(row, there, pack, index);
    this.compareRoles(row, there, pack, index);
    this.comparePolicies(row, there, pack, index);
    this.compareKeptFrom(there, pack, index);
  }

  private comparePackage(row: WantedRow, there: TenantRow, pack: NonNullable<TenantRow['package']>, index: number): void {
    const changed = { description: row.description !== pack.description && this.looksAt(index, 'description'), shown: row.hidden !== pack.hidden && this.looksAt(index, 'shown') };
    if (!changed.description && !changed.shown) return;
    const base: WantedOf['package'] = { catalog: { id: there.catalog?.id ?? '', name: there.catalog?.name ?? '' }, name: pack.name, description: pack.description, hidden: pack.hidden };
    const changeKey = this.add(`p${index}`, { kind: 'package', operation: 'update', objectId: pack.id, base, wanted: { ...base, ...(changed.description ? { description: row.description } : {}), ...(changed.shown ? { hidden: row.hidden } : {}) } });
    if (changed.description) this.tell(index, 'description', row.description, pack.description || 'nothing', [changeKey]);
    if (changed.shown) this.tell(index, 'shown', row.hidden ? 'no' : 'yes', pack.hidden ? 'no' : 'yes', [changeKey]);
  }

  private compareRoles(row: WantedRow, there: TenantRow, pack: NonNullable<TenantRow['package']>, index: number): void {
    const of = (role: { originId: string; roleOriginId: string }): string => key(role.originId, role.roleOriginId);
    const [wanted, has] = [new Set(row.roles.map(of)), new Set(there.roles.map(of))];
    const [lacking, extra] = [row.roles.filter((role) => !has.has(of(role))), there.roles.filter((role) => !wanted.has(of(role)))];
    if (lacking.length + extra.length === 0) return;
    const added = lacking.flatMap((role) => this.addRole(index, role));
    const removed = extra.map((role) => this.add(this.numbered('d', `${pack.id} ${role.id}`), {
      kind: 'packageRole', operation: 'delete', objectId: pairId(pack.id, role.id),
      base: { package: { id: pack.id, name: pack.name }, resource: { id: role.resourceId, name: role.resourceName }, resourceName: role.resourceName, originId: role.originId, originSystem: role.originSystem as OriginSystem, roleOriginId: role.roleOriginId, roleName: role.roleName },
    }));
    this.tell(index, 'resources', listWords(row.roles.map(roleWords)), listWords(there.roles.map(roleWords)), [...added, ...removed]);
  }

  private addPolicy(row: WantedRow, policy: WantedPolicy, ref: Ref, index: number): string {
    return this.add(`y${index}-${row.policies.indexOf(policy)}`, { kind: 'policy', operation: 'create', wanted: { package: ref, document: policyOfRow(row, policy, null, this.today) } });
  }

  private comparePolicies(row: WantedRow, there: TenantRow, pack: NonNullable<TenantRow['package']>, index: number): void {
    const ref: Ref = { id: pack.id, name: pack.name };
    const { paired, beside } = pairPolicies(there, row);
    for (const { policy, there: has } of paired) {
      if (has) this.comparePolicy(row, policy, has, ref, index);
      else this.tell(index, 'missing', policy.name, NOT_THERE, [this.addPolicy(row, policy, ref, index)], policy.name);
    }
    for (const { id, document } of beside) this.tell(index, 'beside', 'none', nameIn(document), [this.add(`b${id}`, { kind: 'policy', operation: 'delete', objectId: id, base: { package: ref, document } })], id);
  }

  private comparePolicy(row: WantedRow, policy: WantedPolicy, { id, document }: TenantPolicy, ref: Ref, index: number): void {
    const form = formOf(document);
    const differing = differsIn(policy, row.prerequisite, form).filter((field) => this.looksAt(index, field, policy.name));
    const renamed = nameIn(document) !== policy.name && this.looksAt(index, 'policy', policy.name);
    if (differing.length === 0 && !renamed) return;
    const change = (fields: ReadonlySet<PolicyField>): NewChange => ({ kind: 'policy', operation: 'update', objectId: id, base: { package: ref, document }, wanted: { package: ref, document: { ...policyOfRow(row, policy, document, this.today, fields), ...(renamed ? { displayName: policy.name } : {}) } } });
    const changeKey = this.add(`y${index}-${row.policies.indexOf(policy)}`, change(new Set(differing)));
    const { names } = this.tenant;
    const words: Record<PolicyField, () => [string, string]> = {
      ask: () => [askWords(openTo(policy, row.prerequisite), true, names), askWords({ scope: form.scope, targets: form.targets, rule: form.rule }, mayAsk(form), names)],
      approval: () => [approvalWords(policy.stages, names), approvalWords(stagesOf(form), names)],
      duration: () => [durationWords(policy.ends), durationWords(form.ends)],
      review: () => [reviewWords(policy.review, names), reviewWords(form.review.on ? { every: form.review.every, reviewers: form.review.self ? null : form.review.reviewers, silence: form.review.silence } : null, names)],
    };
    if (renamed) this.tell(index, 'policy', policy.name, nameIn(document), [changeKey], policy.name);
    for (const field of differing) this.tell(index, field, ...words[field](), [changeKey], policy.name);
  }

  private compareKeptFrom(there: TenantRow, pack: NonNullable<TenantRow['package']>, index: number): void {
    const wishes = this.wishes[index] ?? [];
    const extra = there.keptFrom.filter(({ kind, id }) => !wishes.some((wish) => wish.kind === kind && wish.id === id));
    const made = wishes.map((wish) => ({ wish, changes: this.keep(index, wish, there) })).filter(({ changes }) => changes.length > 0);
    if (made.length + extra.length === 0) return;
    const own: Ref = { id: pack.id, name: pack.name };
    const removed = extra.map(({ kind, id, name }) => this.add(`z${index}-${id}`, kind === 'group' ? { kind: 'incompatibleGroup', operation: 'delete', objectId: pairId(pack.id, id), base: { package: own, groupId: id, groupName: name } } : { kind: 'incompatiblePackage', operation: 'delete', objectId: pairId(pack.id, id), base: { package: own, other: { id, name } } }));
    const oneWay = new Set(made.filter(({ wish }) => there.keptFrom.some(({ kind, id }) => kind === wish.kind && id === wish.id)).map(({ wish }) => wish.id));
    this.tell(index, 'incompatible', listWords(wishes.map(({ name }) => name)), listWords(there.keptFrom.map(({ id, name }) => (oneWay.has(id) ? `${name}, one way only` : name))), [...made.flatMap(({ changes }) => changes), ...removed]);
  }
}

function sameOther(one: Wish, other: Wish): boolean {
  return one.kind === other.kind && (one.row !== null ? one.row === other.row : one.id !== null && one.id === other.id);
}

/** Whether a row, and of it one part, of one policy, is compared. A change makes of an object only what is compared. */
export type LooksAt = (row: number, field?: DeviationField, policy?: string | null) => boolean;

/**
 * @param today on which a review that is new begins, `YYYY-MM-DD`
 * @param looksAt what is compared, and all unless told; the rows beside which those must not be held have to be read too (withPartners)
 */
export function holdSheet(sheetName: string, rows: readonly WantedRow[], tenant: SheetTenant, today: string, looksAt: LooksAt = () => true): HeldSheet {
  return new Holding(sheetName, rows, tenant, today, looksAt).hold();
}

/** These rows and every row that one of them must not be held together with, whichever of the two says so. */
export function withPartners(rows: readonly WantedRow[], chosen: ReadonlySet<number>): Set<number> {
  const places = new Map(rows.map(({ catalog, package: name }, index) => [key(catalog.name, name), index]));
  const all = new Set(chosen);
  rows.forEach(({ incompatible }, index) => {
    for (const other of incompatible) {
      const at = other.kind === 'row' ? places.get(key(other.catalog, other.name)) : undefined;
      if (at === undefined) continue;
      if (chosen.has(index)) all.add(at);
      if (chosen.has(at)) all.add(index);
    }
  });
  return all;
}

/** These changes and all that they cannot be without. */
export function changesFor(held: HeldSheet, keys: Iterable<string>): NewChange[] {
  const chosen = new Set<string>();
  const take = (changeKey: string): void => {
    const change = held.changes.get(changeKey);
    if (!change || chosen.has(changeKey)) return;
    chosen.add(changeKey);
    const said = change.operation === 'delete' ? change.base : change.wanted;
    for (const { ref } of rulesOf(change.kind).refs(said)) if ('key' in ref) take(ref.key);
  };
  for (const changeKey of keys) take(changeKey);
  return [...held.changes].flatMap(([changeKey, change]) => (chosen.has(changeKey) ? [change] : []));
}
