import type { User } from './directory';
import { Table } from './table';
import { fold, wordsOf, WordIndex } from './word-index';

/** Told of every change: somebody as they were and as they are; undefined for nobody. */
export type PersonChange = (before: User | undefined, after: User | undefined) => void;

/** Everybody, found by id, sign-in name, mail, manager or the start of a word, each without a walk over all. */
export class People {
  readonly table: Table<User>;
  private readonly byPrincipalName = new Map<string, string>();
  private readonly byMail = new WordIndex();
  private readonly words = new WordIndex();
  private readonly reports = new Map<string, Set<string>>();

  constructor(users: Iterable<User> = [], private readonly onChange: PersonChange = () => undefined) {
    this.table = new Table();
    for (const user of users) this.enter(user);
  }

  get size(): number {
    return this.table.size;
  }

  get(id: string): User | undefined {
    return this.table.get(id);
  }

  /** Sign-in names are compared without case, accents kept. */
  byUpn(userPrincipalName: string): User | undefined {
    return this.table.get(this.byPrincipalName.get(userPrincipalName.toLowerCase()) ?? '');
  }

  /** Graph takes an id or a sign-in name wherever a user is named in a path. */
  find(idOrName: string): User | undefined {
    return this.get(idOrName.toLowerCase()) ?? this.byUpn(idOrName);
  }

  withMail(mail: string): User[] {
    return this.all(this.byMail.exact(mail.toLowerCase()));
  }

  /** People with a word in name, mail or sign-in name that begins so. */
  withWordStarting(start: string): User[] {
    return this.all(this.words.startingWith(fold(start)));
  }

  directReports(managerId: string): User[] {
    return this.all(this.reports.get(managerId) ?? []);
  }

  /** Enters somebody new, or somebody known as they are now. */
  add(user: User): User {
    const before = this.table.get(user.id);
    this.enter(user);
    this.onChange(before, user);
    return user;
  }

  private enter(user: User): void {
    const before = this.table.get(user.id);
    if (before) this.forget(before);
    this.table.add(user);
    this.byPrincipalName.set(user.userPrincipalName.toLowerCase(), user.id);
    if (user.mail) this.byMail.add(user.mail.toLowerCase(), user.id);
    for (const word of this.wordsFor(user)) this.words.add(word, user.id);
    if (user.managerId) {
      const team = this.reports.get(user.managerId) ?? new Set<string>();
      this.reports.set(user.managerId, team.add(user.id));
    }
  }

  remove(id: string): void {
    const user = this.table.get(id);
    if (!user) return;
    this.forget(user);
    this.table.remove(id);
    for (const report of this.directReports(id)) this.add({ ...report, managerId: null });
    this.onChange(user, undefined);
  }

  private forget(user: User): void {
    this.byPrincipalName.delete(user.userPrincipalName.toLowerCase());
    if (user.mail) this.byMail.remove(user.mail.toLowerCase(), user.id);
    for (const word of this.wordsFor(user)) this.words.remove(word, user.id);
    if (user.managerId) this.reports.get(user.managerId)?.delete(user.id);
  }

  private wordsFor(user: User): Set<string> {
    return new Set([
      ...wordsOf(user.displayName), ...wordsOf(user.userPrincipalName), ...wordsOf(user.mail ?? ''),
      fold(user.displayName), fold(user.givenName ?? ''), fold(user.surname ?? ''), fold(user.userPrincipalName), fold(user.mail ?? ''),
    ].filter(Boolean));
  }

  private all(ids: Iterable<string>): User[] {
    const found: User[] = [];
    for (const id of ids) {
      const user = this.table.get(id);
      if (user) found.push(user);
    }
    return found;
  }
}
