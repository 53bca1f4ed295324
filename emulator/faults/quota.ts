import { z } from 'zod';

/** What a throttle lets through, and how it refuses. */
export const QuotaRule = {
  /** A token bucket refills all the time; a window lets so many through and then none until the next begins. */
  by: z.enum(['bucket', 'window']).default('bucket'),
  /** Calls, or resource units, a second. */
  perSecond: z.number().positive(),
  /** How much the bucket holds; otherwise one second's worth. */
  burst: z.number().min(1).optional(),
  windowMs: z.number().min(1).default(10_000),
  /** Resource units are counted as Microsoft documents them for directory objects; otherwise every call costs one. */
  costs: z.enum(['calls', 'units']).default('calls'),
  /** Some services of Entra refuse without saying for how long. */
  retryAfter: z.boolean().default(true),
  /** The rate halves so many milliseconds after the rule was made, or with so many calls. */
  halveAfterMs: z.number().min(0).optional(),
  halveAfterCalls: z.int().min(0).optional(),
  /** A batch is let through or refused as a whole, at the cost of all its requests, instead of request by request. */
  wholeBatch: z.boolean().default(false),
};

type Rule = z.output<z.ZodObject<typeof QuotaRule>>;

/** What a quota says to a call. `used` is the part of the limit in use, above 1 when more was asked than there is. */
export type Verdict = { letThrough: boolean; waitMs: number; used: number };

export type Quota = ReturnType<typeof createQuota>;

/** Counts calls against a rate. Times are milliseconds of one clock. */
export function createQuota(rule: Rule, startedAt: number) {
  const capacity = rule.burst ?? Math.max(1, rule.perSecond);
  let tokens = capacity;
  let filledAt = startedAt;
  let windowFrom = startedAt;
  let inWindow = 0;
  let calls = 0;

  function rate(now: number): number {
    const halved = (rule.halveAfterMs !== undefined && now - startedAt >= rule.halveAfterMs) || (rule.halveAfterCalls !== undefined && calls > rule.halveAfterCalls);
    return halved ? rule.perSecond / 2 : rule.perSecond;
  }

  function fromBucket(cost: number, now: number): Verdict {
    const perSecond = rate(now);
    tokens = Math.min(capacity, tokens + (Math.max(0, now - filledAt) / 1000) * perSecond);
    filledAt = now;
    // A call that costs more than the bucket ever holds goes when it is full.
    const needed = Math.min(cost, capacity);
    const used = (capacity - tokens + cost) / capacity;
    if (tokens < needed) return { letThrough: false, waitMs: ((needed - tokens) / perSecond) * 1000, used };
    tokens -= needed;
    return { letThrough: true, waitMs: 0, used };
  }

  function fromWindow(cost: number, now: number): Verdict {
    if (now - windowFrom >= rule.windowMs) {
      windowFrom += Math.floor((now - windowFrom) / rule.windowMs) * rule.windowMs;
      inWindow = 0;
    }
    const limit = Math.max(1, (rate(now) * rule.windowMs) / 1000);
    const used = (inWindow + cost) / limit;
    if (inWindow > 0 && inWindow + cost > limit) return { letThrough: false, waitMs: windowFrom + rule.windowMs - now, used };
    inWindow += cost;
    return { letThrough: true, waitMs: 0, used };
  }

  return {
    take(cost: number, now: number): Verdict {
      calls += 1;
      return rule.by === 'bucket' ? fromBucket(cost, now) : fromWindow(cost, now);
    },
  };
}
