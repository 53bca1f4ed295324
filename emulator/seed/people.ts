import type { Account } from '../model/account';
import type { User } from '../model/directory';
import { guidOf } from '../model/guid';
import type { Stem } from '../model/numbered-column';
import { numberedText } from '../model/numbered-column';
import type { Written } from '../model/people-columns';
import { PeopleColumns } from '../model/people-columns';
import type { Test } from '../model/property-test';
import type { Leaf } from '../model/value-column';
import type { Called } from './name-book';
import { NameBook } from './name-book';
import type { Chance } from './random';
import type { Department, Office } from './words';
import { ACQUIRED, DEPARTMENTS, LOCALES, OFFICES, PARTNERS } from './words';

const COMPANY = 'Halden Voss';

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
  private readonly called = new Map<PersonaName, Called>();
  private readonly extensions = new Map<Department, Map<Office, readonly User['extensions'][]>>();
  private readonly terms = new Map<string, Written['terms']>();
  private next = 0;

  constructor(private readonly seed: number, private readonly chance: Chance, size: number) {
    this.columns = new PeopleColumns(seed, size);
    for (const { given, surname } of PERSONA_PLACES) this.called.set(given, this.names.take(given, surname));
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
    const employees = this.employees();
    const of = department === undefined ? employees : this.chosen('department', department);
    return of.positions().filter((position) => position < this.next && enabled.has(position) && employees.has(position));
  }

  /** Employees have a kind of contract and the organisation's own company; separate admin accounts have but the second. */
  employees(): Leaf {
    return this.columns.whereTerms(({ companyName, employeeType }) => companyName === COMPANY && employeeType !== null);
  }

  /** Everybody whose job is called so. */
  titled(pattern: RegExp): Leaf {
    return this.where('jobTitle', { is: 'passing', named: pattern.source, passes: (title) => typeof title === 'string' && pattern.test(title) });
  }

  /** Everybody with that value. */
  chosen(property: 'accountEnabled' | 'companyName' | 'department' | 'officeLocation' | 'country' | 'userType' | 'employeeType' | 'onPremisesSyncEnabled' | 'jobTitle', value: string | boolean): Leaf {
    return this.where(property, { is: 'equal', to: value });
  }

  private where(property: string, test: Test): Leaf {
    const leaf = this.columns.where(property, test);
    if (!leaf) throw new Error(`no column has ${property}`);
    return leaf;
  }

  /** Enters an account that is nobody's desk. */
  addAccount(account: Account): void {
    const text = (of: string | null) => (of === null ? null : numberedText(of));
    this.add({
      ...account, name: account, place: account, terms: account,
      userPrincipalName: numberedText(account.userPrincipalName), mail: text(account.mail), mailNickname: text(account.mailNickname), employeeId: text(account.employeeId), mobilePhone: null, businessPhone: null,
      created: Date.parse(account.createdDateTime) / 1000, hired: null, manager: null,
    });
  }

  private add(person: Written): number {
    const position = this.next;
    this.next += 1;
    this.columns.write(position, person);
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
      const { given, jobTitle } = place;
      const at = OFFICES[place.office] ?? this.office(department);
      this.personas.set(given, this.employ({ department, office: at, jobTitle, manager: director.position }, this.called.get(given)));
    }
  }

  private office(department: Department): Office {
    return this.chance.one(department.plantOnly ? PLANTS : EVERY_OFFICE);
  }

  private employ(place: Place, named?: Called): number {
    const { office, department } = place;
    const locale = LOCALES[this.chance.happens(0.9) ? office.locale : this.chance.one(OFFICES).locale];
    // The personas' names were taken before anybody else's.
    const called = named ?? this.names.take(this.chance.one(locale.given), this.chance.one(locale.surnames));
    const created = this.chance.second('2019-01-07', '2026-09-01');
    const contract = this.chance.happens(0.06) && !named ? 'Contractor' : 'Employee';
    // Written out: an object spread into another costs ten times as much, and there may be a million.
    return this.add({
      name: called.name,
      userPrincipalName: called.userPrincipalName,
      mail: called.mail,
      mailNickname: called.mailNickname,
      place: placeOf(office, department.name === 'Legal'),
      terms: this.termsOf({ companyName: COMPANY, employeeType: contract, onPremisesSyncEnabled: department.plantOnly ? true : null }),
      jobTitle: place.jobTitle,
      department: department.name,
      employeeId: { stem: NUMBER_ALONE, number: 100_000 + this.next },
      mobilePhone: this.chance.happens(0.4) ? { stem: phoneStems(office).mobile, number: 5_500_000 + this.chance.below(100_000) } : null,
      businessPhone: this.chance.happens(0.6) ? { stem: phoneStems(office).desk, number: 10_000 + this.chance.below(1000) } : null,
      preferredLanguage: this.chance.happens(0.8) ? locale.language : null,
      accountEnabled: true,
      extensions: this.extensionsOf(department, office),
      licensed: true,
      created,
      // An account is made some days before the first day at work; the newest have theirs still ahead.
      hired: Math.floor(created / DAY) * DAY + this.chance.below(90) * DAY,
      manager: place.manager,
    });
  }

  /** What somebody works under; one object for all alike. */
  private termsOf(more: Partial<Written['terms']>): Written['terms'] {
    const key = Object.values(more).join('/');
    let terms = this.terms.get(key);
    if (!terms) this.terms.set(key, (terms = { ...NO_TERMS, ...more }));
    return terms;
  }

  /** Cost centre, and on the floor the shift; the manufacturing system adds an extension of its own. One object for all alike. */
  private extensionsOf(department: Department, office: Office): User['extensions'] {
    const ofDepartment = this.extensions.get(department) ?? new Map<Office, readonly User['extensions'][]>();
    this.extensions.set(department, ofDepartment);
    let kinds = ofDepartment.get(office);
    if (!kinds) {
      const badge = `extension_${guidOf(`${this.seed}:app:Plantwise MES`).replaceAll('-', '')}_badgeGroup`;
      const centre = { extensionAttribute1: `CC-${10 + DEPARTMENTS.findIndex(({ name }) => name === department.name)}${office.code}` };
      kinds = department.plantOnly ? SHIFTS.map((shift) => ({ ...centre, extensionAttribute2: `Shift ${shift}`, [badge]: `${office.code} floor` })) : [centre];
      ofDepartment.set(office, kinds);
    }
    return this.chance.one(kinds);
  }

  /** People of other firms: guests, and those of the acquired firm, who are members by type and external by identity. */
  drawExternals(guests: number, members: number): void {
    const inherited = { extensionAttribute15: ACQUIRED.company };
    const goteborg = OFFICES.find((office) => office.city === 'Göteborg');
    for (let made = 0; made < guests + members; made += 1) {
      const isMember = made >= guests;
      const partner = isMember ? ACQUIRED : this.chance.one(PARTNERS);
      const locale = isMember ? LOCALES.nordic : LOCALES[this.chance.one(OFFICES).locale];
      const called = this.names.take(this.chance.one(locale.given), this.chance.one(locale.surnames), partner.domain, isMember ? null : partner.company);
      const sponsor = this.chance.below(100);
      this.add({
        name: called.name,
        userPrincipalName: called.userPrincipalName,
        mail: called.mail,
        mailNickname: called.mailNickname,
        place: isMember && goteborg ? placeOf(goteborg, false) : NOWHERE,
        terms: this.termsOf({
          companyName: partner.company, employeeType: isMember ? 'Employee' : null, userType: isMember ? 'Member' : 'Guest', creationType: 'Invitation',
          externalUserState: this.chance.happens(0.85) || isMember ? 'Accepted' : 'PendingAcceptance', homeDomain: partner.domain,
        }),
        jobTitle: isMember ? 'Foundry Engineer' : null,
        department: isMember ? 'Engineering' : null,
        employeeId: null,
        mobilePhone: null,
        businessPhone: null,
        preferredLanguage: null,
        accountEnabled: true,
        extensions: isMember ? inherited : NO_EXTENSIONS,
        licensed: isMember,
        created: this.chance.second('2023-01-09', '2026-09-01'),
        hired: null,
        manager: isMember ? sponsor : null,
      });
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
        this.columns.takeMail(position);
        this.columns.set(position, 'licensed', false);
      } else if (gaps.withoutDepartment-- > 0) this.columns.set(position, 'department', null);
      else if (gaps.disabled-- > 0) this.columns.set(position, 'accountEnabled', false);
      else this.columns.takeMail(position);
    });
  }
}

/** Seconds, as the columns keep moments. */
const DAY = 86_400;
const NO_EXTENSIONS = {};
const NO_TERMS: Written['terms'] = {
  companyName: null, employeeType: null, userType: 'Member', creationType: null, externalUserState: null, homeDomain: null, passwordPolicies: null, onPremisesSyncEnabled: null,
};
const NOWHERE: Written['place'] = { officeLocation: null, streetAddress: null, postalCode: null, city: null, state: null, country: null, usageLocation: null, faxNumber: null };
const NUMBER_ALONE: Stem = { before: '', after: '', width: 0, numbered: true };

const spread = (offices: readonly Office[]): Office[] => offices.flatMap((office) => Array.from({ length: office.weight }, () => office));
const EVERY_OFFICE = spread(OFFICES);
const PLANTS = spread(OFFICES.filter((office) => office.plant));

/** One object for everybody at an office, and one for those who have a fax machine there. */
const PLACES = new Map(OFFICES.map((office) => {
  const { name, street, code, city, postalCode, state, country } = office;
  const place = { officeLocation: name, streetAddress: street, postalCode, city, state, country, usageLocation: code, faxNumber: null };
  return [office, { plain: place, withFax: { ...place, faxNumber: `${office.phone} 01999` } }];
}));
const placeOf = (office: Office, hasFax: boolean): Written['place'] => PLACES.get(office)?.[hasFax ? 'withFax' : 'plain'] ?? NOWHERE;

const PHONES = new Map(OFFICES.map((office) => {
  const before = `${office.phone} `;
  return [office, { mobile: { before, after: '', width: 0, numbered: true }, desk: { before, after: '', width: 6, numbered: true } }];
}));

function phoneStems(office: Office): { mobile: Stem; desk: Stem } {
  const stems = PHONES.get(office);
  if (!stems) throw new Error(`${office.name} has no telephone`);
  return stems;
}
