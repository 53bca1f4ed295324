import type { User } from './directory';
import { Grouping } from './grouping';
import type { NumberedText } from './numbered-column';
import { NumberedColumn } from './numbered-column';
import { PositionIds } from './position-id';
import type { Test } from './property-test';
import { passing } from './property-test';
import type { Leaf, Verdict } from './value-column';
import { ValueColumn } from './value-column';

/** Properties that come together, one object for all who have the same. */
const SHARED = {
  name: ['displayName', 'givenName', 'surname'],
  place: ['officeLocation', 'streetAddress', 'postalCode', 'city', 'state', 'country', 'usageLocation', 'faxNumber'],
  terms: ['companyName', 'employeeType', 'userType', 'creationType', 'externalUserState', 'homeDomain', 'passwordPolicies', 'onPremisesSyncEnabled'],
} as const;
const OWN = ['jobTitle', 'department', 'preferredLanguage', 'accountEnabled', 'extensions', 'licensed'] as const;
const NUMBERED = ['userPrincipalName', 'mail', 'mailNickname', 'employeeId', 'mobilePhone', 'businessPhone'] as const;

type SharedName = keyof typeof SHARED;
type OwnName = (typeof OWN)[number];
type NumberedName = (typeof NUMBERED)[number];

/** A person as the seed writes them: texts by stem and number, moments in seconds, the manager by position. */
export type Written = { [Part in SharedName]: Pick<User, (typeof SHARED)[Part][number]> }
  & Pick<User, OwnName>
  & { [Name in NumberedName]: NumberedText | null }
  & { created: number; hired: number | null; manager: number | null };

/** Where each property is kept. */
const PARTS = new Map<string, SharedName | 'own'>([
  ...(Object.keys(SHARED) as SharedName[]).flatMap((part) => SHARED[part].map((name): [string, SharedName] => [name, part])),
  ...OWN.map((name): [string, 'own'] => [name, 'own']),
]);

const PEOPLE = 1;
const NOBODY = -1;

/**
 * The people the organisation began with, a column for each property or for some that come together: about 90 bytes a
 * person. Nothing is changed here once the seed has written it; what changes afterwards stands in `People`.
 */
export class PeopleColumns {
  private readonly shared: { [Part in SharedName]: ValueColumn<Written[Part]> };
  private readonly own: { [Name in OwnName]: ValueColumn<User[Name]> };
  private readonly numbered: { [Name in NumberedName]: NumberedColumn };
  private readonly created: Uint32Array;
  private readonly hired: Uint32Array;
  private readonly managers: Int32Array;
  private readonly ids: PositionIds;
  private teams: Grouping | null = null;

  constructor(seed: number, readonly size: number) {
    this.ids = new PositionIds(seed, PEOPLE);
    this.shared = { name: new ValueColumn(size), place: new ValueColumn(size), terms: new ValueColumn(size) };
    this.own = {
      jobTitle: new ValueColumn(size), department: new ValueColumn(size), preferredLanguage: new ValueColumn(size),
      accountEnabled: new ValueColumn(size), extensions: new ValueColumn(size), licensed: new ValueColumn(size),
    };
    this.numbered = {
      userPrincipalName: new NumberedColumn(size), mail: new NumberedColumn(size), mailNickname: new NumberedColumn(size),
      employeeId: new NumberedColumn(size), mobilePhone: new NumberedColumn(size), businessPhone: new NumberedColumn(size),
    };
    this.created = new Uint32Array(size);
    this.hired = new Uint32Array(size);
    this.managers = new Int32Array(size).fill(NOBODY);
  }

  /** Writes a person. For the seed alone. */
  write(position: number, person: Written): void {
    const { shared, own, numbered } = this;
    shared.name.set(position, person.name);
    shared.place.set(position, person.place);
    shared.terms.set(position, person.terms);
    own.jobTitle.set(position, person.jobTitle);
    own.department.set(position, person.department);
    own.preferredLanguage.set(position, person.preferredLanguage);
    own.accountEnabled.set(position, person.accountEnabled);
    own.extensions.set(position, person.extensions);
    own.licensed.set(position, person.licensed);
    for (const name of NUMBERED) numbered[name].set(position, person[name]);
    this.created[position] = person.created;
    this.hired[position] = person.hired ?? 0;
    this.managers[position] = person.manager ?? NOBODY;
    this.teams = null;
  }

  set<Name extends OwnName>(position: number, name: Name, value: User[Name]): void {
    (this.own[name] as ValueColumn<User[Name]>).set(position, value);
  }

  takeMail(position: number): void {
    this.numbered.mail.set(position, null);
  }

  idOf(position: number): string {
    return this.ids.idOf(position);
  }

  positionOf(id: string): number {
    return this.ids.positionOf(id, this.size);
  }

  at(position: number): User {
    const { numbered, own } = this;
    const phone = numbered.businessPhone.at(position);
    const manager = this.managers[position] ?? NOBODY;
    const hired = this.hired[position] ?? 0;
    const name = this.shared.name.at(position);
    const place = this.shared.place.at(position);
    const terms = this.shared.terms.at(position);
    return {
      id: this.ids.idOf(position),
      displayName: name.displayName,
      givenName: name.givenName,
      surname: name.surname,
      userPrincipalName: numbered.userPrincipalName.at(position) ?? '',
      mail: numbered.mail.at(position),
      mailNickname: numbered.mailNickname.at(position) ?? '',
      jobTitle: own.jobTitle.at(position),
      department: own.department.at(position),
      companyName: terms.companyName,
      officeLocation: place.officeLocation,
      streetAddress: place.streetAddress,
      postalCode: place.postalCode,
      city: place.city,
      state: place.state,
      country: place.country,
      usageLocation: place.usageLocation,
      employeeId: numbered.employeeId.at(position),
      employeeType: terms.employeeType,
      employeeHireDate: hired === 0 ? null : iso(hired),
      mobilePhone: numbered.mobilePhone.at(position),
      businessPhones: phone === null ? [] : [phone],
      faxNumber: place.faxNumber,
      preferredLanguage: own.preferredLanguage.at(position),
      passwordPolicies: terms.passwordPolicies,
      accountEnabled: own.accountEnabled.at(position),
      userType: terms.userType,
      creationType: terms.creationType,
      externalUserState: terms.externalUserState,
      homeDomain: terms.homeDomain,
      onPremisesSyncEnabled: terms.onPremisesSyncEnabled,
      extensions: own.extensions.at(position),
      createdDateTime: iso(this.created[position] ?? 0),
      managerId: manager === NOBODY ? null : this.ids.idOf(manager),
      licensed: own.licensed.at(position),
    };
  }


  /** Who has this sign-in name, mail address and so on, or -1. */
  find(name: NumberedName, text: string): number {
    return this.numbered[name].find(text);
  }

  /** Who reports to the person at a position, by positions. */
  reports(manager: number): Uint32Array {
    this.teams ??= new Grouping(this.size, this.size, (position) => this.managers[position] ?? NOBODY);
    return this.teams.of(manager);
  }

  /** Who passes a test, or null where no column answers it without a walk over everybody. */
  where(name: string, test: Test): Leaf | null {
    const numbered = NUMBERED.find((known) => known === name && known !== 'businessPhone');
    if (numbered) {
      const column = this.numbered[numbered];
      if (test.is === 'equal') return typeof test.to === 'boolean' ? null : column.equalTo(test.to);
      if (test.is === 'beginning') return column.beginningWith(test.with);
      return test.is === 'ending' ? column.endingWith(test.with) : null;
    }
    const found = this.columnOf(name);
    const passes = passing(test);
    return found && found.column.where((value): Verdict => (passes(found.read(value)) ? 'all' : 'none'));
  }

  /** Who works under such terms. For the seed. */
  whereTerms(passes: (terms: Written['terms']) => boolean): Leaf {
    return this.shared.terms.where((terms) => (passes(terms) ? 'all' : 'none'));
  }

  /** Everybody by one property, or null for one that is not kept so. */
  sortedBy(name: string, compare: (one: string, other: string) => number): Uint32Array | null {
    const found = name === 'extensions' ? null : this.columnOf(name);
    const text = (value: unknown): string => (typeof value === 'string' ? value : '');
    return found && found.column.sorted((one, other) => compare(text(found.read(one)), text(found.read(other))));
  }

  private columnOf(name: string): { column: ValueColumn<unknown>; read: (value: unknown) => unknown } | null {
    const part = PARTS.get(name);
    if (part === undefined) return null;
    if (part === 'own') return { column: this.own[name as OwnName], read: (value) => value };
    return { column: this.shared[part], read: (value) => (value as Record<string, unknown>)[name] };
  }
}

const days = new Map<number, string>();
const two = (number: number): string => String(number).padStart(2, '0');

/** A moment as Graph writes it. The day from memory: every page of people asks for two of each, all within a few thousand days. */
function iso(seconds: number): string {
  const day = Math.floor(seconds / 86_400);
  let date = days.get(day);
  if (date === undefined) days.set(day, (date = new Date(day * 86_400_000).toISOString().slice(0, 10)));
  const rest = seconds - day * 86_400;
  return `${date}T${two(Math.floor(rest / 3600))}:${two(Math.floor((rest % 3600) / 60))}:${two(rest % 60)}Z`;
}
