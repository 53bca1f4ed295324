import { z } from 'zod';
import { isRecord } from '../http';
import { Delay } from './delay';
import { QuotaRule } from './quota';

/** Which calls a rule strikes. All of it has to fit; a rule without any strikes the next call. */
const When = {
  /** Regular expression over what follows /v1.0, decoded, query included. One that names `$batch` strikes whole batches, any other the requests inside one by one. */
  path: z.string().refine(isPattern, 'is no regular expression').default(''),
  /** A method, or `WRITES` for whatever changes something, or `READS` for the rest. */
  method: z.string().toUpperCase().optional(),
  /** The first call, of those that fit, it happens to; 1 is the next one. */
  nth: z.int().min(1).default(1),
  /** How many calls from there; null is without end. One for what strikes a call, without end for what lasts and for a probability. */
  count: z.int().min(1).nullable().optional(),
  /** How likely each of those calls is struck, from 0 to 1. */
  probability: z.number().min(0).max(1).optional(),
  /** What the chances are drawn from; the same seed and the same calls are struck alike. Otherwise the tenant's seed. */
  seed: z.int().min(0).optional(),
  /** How long the rule is good, by the tenant's clock, in milliseconds. */
  forMs: z.number().min(0).optional(),
};

const one = <Kind extends string, More extends z.ZodRawShape>(kind: Kind, more: More) => z.strictObject({ kind: z.literal(kind), ...When, ...more });

const Kinds = z.discriminatedUnion('kind', [
  /** Answered with an error instead of the work, with the code and message Graph usually has for its status unless told others; `retryAfter` in seconds. */
  one('status', { status: z.int().min(400).max(599).default(503), retryAfter: z.int().min(0).optional(), code: z.string().min(1).optional(), message: z.string().min(1).optional() }),
  /** Answered with 401 and the claims challenge of continuous access evaluation. */
  one('challenge', {}),
  /** The connection is cut before the work, or after it. */
  one('reset-before', {}),
  one('reset-after', {}),
  /** The answer is late: a number of milliseconds, or a distribution. */
  one('delay', { delayMs: Delay.default(1000) }),
  /** The body comes in pieces, over so many milliseconds. */
  one('slow-body', { overMs: z.int().min(1).max(120_000).default(2000) }),
  /** The body ends early, at a part of its length: with the connection, or (`clean`) as if that had been all. */
  one('truncated', { keep: z.number().min(0).max(0.99).default(0.5), clean: z.boolean().default(false) }),
  /** Refused with 429 beyond a quota. */
  one('throttle', QuotaRule),
  /** The answer has a property beside the rest that no page names, as after Microsoft added one: the object itself, or each of a list. */
  one('novel', { property: z.string().min(1).default('somethingNew'), value: z.json().default('new') }),
  /** Reads are answered from the tenant as it was when the rule was made. */
  one('stale', {}),
  /** The service's clock is off: in the Date header and in every moment it writes. */
  one('clock-skew', { skewMs: z.number().min(-86_400_000).max(86_400_000) }),
  /** Deliveries, not calls: `nth`, `count` and `probability` are of deliveries of assignments, or of requests for catalog resources. */
  one('delivery', { of: z.enum(['assignments', 'resources']).default('assignments'), outcome: z.enum(['fail', 'partial', 'hang']), userId: z.string().optional(), packageId: z.string().optional() }),
  /** Something happens in the tenant just before the call is worked on. `whom` is to whom or what it happens: an id, or `caller`, or of an assignment request its `target` or the first resource (`resource`) of its package, of the kind that is deleted. */
  one('happens', { what: z.enum(['user-deleted', 'user-disabled', 'group-deleted', 'application-deleted', 'site-deleted', 'resource-deleted', 'role-ended', 'sessions-revoked']), whom: z.string() }),
]);

/** A rule for bad days, as the admin interface takes it; without `kind` it is a `status`. */
export const FaultRule = z.preprocess((given) => (isRecord(given) && !('kind' in given) ? { ...given, kind: 'status' } : given), Kinds);

export type Fault = z.output<typeof Kinds>;
export type FaultKind = Fault['kind'];
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { kind: Kind }>;

const LASTING: ReadonlySet<FaultKind> = new Set(['throttle', 'stale', 'clock-skew', 'delivery']);

/** How many calls a rule strikes from its `nth` on. */
export function reachOf(rule: Fault): number {
  if (rule.count !== undefined) return rule.count ?? Number.POSITIVE_INFINITY;
  const spread = rule.kind === 'delay' && typeof rule.delayMs !== 'number';
  return LASTING.has(rule.kind) || spread || rule.probability !== undefined ? Number.POSITIVE_INFINITY : 1;
}

/** Whether a call changes something; asking for objects by their ids is a POST that reads. */
export function isWrite(method: string, path: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && !/^\/(\$batch|directoryObjects\/getByIds)$/i.test(path) && !/\/(getMemberGroups|getMemberObjects|checkMemberGroups|checkMemberObjects|getApplicablePolicyRequirements)$/i.test(path);
}

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}
