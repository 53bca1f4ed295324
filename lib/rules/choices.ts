/**
 * What we chose where Microsoft's pages are silent or contradict each other. Everything else in this room follows
 * https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership and the pages beside it.
 * A choice that turns out otherwise on a real tenant is changed here and in no second place.
 */

/**
 * A negated operator is true exactly when its positive is false; a comparison with a missing value is false. So
 * `user.mail -notEndsWith "@contoso.com"` lets in people without mail, as `-not (… -endsWith …)`, whose meaning is
 * documented, does. The other reading (a missing value fails both) would make the two spellings differ.
 */
export const negated = (positive: boolean): boolean => !positive;

/** `accountEnabled -eq false` is not true of somebody whose flag was never set: null is no value, so it equals only null. */
export const equalsFlag = (actual: boolean | null, wanted: boolean): boolean => actual === wanted;

/** "Not case sensitive" without a named culture: the invariant lower case, so the same on every machine. Nothing is trimmed. */
export const folded = (text: string): string => text.toLowerCase();

/**
 * A plain operator on a collection of text (`user.otherMails -startsWith "x"`) asks whether at least one item fits, as
 * `-any` would; a negated one therefore asks that none does, and `-eq null` that there is none.
 */
export const collectionFits = (items: readonly string[], fits: (item: string) => boolean): boolean => items.some(fits);

/** `-le` and `-ge` include the moment itself: "less than or equal" is what the letters say, though the page says "less than". */
export const atMost = (moment: number, bound: number): boolean => moment <= bound;
export const atLeast = (moment: number, bound: number): boolean => moment >= bound;

/** An empty text is a value, not null. (Graph keeps none: it stores null where a blank is written.) */
export const isMissing = (value: unknown): boolean => value === null || value === undefined;

/**
 * A number without quotes ("double quotes are optional unless the value is a string") meets a text attribute by its
 * digits: `user.employeeId -eq 007` is not `-eq 7`.
 */
export const textOfNumber = (digits: string): string => digits;

/** A date without a time is midnight UTC, and a date-time without a zone is UTC: the directory keeps hire dates so. */
export function momentOf(iso: string): number | null {
  const zoned = /T/i.test(iso) && !/(z|[+-]\d\d:?\d\d)$/i.test(iso) ? `${iso}Z` : iso;
  const moment = Date.parse(zoned.toUpperCase());
  return Number.isNaN(moment) ? null : moment;
}

const DURATION = /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;

export const isDuration = (text: string): boolean => DURATION.test(text);

/** Months and years of a duration follow the calendar in UTC; the page shows days only (`p1d`). */
export function plusDuration(now: number, duration: string): number {
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = (DURATION.exec(duration) ?? []).slice(1).map((part) => Number(part ?? 0));
  const from = new Date(now);
  from.setUTCMonth(from.getUTCMonth() + 12 * years + months);
  return from.getTime() + ((weeks * 7 + days) * 86_400 + hours * 3600 + minutes * 60 + seconds) * 1000;
}

/**
 * Property names are compared without case: the page calls them case-sensitive and then writes mailNickname,
 * employeehiredate and user.memberof itself.
 */
export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/**
 * Inside double quotes both a back-tick (as the page shows) and a backslash (as the page calls it) escape a double
 * quote, and two single quotes stand for one as they do inside single quotes; a lone single quote is taken as it is.
 */
export const ESCAPES_OF_DOUBLE_QUOTE = ['`', '\\'] as const;

/**
 * Which regular expressions Entra takes is not said; it runs on .NET. Ours run on an engine whose time grows with the
 * length of the text alone, so what only backtracking can do (look-ahead, back-references) is refused rather than
 * guessed at. Each letter of the text may still cost one look at each step of the expression, and counted repetitions
 * unfold (300 of `{1000}` fit into a rule and take seconds for a single name), so the steps are limited as well.
 */
export const MOST_STEPS_OF_A_PATTERN = 4000;

/** No limit of nesting is documented but the length of the text; deeper brackets and -nots than any rule needs are refused, so that reading one cannot run out of stack. */
export const DEEPEST_NESTING = 100;

// Choices of grammar, which the parser keeps:
// - `-any` binds weakest, and the samples for devices leave its brackets out (`device.devicePhysicalIds -any _ -eq "x"`):
//   without brackets its condition runs on as long as the next part still speaks of the item.
// - Ids of groups and managers need not look like GUIDs: the pages show placeholders. They are compared without case.
// - `-not` may be repeated, and brackets may stand around a direct reports or memberOf rule: neither changes a meaning.
// - Only `-plus` is taken behind system.now, since no other word is documented there.
// - An operator nobody knows is a query compilation error; a known one on the wrong attribute is not.
