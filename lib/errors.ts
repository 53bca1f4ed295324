/**
 * The errors people can meet. Whoever knows what went wrong throws an AppError with one of these codes; the sentence
 * people read is chosen here, so that it says the same everywhere. Pure: read in the browser too.
 */
export const ERROR_TEXT = {
  invalid: 'Something in the form needs another look.',
  signedOut: 'Your sign-in has ended. Sign in again to go on; what you typed is kept.',
  readOnly: 'Your roles were last checked more than an hour ago. Sign in again to change anything.',
  forbidden: 'Your role in this portal does not allow this.',
  foreignOrigin: 'This did not come from the portal’s own page. Reload the page and try again.',
  notFound: 'There is nothing here, or it is not yours to see.',
  conflict: 'This was changed in the meantime. Reload the page to see what is true now.',
  nameTaken: 'This name is taken. Choose another.',
  notYetVisible: 'Microsoft Entra does not show it yet. This usually takes a few seconds; try again.',
  startAnew: 'Microsoft Entra no longer knows where the last reading ended. Read it again from the beginning.',
  throttled: 'Microsoft Entra asks us to slow down. Try again in a moment.',
  offline: 'Microsoft Entra cannot be reached. Check the connection and try again.',
  noLicence: 'The tenant has no licence for this. It needs Microsoft Entra ID P2 or Microsoft Entra ID Governance.',
  noPermission: 'Microsoft Entra refused this: your account lacks the permission or the role it needs.',
  notResourceOwner: 'Microsoft Entra refused this: only an owner of the resource, or an administrator for it, may add it to a catalog.',
  consentMissing: 'The portal was not granted the permission this needs. A Global Administrator can grant it in the app registration.',
  claimsChallenge: 'Microsoft Entra wants you to confirm who you are. Sign in again to go on.',
  tooMany: 'Too many tries in a short time. Wait a minute and try again.',
  refusedByEntra: 'Microsoft Entra did not accept this.',
  database: 'The portal’s database cannot be reached. Nothing was changed.',
  internal: 'Something broke on our side. Nothing more was changed. Tell whoever runs the portal the reference.',
} as const;

export type ErrorCode = keyof typeof ERROR_TEXT;

/** Which of the seven kinds of failure a person meets; each has its own picture and next step on the screen. */
export type FailureKind = 'noLicence' | 'noPermission' | 'nothingThere' | 'notYetVisible' | 'throttled' | 'offline' | 'ourBug';

const KIND: Partial<Record<ErrorCode, FailureKind>> = {
  noLicence: 'noLicence',
  noPermission: 'noPermission',
  notResourceOwner: 'noPermission',
  consentMissing: 'noPermission',
  forbidden: 'noPermission',
  notFound: 'nothingThere',
  notYetVisible: 'notYetVisible',
  throttled: 'throttled',
  tooMany: 'throttled',
  offline: 'offline',
  database: 'offline',
};

/** The kind of failure a code belongs to; whatever is not expected is ours. */
export function failureKind(code: string): FailureKind {
  return KIND[code as ErrorCode] ?? 'ourBug';
}

/** What a page says of a failure, where more is known of it than its kind; undefined where the kind says all. */
export function failureWords({ code, details }: AppError): string | undefined {
  return details.say ?? (code === failureKind(code) || code === 'notFound' ? undefined : ERROR_TEXT[code]);
}

/** A way out that stands behind a field's sentence; an address of ours. */
export type FieldLink = { label: string; href: string };

export type ErrorDetails = {
  /** Said instead of the code's own sentence; for people, naming the field or object and the mend. */
  say?: string;
  /** Sentences by field name. */
  fields?: Record<string, string>;
  /** Where a field's sentence leads, by field name: what has the name already. */
  links?: Record<string, FieldLink>;
  /** Where the sentence leads: to what has to be done first. */
  link?: FieldLink;
  /** Graph's request-id of the refused call, when there was one. */
  graphRequestId?: string;
  /** Seconds Entra asked us to wait. */
  retryAfter?: number;
  /** The claims Entra wants, to be taken to the next sign-in. */
  claims?: string;
  cause?: unknown;
};

/** Pages, routes and jobs are bundled apart and share some objects: what one of them threw is an AppError to the others by this mark, not by its class. */
const MARK = Symbol.for('access-rollout.AppError');

/** An expected failure: a code people's sentence is chosen by, and a message for the log. */
export class AppError extends Error {
  readonly [MARK] = true;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /**
   * All that reaches the browser of an error a page ends with: the code, a number that stands in the log too, and the claims
   * of a challenge, which the browser takes along to the sign-in.
   */
  readonly digest: string;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
    this.digest = [code, crypto.randomUUID().slice(0, 8), ...(details.claims ? [encodeURIComponent(details.claims)] : [])].join(':');
  }

  /** What a log of the whole error says. Details and cause may hold what an answer held, and stay out of it. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const cause = this.details.cause instanceof Error ? `\n  caused by ${this.details.cause.name}: ${this.details.cause.message}` : '';
    return `${this.stack ?? `${this.name}: ${this.message}`}\n  digest ${this.digest}${cause}`;
  }

  /** The sentence for the person. */
  get sentence(): string {
    return this.details.say ?? ERROR_TEXT[this.code];
  }
}

/** True for an AppError of that code. */
export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof Error && MARK in error && (code === undefined || (error as AppError).code === code);
}

/** What this person may not read is not known, null; whatever else fails, fails. */
export async function orNotKnown<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isAppError(error, 'noPermission') || isAppError(error, 'consentMissing') || isAppError(error, 'noLicence')) return null;
    throw error;
  }
}
