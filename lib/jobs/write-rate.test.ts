import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createQuota, QuotaRule } from '@/emulator/faults/quota';
import { Chance } from '@/emulator/seed/random';

import { WriteRate } from './write-rate';

const LATENCY_MS = 80;
const STEP_MS = 5;

type Shape = z.input<z.ZodObject<typeof QuotaRule>>;
type Sent = { first: number; last: number; accepted: number; refused: number; limit: number | null };

/** A tenant with a quota and nothing else: writes reach it after the latency, and are answered at once. */
function simulate(shape: Shape, items: number, rate = new WriteRate(), startAt = 0): Sent {
  const quota = createQuota(z.object(QuotaRule).parse(shape), 0);
  const onTheWay: { sentAt: number; count: number }[] = [];
  const told: Sent = { first: startAt, last: 0, accepted: 0, refused: 0, limit: null };
  let askAt = startAt;
  for (let now = startAt, left = items; left > 0 || onTheWay.length > 0; now += STEP_MS) {
    while (onTheWay[0] && onTheWay[0].sentAt + LATENCY_MS <= now) {
      const { sentAt, count } = onTheWay.shift() as { sentAt: number; count: number };
      const verdicts = Array.from({ length: count }, () => quota.take(1, now));
      const refusals = verdicts.filter(({ letThrough }) => !letThrough);
      const accepted = count - refusals.length;
      askAt = now;
      if (accepted > 0) told.last = now;
      told.accepted += accepted;
      told.refused += refusals.length;
      left += refusals.length;
      const waits = refusals.map(({ waitMs }) => Math.max(1, Math.ceil(waitMs / 1000)));
      rate.answered({ sentAt, accepted, refused: refusals.length, retryAfter: shape.retryAfter === false || waits.length === 0 ? null : Math.max(...waits) }, now);
    }
    // As whoever sends does: asked again when it was said, or after the next answer.
    while (left > 0 && now >= askAt) {
      const { count, waitMs } = rate.take(left, now);
      left -= count;
      if (count > 0) onTheWay.push({ sentAt: now, count });
      else askAt = waitMs === null ? Infinity : now + waitMs;
    }
    if (now > 3_600_000) throw new Error(`not done within an hour, with a limit of ${String(rate.limit)}`);
  }
  return { ...told, limit: rate.limit };
}

const seconds = ({ first, last }: Sent) => (last - first) / 1000;
const refusedPart = ({ accepted, refused }: Sent) => refused / (accepted + refused);

const chance = new Chance(20260301);
const QUOTAS = [60, 400, ...Array.from({ length: 10 }, () => 60 + Math.floor(chance.next() * 341))];

describe.each(QUOTAS)('a quota of %i writes a second', (perSecond) => {
  test('as a bucket of one second that says for how long it refuses is used to 95 %, with less than 1 % refused', () => {
    const sent = simulate({ perSecond }, 10_000);
    expect(sent.accepted / (perSecond * (1 + seconds(sent)))).toBeGreaterThan(0.95);
    expect(refusedPart(sent)).toBeLessThan(0.01);
  });

  test('as a window of ten seconds is used to 85 %', () => {
    const sent = simulate({ perSecond, by: 'window' }, 10_000);
    expect(sent.accepted / (perSecond * seconds(sent))).toBeGreaterThan(0.85);
  });

  test('as a bucket that does not say for how long, halved after half of the writes, is used to 85 %', () => {
    const sent = simulate({ perSecond, retryAfter: false, halveAfterCalls: 5000 }, 10_000);
    const before = 5000 / perSecond - 1;
    expect(sent.accepted / (perSecond * (1 + before) + (perSecond / 2) * (seconds(sent) - before))).toBeGreaterThan(0.85);
  });
});

test('with half of a known limit nothing is refused, and half of it is what goes out', () => {
  const rate = new WriteRate(200);
  rate.part = 0.5;
  const sent = simulate({ perSecond: 200 }, 3000, rate);
  expect({ refused: sent.refused, limit: sent.limit }).toEqual({ refused: 0, limit: 200 });
  expect(Math.abs(sent.accepted / seconds(sent) / 200 - 0.5)).toBeLessThan(0.02);
});

test('a limit learned before is held from the first batch on', () => {
  expect(refusedPart(simulate({ perSecond: 300 }, 2000, new WriteRate(290)))).toBe(0);
});

test('one refusal among many that pass says nothing of a limit', () => {
  const rate = new WriteRate(300);
  const first = rate.take(20, 0);
  rate.answered({ sentAt: 0, accepted: first.count - 1, refused: 1, retryAfter: 2 }, 80);
  expect({ paused: rate.pause(80), limit: rate.limit }).toEqual({ paused: 2000, limit: 270 });
});

test('a first batch that is refused whole tells nothing of how high the limit is, and does not make a run crawl', () => {
  const rate = new WriteRate();
  rate.take(20, 0);
  rate.answered({ sentAt: 0, accepted: 0, refused: 20, retryAfter: 1 }, 80);
  const sent = simulate({ perSecond: 60 }, 300, rate, 1_100);
  expect(seconds(sent)).toBeLessThan(60);
});

test.each([1, 0.5])('a limit that was learned from refusals without reason is grown out of, where %d of it is used', (part) => {
  const rate = new WriteRate();
  rate.part = part;
  let now = 0;
  for (let refusals = 0; refusals < 12; refusals += 1) {
    for (let taken = rate.take(20, now); taken.count === 0; taken = rate.take(20, now)) now += taken.waitMs ?? STEP_MS;
    rate.answered({ sentAt: now, accepted: 0, refused: 20, retryAfter: null }, now + LATENCY_MS);
    now += LATENCY_MS;
  }
  const crawl = rate.limit ?? 0;
  const sent = simulate({ perSecond: 100 }, 600, rate, now);
  expect({ crawls: crawl < 1, grown: (rate.limit ?? 0) > 4, refused: sent.refused }).toEqual({ crawls: true, grown: true, refused: 0 });
  expect(seconds(sent)).toBeLessThan(600);
});
