import type { User } from '../model/directory';
import { guidOf } from '../model/guid';
import { fold } from '../model/word-index';
import type { Chance } from './random';
import type { Department, Office } from './words';
import { ACQUIRED, DEPARTMENTS, LOCALES, OFFICES, PARTNERS } from './words';

export const DOMAIN = 'haldenvoss.example';
const COMPANY = 'Halden Voss';

/** What a new account has unless it says otherwise. */
export function account(seed: number, userPrincipalName: string, more: Partial<User> & { displayName: string }): User {
  return {
    id: guidOf(`${seed}:user:${userPrincipalName}`),
    givenName: null,
    surname: null,
    userPrincipalName,
    mail: null,
    mailNickname: userPrincipalName.replace(/@.*/, '').replace('#EXT#', ''),
    jobTitle: null,
    department: null,
    companyName: null,
    officeLocation: null,
    city: null,
    country: null,
    usageLocation: null,
    employeeId: null,
    employeeType: null,
    mobilePhone: null,
    businessPhones: [],
    preferredLanguage: null,
    accountEnabled: true,
    userType: 'Member',
    creationType: null,
    externalUserState: null,
    homeDomain: null,
    onPremisesSyncEnabled: null,
    createdDateTime: '2021-03-01T08:00:00Z',
    managerId: null,
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

type Place = { department: Department; office: Office; jobTitle: string; managerId: string | null };

/** Draws the organisation's people: employees under their managers, guests, people of the acquired firm. */
export class PeopleSeed {
  readonly users: User[] = [];
  readonly personas = new Map<PersonaName, User>();
  private readonly names = new NameBook();

  constructor(private readonly seed: number, private readonly chance: Chance) {
    for (const { given, surname } of PERSONA_PLACES) this.names.take(given, surname);
  }

  persona(name: PersonaName): User {
    const user = this.personas.get(name);
    if (!user) throw new Error(`the seed made no ${name}`);
    return user;
  }

  drawEmployees(count: number): void {
    const executive = this.employ({
      department: { name: 'Executive', weight: 0, director: 'Chief Executive Officer', lead: '', jobs: [], plantOnly: false },
      office: OFFICES[0] ?? this.chance.one(OFFICES),
      jobTitle: 'Chief Executive Officer',
      managerId: null,
    });
    const total = DEPARTMENTS.reduce((sum, department) => sum + department.weight, 0);
    let left = count - 1;
    DEPARTMENTS.forEach((department, index) => {
      const share = index === DEPARTMENTS.length - 1 ? left : Math.min(left, Math.round(((count - 1) * department.weight) / total));
      left -= share;
      this.drawDepartment(department, share, executive);
    });
  }

  private drawDepartment(department: Department, count: number, executive: User): void {
    const known = PERSONA_PLACES.filter((place) => place.department === department.name);
    const drawn = Math.max(0, count - known.length);
    const director = this.employ({ department, office: this.office(department), jobTitle: department.director, managerId: executive.id });
    const leads = [director];
    for (let rank = 1; rank < drawn; rank += 1) {
      const isLead = rank <= Math.ceil(drawn / 11);
      const lead = isLead ? director : this.chance.one(leads.length > 1 ? leads.slice(1) : leads);
      const office = isLead || this.chance.happens(0.15) ? this.office(department) : officeOf(lead);
      const jobTitle = isLead ? department.lead : this.chance.one(department.jobs);
      const user = this.employ({ department, office, jobTitle, managerId: lead.id });
      if (isLead) leads.push(user);
    }
    for (const place of known) {
      const { given, surname, jobTitle } = place;
      const user = this.employ({ department, office: OFFICES[place.office] ?? this.office(department), jobTitle, managerId: director.id }, { given, surname });
      this.personas.set(given, user);
    }
  }

  private office(department: Department): Office {
    const open = OFFICES.filter((office) => office.plant || !department.plantOnly);
    const pool = open.flatMap((office) => Array.from({ length: office.weight }, () => office));
    return this.chance.one(pool);
  }

  private employ(place: Place, named?: { given: string; surname: string }): User {
    const { office, department } = place;
    const locale = LOCALES[this.chance.happens(0.9) ? office.locale : this.chance.one(OFFICES).locale];
    const given = named?.given ?? this.chance.one(locale.given);
    const surname = named?.surname ?? this.chance.one(locale.surnames);
    const userPrincipalName = named ? `${ascii(given)}.${ascii(surname)}@${DOMAIN}` : this.names.take(given, surname);
    const user = account(this.seed, userPrincipalName, {
      displayName: `${given} ${surname}`,
      givenName: given,
      surname,
      mail: userPrincipalName,
      jobTitle: place.jobTitle,
      department: department.name,
      companyName: COMPANY,
      officeLocation: office.name,
      city: office.city,
      country: office.country,
      usageLocation: office.code,
      employeeId: String(100_000 + this.users.length),
      employeeType: this.chance.happens(0.06) && !named ? 'Contractor' : 'Employee',
      mobilePhone: this.chance.happens(0.4) ? `${office.phone} 55${String(this.chance.below(100_000)).padStart(5, '0')}` : null,
      businessPhones: this.chance.happens(0.6) ? [`${office.phone} 010${String(this.chance.below(1000)).padStart(3, '0')}`] : [],
      preferredLanguage: this.chance.happens(0.8) ? locale.language : null,
      onPremisesSyncEnabled: department.plantOnly ? true : null,
      createdDateTime: this.chance.moment('2019-01-07', '2026-09-01'),
      managerId: place.managerId,
      licensed: true,
    });
    this.users.push(user);
    return user;
  }

  /** People of other firms: guests, and those of the acquired firm, who are members by type and external by identity. */
  drawExternals(guests: number, members: number): void {
    for (let made = 0; made < guests + members; made += 1) {
      const isMember = made >= guests;
      const partner = isMember ? ACQUIRED : this.chance.one(PARTNERS);
      const locale = isMember ? LOCALES.nordic : LOCALES[this.chance.one(OFFICES).locale];
      const given = this.chance.one(locale.given);
      const surname = this.chance.one(locale.surnames);
      const mail = this.names.take(given, surname, partner.domain);
      const sponsor = this.chance.one(this.users.slice(0, 100));
      this.users.push(account(this.seed, `${mail.replace('@', '_')}#EXT#@${DOMAIN}`, {
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
        ...(isMember ? {
          jobTitle: 'Foundry Engineer', department: 'Engineering', officeLocation: 'Göteborg Office', city: 'Göteborg',
          country: 'Sweden', usageLocation: 'SE', employeeType: 'Employee', managerId: sponsor.id, licensed: true,
        } : {}),
      }));
    }
  }

  /** Turns some ordinary employees into the cases a rollout trips over: gone, without mail, without department. */
  drawGaps(gaps: { disabled: number; withoutMail: number; withoutDepartment: number }): void {
    const managers = new Set(this.users.map((user) => user.managerId));
    const known = new Set([...this.personas.values()].map((user) => user.id));
    const ordinary = this.users.filter((user) => user.creationType === null && !managers.has(user.id) && !known.has(user.id));
    const chosen = this.chance.some(ordinary, gaps.disabled + gaps.withoutMail + gaps.withoutDepartment);
    chosen.forEach((user, index) => {
      if (index % 3 === 0 && gaps.disabled-- > 0) user.accountEnabled = false;
      else if (index % 3 !== 2 && gaps.withoutMail-- > 0) {
        user.mail = null;
        user.licensed = false;
      } else if (gaps.withoutDepartment-- > 0) user.department = null;
      else if (gaps.disabled-- > 0) user.accountEnabled = false;
      else user.mail = null;
    });
  }
}

const officeOf = (user: User): Office => {
  const office = OFFICES.find((candidate) => candidate.name === user.officeLocation);
  if (!office) throw new Error(`${user.displayName} works nowhere`);
  return office;
};
