import { expect, test } from 'vitest';
import type { Graph } from '@/lib/graph/client';
import { createRollout } from './create-rollout';
import type { Admin } from './rollout';

test('a name given to two phases is told at the second of them, before anything is read or made', async () => {
  const nobodyAsked = {} as Graph;
  const made = createRollout({} as Admin, { name: 'Finance', description: '', packages: [], phases: ['Pilot', 'Early', 'pilot'] }, nobodyAsked);
  await expect(made).rejects.toMatchObject({ code: 'invalid', details: { fields: { 'phase.2': 'Phase 1 has this name already.' } } });
});
