import type { Policy, ReviewRecurrence, ReviewSettings } from '../../model/governance';
import type { Json } from '../odata/thing';
import type { Body } from './body';
import { asBody, flagIn, invalidModel, listIn, memberIn, neededText, numberIn, textIn } from './body';
import { dateIn, readExpiration } from './schedule';
import { readSubjectSet, showSubjectSet } from './subject-sets';

const DEFAULT_LENGTH = { type: 'afterDuration', endDateTime: null, duration: 'P14D' } as const;

/** The access review of a policy. Switched on it needs a start, and reviewers unless people review themselves. */
export function readReview(value: unknown): ReviewSettings | null {
  if (value === undefined || value === null) return null;
  const body = asBody(value, 'reviewSettings');
  const settings = {
    isEnabled: flagIn(body, 'isEnabled') ?? false,
    expirationBehavior: memberIn(body, 'expirationBehavior', ['keepAccess', 'removeAccess', 'acceptAccessRecommendation']) ?? 'keepAccess',
    isRecommendationEnabled: flagIn(body, 'isRecommendationEnabled') ?? false,
    isReviewerJustificationRequired: flagIn(body, 'isReviewerJustificationRequired') ?? false,
    isSelfReview: flagIn(body, 'isSelfReview') ?? false,
    primaryReviewers: listIn(body, 'primaryReviewers').map(readSubjectSet),
    fallbackReviewers: listIn(body, 'fallbackReviewers').map(readSubjectSet),
    schedule: body.schedule === undefined || body.schedule === null ? null : readSchedule(asBody(body.schedule, 'reviewSettings.schedule')),
  };
  if (!settings.isEnabled) return settings;
  if (settings.schedule === null) throw invalidModel('reviewSettings.schedule is required.');
  if (!settings.isSelfReview && settings.primaryReviewers.length === 0) throw invalidModel('reviewSettings.primaryReviewers is required.');
  return settings;
}

function readSchedule(body: Body): ReviewSettings['schedule'] {
  const expiration = body.expiration === undefined || body.expiration === null ? { ...DEFAULT_LENGTH } : readExpiration(body.expiration);
  const startDateTime = dateIn(body, 'startDateTime');
  if (startDateTime === null) throw invalidModel('reviewSettings.schedule.startDateTime is required.');
  return { startDateTime, expiration, recurrence: body.recurrence === undefined || body.recurrence === null ? null : readRecurrence(asBody(body.recurrence, 'recurrence')) };
}

/** https://learn.microsoft.com/graph/api/resources/patternedrecurrence, as far as a review's dates follow from it. */
function readRecurrence(body: Body): ReviewRecurrence {
  const pattern = asBody(body.pattern, 'recurrence.pattern');
  const range = body.range === undefined || body.range === null ? {} : asBody(body.range, 'recurrence.range');
  const type = memberIn(pattern, 'type', ['daily', 'weekly', 'absoluteMonthly', 'absoluteYearly', 'relativeMonthly', 'relativeYearly']);
  if (!type) throw invalidModel('recurrence.pattern.type is required.');
  return {
    type,
    interval: Math.max(1, numberIn(pattern, 'interval')),
    month: numberIn(pattern, 'month'),
    dayOfMonth: numberIn(pattern, 'dayOfMonth'),
    daysOfWeek: listIn(pattern, 'daysOfWeek').map(String),
    firstDayOfWeek: textIn(pattern, 'firstDayOfWeek') ?? 'sunday',
    index: textIn(pattern, 'index') ?? 'first',
    range: {
      type: memberIn(range, 'type', ['endDate', 'noEnd', 'numbered']) ?? 'noEnd',
      numberOfOccurrences: numberIn(range, 'numberOfOccurrences'),
      recurrenceTimeZone: textIn(range, 'recurrenceTimeZone') ?? null,
      startDate: dayIn(range, 'startDate'),
      endDate: dayIn(range, 'endDate'),
    },
  };
}

function dayIn(body: Body, name: string): string | null {
  if (body[name] === undefined || body[name] === null) return null;
  const day = neededText(body, name);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))) throw invalidModel(`${name} is not a date.`);
  return day;
}

/** The access review as Graph prints it. */
export function showReview(settings: Policy['reviewSettings']): Json {
  if (settings === null) return null;
  const { schedule, primaryReviewers, fallbackReviewers, ...flags } = settings;
  return {
    ...flags,
    primaryReviewers: primaryReviewers.map(showSubjectSet),
    fallbackReviewers: fallbackReviewers.map(showSubjectSet),
    schedule: schedule && { startDateTime: schedule.startDateTime, expiration: schedule.expiration, recurrence: schedule.recurrence && showRecurrence(schedule.recurrence) },
  };
}

const showRecurrence = ({ range, ...pattern }: ReviewRecurrence): Json => ({ pattern, range });
