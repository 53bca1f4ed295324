import { z } from 'zod';
import type { GraphResponse } from './wire';

/** A rule for bad days: which calls of Graph go wrong, and how. */
export const FaultRule = z.strictObject({
  /** Regular expression over what follows /v1.0, query included. */
  path: z.string().refine(isPattern, 'is no regular expression'),
  method: z.string().toUpperCase().optional(),
  /** The first call, of those that fit, it happens to; 1 is the next one. */
  nth: z.int().min(1).default(1),
  /** How many calls from there. */
  count: z.int().min(1).default(1),
  kind: z.enum(['status', 'reset-before', 'reset-after', 'delay']).default('status'),
  status: z.int().min(400).max(599).default(503),
  /** Seconds. */
  retryAfter: z.int().min(0).optional(),
  delayMs: z.int().min(0).max(120_000).default(1000),
});

export type Fault = z.infer<typeof FaultRule>;
export type Faults = ReturnType<typeof createFaults>;

export function createFaults() {
  let rules: { rule: Fault; pattern: RegExp; seen: number }[] = [];
  return {
    add(rule: Fault): void {
      rules.push({ rule, pattern: new RegExp(rule.path), seen: 0 });
    },
    clear(): void {
      rules = [];
    },
    /** Rules that have not run out, with how many fitting calls they saw. */
    list: () => rules.map(({ rule, seen }) => ({ ...rule, seen })),
    /** What goes wrong with this call, if anything. Every rule it fits counts it. */
    strike(method: string, address: string): Fault | null {
      let struck: Fault | null = null;
      for (const known of rules) {
        const { rule, pattern } = known;
        if ((rule.method && rule.method !== method) || !pattern.test(address)) continue;
        known.seen += 1;
        if (known.seen >= rule.nth && known.seen < rule.nth + rule.count) struck ??= rule;
      }
      rules = rules.filter(({ rule, seen }) => seen < rule.nth + rule.count - 1);
      return struck;
    },
  };
}

const CODES: Record<number, [code: string, message: string]> = {
  401: ['InvalidAuthenticationToken', 'Access token has expired or is not yet valid.'],
  403: ['Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  404: ['ResourceNotFound', 'The resource does not exist.'],
  409: ['Conflict', 'The request conflicts with the current state.'],
  429: ['TooManyRequests', 'Too many requests.'],
  500: ['InternalServerError', 'An internal error has occurred.'],
  502: ['BadGateway', 'Bad gateway.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
  504: ['GatewayTimeout', 'The gateway timed out.'],
};

/** The answer of a struck call, in Graph's shape. */
export function faultAnswer(status: number, retryAfter: number | undefined): GraphResponse {
  const [code, message] = CODES[status] ?? ['UnknownError', 'The request failed.'];
  return { status, headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }, body: { error: { code, message } } };
}

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}
