import { expect, test } from 'vitest';
import { ITEM_STATES } from '@/lib/rollout/run';
import type { ItemCounts, ItemState } from '@/lib/rollout/run';
import { runSentence } from './run-words';

test('a run whose failures were sent again has not arrived, though it was settled before', () => {
  const said = (counts: Partial<Record<ItemState, number>>) =>
    runSentence({ runState: 'settled', phaseState: 'verifying', jobState: null, hold: null, counts: { ...Object.fromEntries(ITEM_STATES.map((state) => [state, 0])), ...counts } as ItemCounts, policies: { total: 0, written: 0, failed: 0, open: 0 } });
  expect([said({ delivered: 5 }), said({ delivered: 5, failed: 1 }), said({ delivered: 5, queued: 1 }), said({ delivered: 5, sending: 1 })]).toEqual([
    { state: 'verified', text: 'Everybody has arrived or failed' },
    { state: 'failed', text: 'Everybody has arrived or failed' },
    { state: 'running', text: 'Running' },
    { state: 'running', text: 'Running' },
  ]);
});
