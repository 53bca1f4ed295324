import { Chance } from '../seed/random';
import type { Graph, GraphResponse } from '../wire';
import { drawDelay } from './delay';
import { challengeAnswer, faultAnswer, overQuota } from './fault-answer';
import type { Fault, FaultKind, FaultOf } from './fault-rule';
import { isWrite, reachOf } from './fault-rule';
import { createQuota } from './quota';
import type { Quota } from './quota';
import { isDirectory, unitsOf } from './resource-units';

/** A call as the rules are held against it. `address` is path and query after /v1.0, decoded; `inside` are the requests of a batch, each of them `inBatch`. */
export type Call = { method: string; path: string; query: URLSearchParams; address: string; clientId: string; inBatch: boolean; inside?: Call[] };

/** What a call meets with, in the order it meets it. */
export type Strike = {
  happens: FaultOf<'happens'>[];
  delayMs: number;
  /** Instead of the work: an answer, or the end of the connection. */
  instead: GraphResponse | 'cut' | null;
  /** The tenant as it was, for a read of old data. */
  stale: Graph | null;
  skewMs: number;
  /** To the answer, once the work is done. */
  after: FaultOf<'reset-after' | 'slow-body' | 'truncated'> | null;
  /** Headers a quota adds to what it lets through. */
  headers: Record<string, string>;
  /** Properties that no page names, to what is answered. */
  novel: Record<string, unknown>;
};

/** One thing that went wrong on request. */
export type Injected = { n: number; at: string; rule: number; kind: FaultKind; call: number; method: string; address: string; did: string };

type Known = { id: number; rule: Fault; pattern: RegExp; seen: number; struck: number; until: number; quota: Quota | null; frozen: Graph | null };

const KEPT = 20_000;

/** The parts a rule needs of the tenant: the seed chances are drawn from, its time, and a copy of it that stays as it is. */
export type FaultWorld = { seed: number; tenantId: string; now: () => number; freeze: () => Graph };

export type Faults = ReturnType<typeof createFaults>;

/** Bad days on request. Chances depend on seed, rule and the number of the call alone: the same calls are struck alike. */
export function createFaults({ seed, tenantId, now, freeze }: FaultWorld) {
  let rules: Known[] = [];
  let made = 0;
  let struckBefore = 0;
  const injected: Injected[] = [];

  function note({ id, rule, seen }: Known, method: string, address: string, did: string): void {
    struckBefore += 1;
    injected.push({ n: struckBefore, at: new Date(now()).toISOString(), rule: id, kind: rule.kind, call: seen, method, address, did });
    if (injected.length > KEPT * 2) injected.splice(0, KEPT);
  }

  /** Counts the call for a rule it fits, and tells whether it is one of those the rule strikes. */
  function hits(known: Known): boolean {
    const { rule } = known;
    known.seen += 1;
    if (known.seen < rule.nth || known.seen >= rule.nth + reachOf(rule)) return false;
    if (rule.probability !== undefined && chanceOf(known).next() >= rule.probability) return false;
    known.struck += 1;
    return true;
  }

  // A rule with a seed of its own strikes alike whenever it is made; rules without one are told apart by their number.
  const chanceOf = ({ id, rule, seen }: Known): Chance => new Chance(Math.imul((rule.seed ?? seed) + 1, 0x9e3779b1) ^ Math.imul(rule.seed === undefined ? id : 0, 0x85ebca6b) ^ Math.imul(seen, 0xc2b2ae35));

  function drop(): void {
    const moment = now();
    rules = rules.filter(({ rule, seen, until }) => seen < rule.nth + reachOf(rule) - 1 && moment < until);
  }

  /** Takes from a quota; the answer when it is used up. */
  function charge(known: Known, rule: FaultOf<'throttle'>, call: Call, strike: Strike): void {
    const { quota } = known;
    if (!quota || strike.instead) return;
    const calls = rule.wholeBatch ? (call.inside ?? [call]).filter((inner) => fits(known, inner)) : [call];
    const cost = calls.reduce((sum, { method, path, query }) => sum + (rule.costs === 'units' ? unitsOf(method, path, query) : 1), 0);
    const verdict = quota.take(cost, now());
    const documented = isDirectory(call.path);
    const units: Record<string, string> = rule.costs === 'units' && documented ? { 'x-ms-resource-unit': String(cost) } : {};
    if (verdict.letThrough) {
      Object.assign(strike.headers, units, documented && Number(percentage(verdict.used)) >= 0.8 ? { 'x-ms-throttle-limit-percentage': percentage(verdict.used) } : {});
      return;
    }
    known.struck += 1;
    const write = isWrite(call.method, call.path);
    const scope = `Tenant_Application/${write ? 'Write' : 'ReadWrite'}/${call.clientId}/${tenantId}`;
    strike.instead = overQuota(rule.retryAfter ? verdict.waitMs : null, documented ? {
      ...units,
      'x-ms-throttle-limit-percentage': percentage(verdict.used),
      'x-ms-throttle-scope': scope,
      'x-ms-throttle-information': write ? 'WriteLimitExceeded' : 'ResourceUnitLimitExceeded',
    } : {});
    note(known, call.method, call.address, `429${rule.retryAfter ? `, Retry-After ${strike.instead.headers?.['Retry-After'] ?? ''}` : ', no Retry-After'}`);
  }

  function apply(known: Known, call: Call, strike: Strike): void {
    const { rule } = known;
    const tell = (did: string) => note(known, call.method, call.address, did);
    switch (rule.kind) {
      case 'delivery':
        return;
      case 'throttle':
        charge(known, rule, call, strike);
        return;
      case 'happens':
        strike.happens.push(rule);
        tell(`${rule.what} ${rule.whom}`);
        return;
      case 'delay': {
        const chance = chanceOf(known);
        // The first draw decides whether it strikes at all.
        chance.next();
        const ms = Math.round(drawDelay(rule.delayMs, chance.next(), chance.next()));
        strike.delayMs += ms;
        tell(`${ms} ms late`);
        return;
      }
      case 'stale':
        // Of a batch, each read inside it is one.
        if (call.inside || isWrite(call.method, call.path)) return;
        strike.stale ??= known.frozen;
        tell('old data');
        return;
      case 'clock-skew':
        strike.skewMs += rule.skewMs;
        tell(`clock off by ${rule.skewMs} ms`);
        return;
      case 'status':
        if (strike.instead) return;
        strike.instead = faultAnswer(rule.status, rule.retryAfter, rule);
        tell(String(rule.status));
        return;
      case 'challenge':
        if (strike.instead) return;
        strike.instead = challengeAnswer(now());
        tell('claims challenge');
        return;
      case 'novel':
        strike.novel[rule.property] = rule.value;
        tell(`${rule.property} beside the rest`);
        return;
      case 'reset-before':
        if (strike.instead) return;
        strike.instead = 'cut';
        tell('cut off before the work');
        return;
      default:
        if (strike.after) return;
        strike.after = rule;
        tell({ 'reset-after': 'cut off after the work', 'slow-body': 'slow body', truncated: 'answer ends early' }[rule.kind]);
    }
  }

  return {
    add(rule: Fault): number {
      made += 1;
      const moment = now();
      rules.push({
        id: made, rule, pattern: new RegExp(rule.path), seen: 0, struck: 0, until: rule.forMs === undefined ? Number.POSITIVE_INFINITY : moment + rule.forMs,
        quota: rule.kind === 'throttle' ? createQuota(rule, moment) : null, frozen: rule.kind === 'stale' ? freeze() : null,
      });
      return made;
    },
    remove(id: number): void {
      rules = rules.filter((known) => known.id !== id);
    },
    clear(): void {
      rules = [];
    },
    /** Rules that have not run out, with how many fitting calls they saw and struck. */
    list: () => {
      drop();
      return rules.map(({ id, rule, seen, struck }) => ({ id, ...rule, seen, struck }));
    },
    /** What was injected after number `n`, oldest first. */
    injected: (n = 0): Injected[] => injected.filter((entry) => entry.n > n),
    /** What goes wrong with this call. Every rule it fits counts it. */
    strike(call: Call): Strike {
      const strike: Strike = { happens: [], delayMs: 0, instead: null, stale: null, skewMs: 0, after: null, headers: {}, novel: {} };
      if (rules.length === 0) return strike;
      drop();
      for (const known of rules) if (known.rule.kind !== 'delivery' && meets(known, call) && hits(known)) apply(known, call, strike);
      return strike;
    },
    /** What becomes of a delivery that is due. */
    strikeDelivery({ of = 'assignments', targetId, packageId }: { of?: FaultOf<'delivery'>['of']; targetId: string; packageId: string }): FaultOf<'delivery'>['outcome'] | 'deliver' {
      drop();
      let outcome: FaultOf<'delivery'>['outcome'] | null = null;
      for (const known of rules) {
        const { rule } = known;
        if (rule.kind !== 'delivery' || rule.of !== of || (rule.userId && rule.userId !== targetId) || (rule.packageId && rule.packageId !== packageId) || !hits(known) || outcome) continue;
        note(known, 'DELIVER', `${packageId} to ${targetId}`, rule.outcome);
        outcome = rule.outcome;
      }
      return outcome ?? 'deliver';
    },
  };
}

const percentage = (used: number): string => Math.min(1.8, used).toFixed(1);

/** Whether a rule is about this very call, by method and path. */
function fits({ rule, pattern }: Known, { method, path, address }: Call): boolean {
  if (rule.method === 'WRITES' ? !isWrite(method, path) : rule.method === 'READS' ? isWrite(method, path) : rule.method && rule.method !== method) return false;
  return pattern.test(address);
}

/** A batch as such is met by rules that name it, and by quotas that take it as one; everything else meets what is inside. */
function meets(known: Known, call: Call): boolean {
  const { rule } = known;
  const whole = rule.kind === 'throttle' && rule.wholeBatch;
  if (call.inside) return whole ? call.inside.some((inner) => fits(known, inner)) : rule.path.includes('$batch') && fits(known, call);
  return !(whole && call.inBatch) && fits(known, call);
}
