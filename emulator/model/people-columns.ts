import type { User } from './directory';
import { Grouping } from './grouping';
import { NumberedColumn } from './numbered-column';
import { PositionIds } from './position-id';
import type { Leaf, Verdict } from './value-column';
import { ValueColumn } from './value-column';

const VALUES = [
  'displayName', 'givenName', 'surname', 'jobTitle', 'department', 'companyName', 'officeLocation', 'streetAddress', 'postalCode', 'city', 'state',
  'country', 'usageLocation', 'employeeType', 'faxNumber', 'preferredLanguage', 'passwordPolicies', 'accountEnabled', 'userType', 'creationType',
  'externalUserState', 'homeDomain', 'onPremisesSyncEnabled', 'extensions', 'licensed',
] as const;
const NUMBERED = ['userPrincipalName', 'mail', 'mailNickname', 'employeeId', 'mobilePhone'] as const;

type ValueProperty = (typeof VALUES)[number];
type NumberedProperty = (typeof NUMBERED)[number];
export type ColumnProperty = ValueProperty | NumberedProperty;

/** What is asked of one property: equality, or how a text begins or ends; letters are compared without case. */
export type Test = { is: 'equal'; to: string | boolean | null } | { is: 'beginning' | 'ending' | 'holding'; with: string } | { is: 'passing'; named: string; passes: (value: unknown) => boolean };

const PEOPLE = 1;
const NOBODY = -1;

/**
 * The people the organisation began with, a property a column: about 120 bytes a person, whatever their number.
 * Nothing is changed here once the seed has written it; what changes afterwards stands in `People`.
 */
export class PeopleColumns {
  private readonly values: { [Name in ValueProperty]: ValueColumn<User[Name]> };
  private readonly numbered: { [Name in NumberedProperty]: NumberedColumn };
  private readonly businessPhone: NumberedColumn;
  private readonly created: Uint32Array;
  private readonly hired: Uint32Array;
  private readonly managers: Int32Array;
  private readonly ids: PositionIds;
  private teams: Grouping | null = null;

  constructor(seed: number, readonly size: number) {
    this.ids = new PositionIds(seed, PEOPLE);
    this.values = Object.fromEntries(VALUES.map((name) => [name, new ValueColumn(size)])) as PeopleColumns['values'];
    this.numbered = Object.fromEntries(NUMBERED.map((name) => [name, new NumberedColumn(size)])) as PeopleColumns['numbered'];
    this.businessPhone = new NumberedColumn(size);
    this.created = new Uint32Array(size);
    this.hired = new Uint32Array(size);
    this.managers = new Int32Array(size).fill(NOBODY);
  }

  /** Writes a person; their manager, if any, is named by position. For the seed alone. */
  write(position: number, person: Omit<User, 'id' | 'managerId'>, manager: number | null): void {
    for (const name of VALUES) this.set(position, name, person[name]);
    for (const name of NUMBERED) this.numbered[name].set(position, person[name]);
    this.businessPhone.set(position, person.businessPhones[0] ?? null);
    this.created[position] = Date.parse(person.createdDateTime) / 1000;
    this.hired[position] = person.employeeHireDate === null ? 0 : Date.parse(person.employeeHireDate) / 1000;
    this.managers[position] = manager ?? NOBODY;
    this.teams = null;
  }

  set<Name extends ValueProperty>(position: number, name: Name, value: User[Name]): void {
    (this.values[name] as ValueColumn<User[Name]>).set(position, value);
  }

  setMail(position: number, mail: string | null): void {
    this.numbered.mail.set(position, mail);
  }

  idOf(position: number): string {
    return this.ids.idOf(position);
  }

  positionOf(id: string): number {
    return this.ids.positionOf(id, this.size);
  }

  at(position: number): User {
    const { values, numbered } = this;
    const phone = this.businessPhone.at(position);
    const manager = this.managers[position] ?? NOBODY;
    const hired = this.hired[position] ?? 0;
    return {
      id: this.ids.idOf(position),
      displayName: values.displayName.at(position),
      givenName: values.givenName.at(position),
      surname: values.surname.at(position),
      userPrincipalName: numbered.userPrincipalName.at(position) ?? '',
      mail: numbered.mail.at(position),
      mailNickname: numbered.mailNickname.at(position) ?? '',
      jobTitle: values.jobTitle.at(position),
      department: values.department.at(position),
      companyName: values.companyName.at(position),
      officeLocation: values.officeLocation.at(position),
      streetAddress: values.streetAddress.at(position),
      postalCode: values.postalCode.at(position),
      city: values.city.at(position),
      state: values.state.at(position),
      country: values.country.at(position),
      usageLocation: values.usageLocation.at(position),
      employeeId: numbered.employeeId.at(position),
      employeeType: values.employeeType.at(position),
      employeeHireDate: hired === 0 ? null : iso(hired),
      mobilePhone: numbered.mobilePhone.at(position),
      businessPhones: phone === null ? [] : [phone],
      faxNumber: values.faxNumber.at(position),
      preferredLanguage: values.preferredLanguage.at(position),
      passwordPolicies: values.passwordPolicies.at(position),
      accountEnabled: values.accountEnabled.at(position),
      userType: values.userType.at(position),
      creationType: values.creationType.at(position),
      externalUserState: values.externalUserState.at(position),
      homeDomain: values.homeDomain.at(position),
      onPremisesSyncEnabled: values.onPremisesSyncEnabled.at(position),
      extensions: values.extensions.at(position),
      createdDateTime: iso(this.created[position] ?? 0),
      managerId: manager === NOBODY ? null : this.ids.idOf(manager),
      licensed: values.licensed.at(position),
    };
  }

  /** One property of one person, without the rest. */
  value<Name extends ValueProperty>(position: number, name: Name): User[Name] {
    return (this.values[name] as ValueColumn<User[Name]>).at(position);
  }

  /** Who has this sign-in name, mail address and so on, or -1. */
  find(name: NumberedProperty, text: string): number {
    return this.numbered[name].find(text);
  }

  /** Who reports to the person at a position, by positions. */
  reports(manager: number): Uint32Array {
    this.teams ??= new Grouping(this.size, this.size, (position) => this.managers[position] ?? NOBODY);
    return this.teams.of(manager);
  }

  /** Who passes a test, or null where no column answers it without a walk over everybody. */
  where(name: string, test: Test): Leaf | null {
    const numbered = NUMBERED.find((known) => known === name);
    if (numbered) {
      const column = this.numbered[numbered];
      if (test.is === 'equal') return typeof test.to === 'boolean' ? null : column.equalTo(test.to);
      if (test.is === 'beginning') return column.beginningWith(test.with);
      return test.is === 'ending' ? column.endingWith(test.with) : null;
    }
    const known = VALUES.find((candidate) => candidate === name);
    return known ? (this.values[known] as ValueColumn<unknown>).where((value): Verdict => (holds(test, value) ? 'all' : 'none')) : null;
  }

  /** Everybody by one property, or null for one that is not kept so. */
  sortedBy(name: string, compare: (one: string, other: string) => number): Uint32Array | null {
    const known = VALUES.find((candidate) => candidate === name && candidate !== 'extensions');
    const text = (value: unknown): string => (typeof value === 'string' ? value : '');
    return known ? (this.values[known] as ValueColumn<unknown>).sorted((one, other) => compare(text(one), text(other))) : null;
  }
}

const iso = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;

/** Whether a value passes a test. */
export function holds(test: Test, value: unknown): boolean {
  if (test.is === 'passing') return test.passes(value);
  if (test.is === 'equal') return typeof value === 'string' && typeof test.to === 'string' ? value.toLowerCase() === test.to.toLowerCase() : value === test.to;
  if (typeof value !== 'string') return false;
  const [whole, part] = [value.toLowerCase(), test.with.toLowerCase()];
  if (test.is === 'beginning') return whole.startsWith(part);
  return test.is === 'ending' ? whole.endsWith(part) : whole.includes(part);
}
