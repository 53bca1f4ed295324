/** Who looked whom up: what is written down of it, and for how long. Pure. */

/** Where somebody was looked up: by typing into a search, a picker or the top bar, or on their own card. */
export type LookUpPlace = 'search' | 'card';

/** Days a look-up is kept: long enough for an auditor to ask about, short enough not to become a record of the helpdesk's days. */
export const KEPT_DAYS = 180;

/** Keystrokes of one search follow each other within this many seconds; they are one look-up. */
export const ONE_SEARCH_SECONDS = 30;

export type LookUp = { id: string; at: Date; byId: string; byName: string; place: LookUpPlace; typed: string | null; shown: string[] };
