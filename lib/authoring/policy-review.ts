/** The access review of a policy as its editor has it. https://learn.microsoft.com/graph/api/resources/accesspackageassignmentreviewsettings Pure. */
import { amountOf, durationOf } from './policy-amount';
import type { Amount } from './policy-amount';
import { isObject } from './policy-document';
import type { Json } from './policy-document';
import { subjectsIn } from './policy-subject';
import type { Subject } from './policy-subject';

/** How often, and what Graph calls it; the length in days within which a review has to be over before the next one begins. */
export const FREQUENCIES = {
  weekly: { word: 'Every week', pattern: { type: 'weekly', interval: 1 }, days: 7 },
  monthly: { word: 'Every month', pattern: { type: 'absoluteMonthly', interval: 1 }, days: 28 },
  quarterly: { word: 'Every three months', pattern: { type: 'absoluteMonthly', interval: 3 }, days: 89 },
  halfYearly: { word: 'Every half year', pattern: { type: 'absoluteMonthly', interval: 6 }, days: 181 },
  yearly: { word: 'Every year', pattern: { type: 'absoluteYearly', interval: 1 }, days: 365 },
} as const;

export type Frequency = keyof typeof FREQUENCIES;

export type ReviewForm = {
  on: boolean;
  /** A day. */
  start: string;
  /** `once` has no recurrence; `other` is a pattern the editor does not offer, and keeps. */
  every: Frequency | 'once' | 'other';
  length: Amount;
  until: string;
  untilDate: string;
  times: string;
  self: boolean;
  reviewers: Subject[];
  fallbacks: Subject[];
  silence: string;
  recommendation: boolean;
  reason: boolean;
};

type Part = { [name: string]: Json };

const part = (of: Part | undefined, name: string): Part | undefined => (isObject(of?.[name]) ? of[name] : undefined);
const text = (of: Part | undefined, name: string): string => (typeof of?.[name] === 'string' ? of[name] : '');

function frequencyOf(pattern: Part | undefined): ReviewForm['every'] {
  if (!pattern) return 'once';
  const [type, interval] = [text(pattern, 'type').toLowerCase(), pattern.interval];
  return (Object.keys(FREQUENCIES) as Frequency[]).find((each) => FREQUENCIES[each].pattern.type.toLowerCase() === type && FREQUENCIES[each].pattern.interval === interval) ?? 'other';
}

/** How often a pattern comes, and on which day. */
export function frequencyWords(pattern: Part): string {
  const every = frequencyOf(pattern);
  const word = every === 'other' || every === 'once' ? `${text(pattern, 'type').replace(/([A-Z])/g, ' $1').toLowerCase()}, every ${JSON.stringify(pattern.interval ?? 1)}` : FREQUENCIES[every].word;
  const { dayOfMonth: day, month, daysOfWeek } = pattern;
  if (Array.isArray(daysOfWeek) && daysOfWeek.length > 0) return `${word}, on ${daysOfWeek.map((each) => (typeof each === 'string' ? each.replace(/^./, (first) => first.toUpperCase()) : '')).join(', ')}`;
  return typeof day === 'number' && day > 0 ? `${word}, on day ${day}${typeof month === 'number' && month > 0 ? ` of month ${month}` : ''}` : word;
}

export function reviewOf(settings: Part | undefined): ReviewForm {
  const schedule = part(settings, 'schedule');
  const recurrence = part(schedule, 'recurrence');
  const range = part(recurrence, 'range');
  const { numberOfOccurrences: times } = range ?? {};
  return {
    on: settings?.isEnabled === true,
    start: text(schedule, 'startDateTime').slice(0, 10),
    every: settings ? frequencyOf(part(recurrence, 'pattern')) : 'quarterly',
    length: settings ? amountOf(part(schedule, 'expiration')?.duration) : { count: '14', unit: 'days' },
    until: text(range, 'type') || 'noEnd',
    untilDate: text(range, 'endDate'),
    times: typeof times === 'number' && times > 0 ? String(times) : '',
    self: settings?.isSelfReview === true,
    reviewers: subjectsIn(settings?.primaryReviewers),
    fallbacks: subjectsIn(settings?.fallbackReviewers),
    silence: text(settings, 'expirationBehavior') || 'keepAccess',
    recommendation: settings ? settings.isRecommendationEnabled === true : true,
    reason: settings ? settings.isReviewerJustificationRequired === true : true,
  };
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Puts what was changed into the settings it was read from; null stays null while no review is switched on. */
export function writeReview(form: ReviewForm, before: Json | undefined): Json {
  const settings = isObject(before) ? before : undefined;
  const was = reviewOf(settings);
  if (same(form, was) || (!settings && !form.on)) return before ?? null;
  const changed = (...names: (keyof ReviewForm)[]): boolean => !settings || names.some((name) => !same(form[name], was[name]));
  return {
    ...settings,
    ...(changed('on') ? { isEnabled: form.on } : {}),
    ...(changed('silence') ? { expirationBehavior: form.silence } : {}),
    ...(changed('recommendation') ? { isRecommendationEnabled: form.recommendation } : {}),
    ...(changed('reason') ? { isReviewerJustificationRequired: form.reason } : {}),
    ...(changed('self') ? { isSelfReview: form.self } : {}),
    ...(changed('reviewers') ? { primaryReviewers: form.reviewers } : {}),
    ...(changed('fallbacks') ? { fallbackReviewers: form.fallbacks } : {}),
    ...(changed('start', 'every', 'length', 'until', 'untilDate', 'times') ? { schedule: writeSchedule(form, was, part(settings, 'schedule')) } : {}),
  };
}

function writeSchedule(form: ReviewForm, was: ReviewForm, before: Part | undefined): Part {
  const time = text(before, 'startDateTime').slice(10) || 'T08:00:00Z';
  return {
    ...before,
    ...(before && form.start === was.start ? {} : { startDateTime: form.start ? `${form.start}${time}` : null }),
    ...(before && same(form.length, was.length) ? {} : { expiration: { ...part(before, 'expiration'), type: 'afterDuration', duration: durationOf(form.length), endDateTime: null } }),
    recurrence: writeRecurrence(form, was, part(before, 'recurrence')),
  };
}

/** A pattern of months repeats on the day of its start. */
function writeRecurrence(form: ReviewForm, was: ReviewForm, before: Part | undefined): Json {
  if (form.every === 'once') return null;
  const moved = form.start !== was.start;
  const pattern = form.every === 'other' || (before && form.every === was.every && !moved) ? (part(before, 'pattern') ?? null) : { ...(form.every === was.every ? part(before, 'pattern') : {}), ...patternOf(form.every, form.start) };
  return { ...before, pattern, range: before && !moved && same([form.until, form.untilDate, form.times], [was.until, was.untilDate, was.times]) ? (before.range ?? null) : rangeOf(form, part(before, 'range')) };
}

function patternOf(every: Frequency, start: string): Part {
  const { type, interval } = FREQUENCIES[every].pattern;
  const [month, day] = [Number(start.slice(5, 7)), Number(start.slice(8, 10))];
  const weekday = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'][new Date(`${start}T00:00:00Z`).getUTCDay()];
  if (type === 'weekly') return { type, interval, ...(weekday ? { daysOfWeek: [weekday] } : {}) };
  return { type, interval, dayOfMonth: day, ...(type === 'absoluteYearly' ? { month } : {}) };
}

function rangeOf(form: ReviewForm, before: Part | undefined): Part {
  return {
    ...before, type: form.until, startDate: form.start || null, endDate: form.until === 'endDate' ? form.untilDate || null : null,
    numberOfOccurrences: form.until === 'numbered' ? Number(form.times) : 0,
  };
}
