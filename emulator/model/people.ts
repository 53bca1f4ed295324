import { Chosen } from './chosen';
import type { User } from './directory';
import { Order } from './order';
import type { PeopleColumns } from './people-columns';
import type { Test } from './property-test';
import { passing } from './property-test';
import type { Leaf } from './value-column';
import { fold, tokensOf } from './words';

/** People who were changed, added or removed since the seed, by position; null for one who is gone. */
export type PeopleState = [position: number, user: User | null][];

/** Told of every change: who, as they were and as they are; undefined for nobody. */
export type PersonChange = (before: User | undefined, after: User | undefined) => void;

/** Answers of the columns that are kept, since the columns do not change. */
const KEPT_LEAVES = 200;

/**
 * Everybody, in a fixed order of positions: the columns the seed wrote, and above them whoever was changed since.
 * A person handed out is a copy of what is kept; a change is made by `add`.
 */
export class People {
  private readonly changed = new Map<number, User | null>();
  /** Positions of people added since, and of whoever has a changed sign-in name. */
  private readonly added = new Map<string, number>();
  private readonly names = new Map<string, number>();
  private readonly leaves = new Map<string, Leaf | null>();
  private readonly orders = new Map<string, Order<User> | null>();
  private readonly words = new Map<string, string[]>();
  private end: number;
  private gone = 0;

  constructor(private readonly columns: PeopleColumns, state: PeopleState = [], private readonly onChange: PersonChange = () => undefined) {
    this.end = columns.size;
    for (const [position, user] of state) this.put(position, user);
  }

  get size(): number {
    return this.end - this.gone;
  }

  /** Behind the last position. */
  get limit(): number {
    return this.end;
  }

  at(position: number): User | undefined {
    const changed = this.changed.get(position);
    if (changed !== undefined) return changed ?? undefined;
    return position >= 0 && position < this.columns.size ? this.columns.at(position) : undefined;
  }

  positionOf(id: string): number {
    const position = this.added.get(id) ?? this.columns.positionOf(id);
    return position >= 0 && this.changed.get(position) === null ? -1 : position;
  }

  /** The id at a position, also of somebody who is gone. */
  idAt(position: number): string {
    return this.changed.get(position)?.id ?? this.columns.idOf(position);
  }

  has(id: string): boolean {
    return this.positionOf(id) >= 0;
  }

  get(id: string): User | undefined {
    return this.at(this.positionOf(id));
  }

  /** Sign-in names are compared without case, accents kept. */
  byUpn(userPrincipalName: string): User | undefined {
    const position = this.names.get(userPrincipalName.toLowerCase());
    if (position !== undefined) return this.at(position);
    const first = this.columns.find('userPrincipalName', userPrincipalName);
    return first < 0 || this.changed.has(first) ? undefined : this.columns.at(first);
  }

  /** Graph takes an id or a sign-in name wherever a user is named in a path. */
  find(idOrName: string): User | undefined {
    return this.get(idOrName.toLowerCase()) ?? this.byUpn(idOrName);
  }

  /** People from a position on, each with theirs. */
  *from(position = 0): Generator<[number, User]> {
    for (let at = position; at < this.end; at += 1) {
      const user = this.at(at);
      if (user) yield [at, user];
    }
  }

  *values(): Generator<User> {
    for (const [, user] of this.from()) yield user;
  }

  /** The chosen from a position on; nobody else is looked at. */
  *among(chosen: Chosen, position = 0): Generator<[number, User]> {
    for (const at of chosen.from(position)) {
      const user = this.at(at);
      if (user) yield [at, user];
    }
  }

  everybody(): Chosen {
    return Chosen.leaf(this.end, this.size, (position) => position < this.end && this.changed.get(position) !== null, () => Uint32Array.from(this.from(), ([at]) => at));
  }

  /**
   * Who passes a test of one property, without a walk over everybody; null where no index has the property.
   * `extensions` is tested as a whole.
   */
  where(property: keyof User, test: Test): Chosen | null {
    const key = test.is === 'passing' ? `${property} passing ${test.named}` : `${property} ${JSON.stringify(test)}`;
    const leaf = this.leafFor(key, () => this.columns.where(property, test));
    const passes = passing(test);
    return leaf && this.choose(leaf, (user) => passes(user[property]));
  }

  withMail(mail: string): User[] {
    const chosen = this.where('mail', { is: 'equal', to: mail });
    return chosen ? Array.from(this.among(chosen), ([, user]) => user) : [];
  }

  /** Who passes a test of one extension, by its full name. */
  whereExtension(name: string, test: Exclude<Test, { is: 'passing' }>): Chosen {
    const fits = passing(test);
    const passes = (extensions: unknown): boolean => fits((extensions as User['extensions'])[name] ?? null);
    return this.where('extensions', { is: 'passing', named: `${name} ${JSON.stringify(test)}`, passes }) ?? Chosen.of(this.end, []);
  }

  /** People of whose display name one word begins so. */
  withNameWord(start: string): Chosen {
    const wanted = fold(start);
    return this.where('displayName', { is: 'passing', named: wanted, passes: (name) => this.wordsIn(String(name)).some((word) => word.startsWith(wanted)) }) ?? Chosen.of(this.end, []);
  }

  /** People with a word in their name that begins so, or whose sign-in name or mail address does. */
  withWordStarting(start: string): Chosen {
    const found = [this.withNameWord(start), this.where('userPrincipalName', { is: 'beginning', with: fold(start) }), this.where('mail', { is: 'beginning', with: fold(start) })];
    return found.flatMap((chosen) => chosen ?? []).reduce((all, more) => all.or(more));
  }

  directReports(managerId: string): User[] {
    const manager = this.columns.positionOf(managerId);
    const first = manager < 0 ? [] : Array.from(this.columns.reports(manager)).filter((position) => !this.changed.has(position)).map((position) => this.columns.at(position));
    const since = [...this.changed.values()].flatMap((user) => (user?.managerId === managerId ? user : []));
    return [...first, ...since];
  }

  /**
   * Everybody, or the chosen among them, in the order of a property; null where it is not kept in order.
   * The number beside each person is the place to begin at again with them.
   */
  inOrder(property: keyof User, chosen: Chosen, descending: boolean): ((from: number) => Generator<[number, User]>) | null {
    const key = `${property} ${descending}`;
    let order = this.orders.get(key);
    if (order === undefined) {
      const compare = (one: string, other: string): number => (descending ? collator.compare(other, one) : collator.compare(one, other));
      const positions = this.columns.sortedBy(property, compare);
      order = positions && new Order<User>(positions, (position) => textOf(this.columns.at(position)[property]), compare);
      this.orders.set(key, order);
    }
    return order?.among(chosen, (position) => this.at(position), this.changed, (user) => textOf(user[property])) ?? null;
  }

  /** Enters somebody new, or somebody known as they are now. */
  add(user: User): User {
    const known = this.added.get(user.id) ?? this.columns.positionOf(user.id);
    const before = known < 0 ? undefined : this.at(known);
    this.put(known < 0 ? this.end : known, user);
    this.onChange(before, user);
    return user;
  }

  /** Removes somebody; whoever reported to them has no manager any more. */
  remove(id: string): void {
    const position = this.positionOf(id);
    const user = this.at(position);
    if (!user) return;
    for (const report of this.directReports(id)) this.add({ ...report, managerId: null });
    this.put(position, null);
    this.onChange(user, undefined);
  }

  toJSON(): PeopleState {
    return [...this.changed];
  }

  private put(position: number, user: User | null): void {
    const before = this.at(position);
    if (before) this.names.delete(before.userPrincipalName.toLowerCase());
    if (before && !user) this.gone += 1;
    if (!before && user && position < this.end) this.gone -= 1;
    this.changed.set(position, user);
    this.end = Math.max(this.end, position + 1);
    if (!user) return;
    this.names.set(user.userPrincipalName.toLowerCase(), position);
    if (this.columns.positionOf(user.id) < 0) this.added.set(user.id, position);
  }

  private wordsIn(name: string): string[] {
    let words = this.words.get(name);
    if (!words) this.words.set(name, (words = tokensOf(name)));
    return words;
  }

  private leafFor(key: string, make: () => Leaf | null): Leaf | null {
    let leaf = this.leaves.get(key);
    if (leaf === undefined) {
      leaf = make();
      const [oldest] = this.leaves.keys();
      if (this.leaves.size >= KEPT_LEAVES && oldest !== undefined) this.leaves.delete(oldest);
      this.leaves.set(key, leaf);
    }
    return leaf;
  }

  /** What the columns say, corrected by everybody who was changed since. */
  private choose(leaf: Leaf, passes: (user: User) => boolean): Chosen {
    const { changed, columns, end } = this;
    const now: number[] = [];
    let count = leaf.count;
    for (const [position, user] of changed) {
      if (position < columns.size && leaf.has(position)) count -= 1;
      if (user && passes(user)) now.push(position);
    }
    const has = (position: number): boolean => {
      const user = changed.get(position);
      return user === undefined ? position < columns.size && leaf.has(position) : user !== null && passes(user);
    };
    const list = (): Uint32Array => (changed.size === 0 ? leaf.positions() : Uint32Array.from([...leaf.positions().filter((position) => !changed.has(position)), ...now]).sort());
    return Chosen.leaf(end, count + now.length, has, list);
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const collator = new Intl.Collator('en', { sensitivity: 'base' });
