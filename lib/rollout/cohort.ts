/** The people of a phase and where they came from. Pure: read in the browser too. */
export type CohortSourceKind = 'picked' | 'group' | 'csv';

export type CohortSource = { id: string; kind: CohortSourceKind; label: string; groupId: string | null; addedByName: string; addedAt: Date; peopleCount: number };

export type CohortMember = {
  personId: string;
  sourceId: string;
  name: string;
  userPrincipalName: string;
  department: string | null;
  enabled: boolean;
  external: boolean;
  why: string;
  addedAt: Date;
};

/** What a directory says of a person, as far as a cohort keeps it. */
export type CohortPerson = { id: string; name: string; userPrincipalName: string; department: string | null; enabled: boolean; external: boolean };

export const IMPORT_VERDICTS = ['added', 'already', 'duplicate', 'unknown', 'ambiguous', 'disabled', 'guest', 'group', 'malformed'] as const;

export type ImportVerdict = (typeof IMPORT_VERDICTS)[number];

/** One line of an imported list, as it was, with what became of it. */
export type ImportRow = { line: number; text: string; verdict: ImportVerdict; detail: string; personId: string | null };

export const VERDICT_TEXT: Record<ImportVerdict, string> = {
  added: 'Added',
  already: 'Already in the cohort',
  duplicate: 'Listed twice',
  unknown: 'Not found',
  ambiguous: 'More than one match',
  disabled: 'Account disabled',
  guest: 'External account',
  group: 'A group',
  malformed: 'Not readable',
};

/** True for lines that were left out to be looked at, and may be taken in one by one. */
export function canTakeIn(verdict: ImportVerdict): boolean {
  return verdict === 'disabled' || verdict === 'guest';
}

/** What a list of members is filtered by: external ones count as such whether they are enabled or not. */
export const ACCOUNTS = ['enabled', 'disabled', 'external'] as const;

/** Lines one import takes; a longer list would outlive the request. */
export const MOST_IMPORT_LINES = 20_000;
/** Bytes an uploaded list may have. */
export const MOST_IMPORT_BYTES = 5 * 1024 * 1024;
/** People picked by hand in one go. */
export const MOST_PICKED = 500;

/** What a list of them can be sorted by; `down` from the end. */
export const MEMBER_ORDERS = ['person', 'department'] as const;

export type MemberOrder = { by: (typeof MEMBER_ORDERS)[number]; down: boolean };
