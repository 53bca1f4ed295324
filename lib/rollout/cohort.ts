/** The people of a phase and where they came from. Pure: read in the browser too. */
import type { AccountKind } from '@/lib/directory/account-kind';
import type { ToldOutcome } from './rehearsal';

export type CohortSourceKind = 'picked' | 'group' | 'csv' | 'rule' | 'sample';

/** Where people were read, and as of when: the mirror is as old as its last reading, the tenant was asked itself. */
export type Basis = { from: 'mirror' | 'tenant'; asOf: Date };

/** The same as a browser is told it. */
export type ToldBasis = { from: Basis['from']; asOf: string };

export function tellBasis({ from, asOf }: Basis): ToldBasis {
  return { from, asOf: asOf.toISOString() };
}

export type CohortSource = {
  id: string;
  kind: CohortSourceKind;
  label: string;
  groupId: string | null;
  addedByName: string;
  addedAt: Date;
  /** Who is in the cohort by it, whether by another source too or not. */
  peopleCount: number;
  /** Who is in the cohort by it alone. */
  onlyCount: number;
  leftOutCount: number;
  basis: Basis | null;
  /** The rule it goes by, or that a sample is drawn from; and a sample's seed. */
  rule: string | null;
  seed: string | null;
  /** People it would bring at the last look and had not brought before; null where nobody looked. */
  newcomers: number | null;
};

/** Why somebody is in a cohort, by one source; `detail` is what of a rule was true of them, or their place in a sample. */
export type CohortWhy = { sourceId: string; why: string; detail: string };

/** Who took an account in that is left out otherwise, and for what reason. */
export type TakenIn = { kind: AccountKind; reason: string; byName: string; at: Date };

/** What a directory says of a person, as far as a cohort keeps it. */
export type CohortPerson = {
  id: string;
  name: string;
  userPrincipalName: string;
  department: string | null;
  country: string | null;
  office: string | null;
  jobTitle: string | null;
  enabled: boolean;
  external: boolean;
};

/** Somebody in a cohort, as the directory had them when they were added. */
export type CohortMember = Omit<CohortPerson, 'id'> & { personId: string; addedAt: Date; takenIn: TakenIn | null };

/** An account that a source brought and that is left out because of its kind. */
export type LeftOut = { personId: string; name: string; userPrincipalName: string; department: string | null; kind: AccountKind; basis: string; whys: CohortWhy[] };

export const IMPORT_VERDICTS = ['added', 'already', 'duplicate', 'unknown', 'ambiguous', 'disabled', 'guest', 'special', 'group', 'malformed'] as const;

export type ImportVerdict = (typeof IMPORT_VERDICTS)[number];

/** Where in a list a name stands: its line, and which of the names in it, from 1; 0 where it is the only one. */
export type ListPlace = { line: number; place: number };

/** In words, after “line”: `3`, or `1, address 2`. */
export function placeWords({ line, place }: ListPlace): string {
  return place === 0 ? String(line) : `${line}, address ${place}`;
}

/** One line of an imported list, or one of the names in it, as it was, with what became of it. */
export type ImportRow = ListPlace & { text: string; verdict: ImportVerdict; detail: string; personId: string | null };

export const VERDICT_TEXT: Record<ImportVerdict, string> = {
  added: 'Added',
  already: 'Already in the cohort',
  duplicate: 'Listed twice',
  unknown: 'Not found',
  ambiguous: 'More than one match',
  disabled: 'Account disabled',
  guest: 'External account',
  special: 'Special account',
  group: 'A group',
  malformed: 'Not readable',
};

/** True for lines that were left out to be looked at, and may be taken in one by one. */
export function canTakeIn(verdict: ImportVerdict): boolean {
  return verdict === 'disabled' || verdict === 'guest' || verdict === 'special';
}

/** What a list of members is filtered by: external ones count as such whether they are enabled or not. */
export const ACCOUNTS = ['enabled', 'disabled', 'external'] as const;

/** Where else people of a phase are: in an earlier or a later phase of the same rollout, or in either. */
export const ALSO_IN = ['earlier', 'later', 'other'] as const;

/** Stands for whoever has no value, where a list is kept to values. */
export const NONE = '~none';

/** What became different about somebody since they were added. */
export const COHORT_CHANGES = ['left', 'disabled', 'special', 'external', 'outOfSource', 'moved', 'renamed', 'enabled'] as const;

export type CohortChangeKind = (typeof COHORT_CHANGES)[number];

export type CohortChange = { personId: string; kind: CohortChangeKind; detail: string; noticedAt: Date };

/** Lines one import takes; a longer list would outlive the request. */
export const MOST_IMPORT_LINES = 20_000;
/** Bytes an uploaded list may have. */
export const MOST_IMPORT_BYTES = 5 * 1024 * 1024;
/** People picked by hand in one go. */
export const MOST_PICKED = 500;

/** People one phase takes: a rehearsal holds each of them. */
export const MOST_PEOPLE = 200_000;

/** What a list of them can be sorted by; `down` from the end. */
export const MEMBER_ORDERS = ['person', 'department', 'country', 'office'] as const;

export type MemberOrder = { by: (typeof MEMBER_ORDERS)[number]; down: boolean };

/** What a list of members is kept to. Several values of one attribute are alternatives; `NONE` is whoever has no value. */
export type MemberFilter = {
  text?: string;
  sourceId?: string;
  departments?: string[];
  countries?: string[];
  offices?: string[];
  account?: (typeof ACCOUNTS)[number];
  change?: CohortChangeKind | 'any';
  /** In another phase of the same rollout. */
  also?: (typeof ALSO_IN)[number];
  takenIn?: boolean;
  /** How they stood in a rehearsal that still holds; alternatives. */
  outcomes?: ToldOutcome[];
  /** Whose account is enabled, external or not. */
  enabled?: true;
  /** Nobody fits, whatever else is said. */
  nobody?: true;
};
