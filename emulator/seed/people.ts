import type { User } from '../model/directory';
import { guidOf } from '../model/guid';
import { PeopleColumns } from '../model/people-columns';
import type { Leaf } from '../model/value-column';
import { fold } from '../model/words';
import type { Chance } from './random';
import type { Department, Office } from './words';
import { ACQUIRED, DEPARTMENTS, LOCALES, OFFICES, PARTNERS } from './words';

export const DOMAIN = 'haldenvoss.example';
const COMPANY = 'Halden Voss';

/** A person as the seed writes them: without an id, which is the position's, and with a manager named by position. */
export type Written = Omit<User, 'id' | 'managerId'>;

const NO_EXTENSIONS = {};

/** What a new account has unless it says otherwise. */
export function account(userPrincipalName: string, more: Partial<Written> & { displayName: string }): Written {
  return {
    givenName: null,
    surname: null,
    userPrincipalName,
    mail: null,
    mailNickname: userPrincipalName.replace(/@.*/, '').replace('#EXT#', ''),
    jobTitle: null,
    department: null,
    companyName: null,
    officeLocation: null,
    streetAddress: null,
    postalCode: null,
    city: null,
    state: null,
    country: null,
    usageLocation: null,
    employeeId: null,
    employeeType: null,
    employeeHireDate: null,
    mobilePhone: null,
    businessPhones: [],
    faxNumber: null,
    preferredLanguage: null,
    passwordPolicies: null,
    accountEnabled: true,
    userType: 'Member',
    creationType: null,
    externalUserState: null,
    homeDomain: null,
    onPremisesSyncEnabled: null,
    extensions: NO_EXTENSIONS,
    createdDateTime: '2021-03-01T08:00:00Z',
    licensed: false,
    ...more,
  };
}

/** Sign-in names in use, so that the second Anna Berg becomes anna.berg2. */
export class NameBook {
  private readonly uses = new Map<string, number>();

  take(given: string, surname: string, domain = DOMAIN): string {
    const local = `${ascii(given)}.${ascii(surname)}`;
    const used = (this.uses.get(`${local}@${domain}`) ?? 0) + 1;
    this.uses.set(`${local}@${domain}`, used);
    return `${local}${used > 1 ? used : ''}@${domain}`;
  }
}

const ascii = (name: string): string => fold(name.replace(/ı/g, 'i')).replace(/[^a-z]/g, '');

/** The personas' places in the organisation; the rest of their record is drawn like anybody's. */
const PERSONA_PLACES = [
  { given: 'Ines', surname: 'Aalto', department: 'IT', jobTitle: 'Identity and Access Lead', office: 0 },
  { given: 'Eva', surname: 'Brandt', department: 'IT', jobTitle: 'Identity Engineer', office: 1 },
  { given: 'Marta', surname: 'Lindqvist', department: 'Finance', jobTitle: 'Head of General Ledger', office: 3 },
  { given: 'Jonas', surname: 'Weber', department: 'IT', jobTitle: 'Product Owner ERP', office: 1 },
  { given: 'Tomasz', surname: 'Nowak', department: 'IT', jobTitle: 'Service Desk Agent', office: 2 },
  { given: 'Priya', surname: 'Raman', department: 'Legal', jobTitle: 'Internal Auditor', office: 6 },
  { given: 'Ana', surname: 'Kowalczyk', department: 'Sales', jobTitle: 'Account Manager', office: 2 },
] as const;

export type PersonaName = (typeof PERSONA_PLACES)[number]['given'];

type Place = { department: Department; office: Office; jobTitle: string; manager: number | null };
type Lead = { position: number; office: Office };

/** So many people lead under one lead; so many report to one. */
const LEADS_UNDER_ONE = 8;
const PEOPLE_UNDER_ONE = 11;
const SHIFTS = ['A', 'B', 'C', 'D'] as const;

/** Draws the organisation's people into their columns: employees under their managers, guests, people of the acquired firm. */
export class PeopleSeed {
  readonly columns: PeopleColumns;
  private readonly personas = new Map<PersonaName, number>();
  private readonly names = new NameBook();
  private readonly extensions = new Map<string, Readonly<Record<string, string>>>();
  private next = 0;

  constructor(private readonly seed: number, private readonly chance: Chance, size: number) {
    this.columns = new PeopleColumns(seed, size);
    for (const { given, surname } of PERSONA_PLACES) this.names.take(given, surname);
  }

  /** Where a persona stands. */
  persona(name: PersonaName): number {
    const position = this.personas.get(name);
    if (position === undefined) throw new Error(`the seed made no ${name}`);
    return position;
  }

  /** Employees who can sign in; of one department, where it is named. */
  active(department?: string): Uint32Array {
    const enabled = this.chosen('accountEnabled', true);
    const of = department === undefined ? this.chosen('companyName', COMPANY) : this.chosen('department', department);
    return of.positions().filter((position) => position < this.next && enabled.has(position) && this.isEmployee(position));
  }

  /** Employees have a kind of contract and the organisation's own company; separate admin accounts have but the second. */
  isEmployee(position: number): boolean {
    return this.columns.value(position, 'companyName') === COMPANY && this.columns.value(position, 'employeeType') !== null;
  }

  /** Everybody with that value. */
  chosen(property: 'accountEnabled' | 'companyName' | 'department' | 'officeLocation' | 'country' | 'userType' | 'employeeType' | 'onPremisesSyncEnabled' | 'jobTitle', value: string | boolean): Leaf {
    const leaf = this.columns.where(property, { is: 'equal', to: value });
    if (!leaf) throw new Error(`no column has ${property}`);
    return leaf;
  }

  /** Enters an account that is drawn elsewhere. */
  add(person: Written, manager: number | null = null): number {
    const position = this.next;
    this.next += 1;
    this.columns.write(position, person, manager);
    return position;
  }

  drawEmployees(count: number): void {
    const executive = this.employ({
      department: { name: 'Executive', weight: 0, director: 'Chief Executive Officer', lead: '', jobs: [], plantOnly: false },
      office: OFFICES[0] ?? this.chance.one(OFFICES),
      jobTitle: 'Chief Executive Officer',
      manager: null,
    });
    const total = DEPARTMENTS.reduce((sum, department) => sum + department.weight, 0);
    let left = count - 1;
    DEPARTMENTS.forEach((department, index) => {
      const share = index === DEPARTMENTS.length - 1 ? left : Math.min(left, Math.round(((count - 1) * department.weight) / total));
      left -= share;
      this.drawDepartment(department, share, executive);
    });
  }

  /** A director, leads under leads however many there are, and everybody else under one of them. */
  private drawDepartment(department: Department, count: number, executive: number): void {
    const known = PERSONA_PLACES.filter((place) => place.department === department.name);
    const drawn = Math.max(0, count - known.length);
    const leadCount = Math.min(drawn - 1, Math.ceil(drawn / PEOPLE_UNDER_ONE));
    const office = this.office(department);
    const director: Lead = { position: this.employ({ department, office, jobTitle: department.director, manager: executive }), office };
    const leads = [director];
    for (let rank = 1; rank < drawn; rank += 1) {
      const isLead = rank <= leadCount;
      const above = isLead ? leads[Math.floor((rank - 1) / LEADS_UNDER_ONE)] : leads.length > 1 ? leads[1 + this.chance.below(leads.length - 1)] : director;
      const lead = above ?? director;
      const at = isLead || this.chance.happens(0.15) ? this.office(department) : lead.office;
      const leadsLeads = rank * LEADS_UNDER_ONE < leadCount;
      const jobTitle = isLead ? `${leadsLeads ? 'Senior ' : ''}${department.lead}` : this.chance.one(department.jobs);
      const position = this.employ({ department, office: at, jobTitle, manager: lead.position });
      if (isLead) leads.push({ position, office: at });
    }
    for (const place of known) {
      const { given, surname, jobTitle } = place;
      const at = OFFICES[place.office] ?? this.office(department);
      this.personas.set(given, this.employ({ department, office: at, jobTitle, manager: director.position }, { given, surname }));
    }
  }

  private office(department: Department): Office {
    return this.chance.one(department.plantOnly ? PLANTS : EVERY_OFFICE);
  }

  private employ(place: Place, named?: { given: string; surname: string }): number {
    const { office, department } = place;
    const locale = LOCALES[this.chance.happens(0.9) ? office.locale : this.chance.one(OFFICES).locale];
    const given = named?.given ?? this.chance.one(locale.given);
    const surname = named?.surname ?? this.chance.one(locale.surnames);
    const userPrincipalName = named ? `${ascii(given)}.${ascii(surname)}@${DOMAIN}` : this.names.take(given, surname);
    const createdDateTime = this.chance.moment('2019-01-07', '2026-09-01');
    return this.add(account(userPrincipalName, {
      displayName: `${given} ${surname}`,
      givenName: given,
      surname,
      mail: userPrincipalName,
      jobTitle: place.jobTitle,
      department: department.name,
      companyName: COMPANY,
      ...addressOf(office),
      employeeId: String(100_000 + this.next),
      employeeType: this.chance.happens(0.06) && !named ? 'Contractor' : 'Employee',
      // An account is made some days before the first day at work; the newest have theirs still ahead.
      employeeHireDate: `${new Date(Date.parse(createdDateTime) + this.chance.below(90) * DAY).toISOString().slice(0, 10)}T00:00:00Z`,
      mobilePhone: this.chance.happens(0.4) ? `${office.phone} 55${String(this.chance.below(100_000)).padStart(5, '0')}` : null,
      businessPhones: this.chance.happens(0.6) ? [`${office.phone} 010${String(this.chance.below(1000)).padStart(3, '0')}`] : [],
      faxNumber: department.name === 'Legal' ? `${office.phone} 01999` : null,
      preferredLanguage: this.chance.happens(0.8) ? locale.language : null,
      onPremisesSyncEnabled: department.plantOnly ? true : null,
      extensions: this.extensionsOf(department, office),
      createdDateTime,
      licensed: true,
    }), place.manager);
  }

  /** Cost centre, and on the floor the shift; the manufacturing system adds an extension of its own. One object for all alike. */
  private extensionsOf(department: Department, office: Office): Readonly<Record<string, string>> {
    const shift = department.plantOnly ? this.chance.one(SHIFTS) : null;
    const key = `${department.name}/${office.code}/${shift}`;
    let known = this.extensions.get(key);
    if (!known) {
      const centre = `CC-${10 + DEPARTMENTS.findIndex(({ name }) => name === department.name)}${office.code}`;
      const badge = `extension_${guidOf(`${this.seed}:app:Plantwise MES`).replaceAll('-', '')}_badgeGroup`;
      known = { extensionAttribute1: centre, ...(shift ? { extensionAttribute2: `Shift ${shift}`, [badge]: `${office.code} floor` } : {}) };
      this.extensions.set(key, known);
    }
    return known;
  }

  /** People of other firms: guests, and those of the acquired firm, who are members by type and external by identity. */
  drawExternals(guests: number, members: number): void {
    const inherited = { extensionAttribute15: ACQUIRED.company };
    const goteborg = OFFICES.find((office) => office.city === 'Göteborg');
    for (let made = 0; made < guests + members; made += 1) {
      const isMember = made >= guests;
      const partner = isMember ? ACQUIRED : this.chance.one(PARTNERS);
      const locale = isMember ? LOCALES.nordic : LOCALES[this.chance.one(OFFICES).locale];
      const given = this.chance.one(locale.given);
      const surname = this.chance.one(locale.surnames);
      const mail = this.names.take(given, surname, partner.domain);
      const sponsor = this.chance.below(100);
      this.add(account(`${mail.replace('@', '_')}#EXT#@${DOMAIN}`, {
        displayName: isMember ? `${given} ${surname}` : `${given} ${surname} (${partner.company})`,
        givenName: given,
        surname,
        mail,
        userType: isMember ? 'Member' : 'Guest',
        creationType: 'Invitation',
        externalUserState: this.chance.happens(0.85) || isMember ? 'Accepted' : 'PendingAcceptance',
        homeDomain: partner.domain,
        companyName: partner.company,
        createdDateTime: this.chance.moment('2023-01-09', '2026-09-01'),
        ...(isMember && goteborg ? {
          ...addressOf(goteborg), jobTitle: 'Foundry Engineer', department: 'Engineering', employeeType: 'Employee', extensions: inherited, licensed: true,
        } : {}),
      }), isMember ? sponsor : null);
    }
  }

  /** Turns some ordinary employees into the cases a rollout trips over: gone, without mail, without department. */
  drawGaps(gaps: { disabled: number; withoutMail: number; withoutDepartment: number }): void {
    const known = new Set(this.personas.values());
    const ordinary = this.chosen('companyName', COMPANY).positions().filter((position) => position < this.next && !known.has(position) && this.columns.reports(position).length === 0);
    const chosen = this.chance.some(ordinary, gaps.disabled + gaps.withoutMail + gaps.withoutDepartment);
    chosen.forEach((position, index) => {
      if (index % 3 === 0 && gaps.disabled-- > 0) this.columns.set(position, 'accountEnabled', false);
      else if (index % 3 !== 2 && gaps.withoutMail-- > 0) {
        this.columns.setMail(position, null);
        this.columns.set(position, 'licensed', false);
      } else if (gaps.withoutDepartment-- > 0) this.columns.set(position, 'department', null);
      else if (gaps.disabled-- > 0) this.columns.set(position, 'accountEnabled', false);
      else this.columns.setMail(position, null);
    });
  }
}

const DAY = 86_400_000;
const spread = (offices: readonly Office[]): Office[] => offices.flatMap((office) => Array.from({ length: office.weight }, () => office));
const EVERY_OFFICE = spread(OFFICES);
const PLANTS = spread(OFFICES.filter((office) => office.plant));

const addressOf = (office: Office) => ({
  officeLocation: office.name, streetAddress: office.street, postalCode: office.postalCode, city: office.city, state: office.state, country: office.country, usageLocation: office.code,
});
