import { expect, test } from 'vitest';
import { GATE_TEMPLATES, gateOfTemplate } from './gate-templates';
import { mostPassing } from './run-hold';

const settings = GATE_TEMPLATES.map(gateOfTemplate);

test('each ring asks at least what the ring before it asks', () => {
  expect(settings.map(({ exit, entry, advance, mayOverride }) => [exit.soakDays, entry.items.length, advance, mayOverride])).toEqual([
    [0, 0, 'byHand', true], [2, 2, 'byHand', true], [5, 3, 'secondPerson', true], [5, 4, 'secondPerson', false], [10, 4, 'secondPerson', false],
  ]);
  for (const { exit, entry } of settings) {
    expect({ blocking: exit.blockingNotes, verified: exit.verified, lint: entry.lintErrors, drift: exit.drift, failures: exit.failures !== null, differences: exit.differences !== null }).toEqual({ blocking: true, verified: true, lint: 0, drift: { people: 2, percent: 3 }, failures: true, differences: true });
  }
});

test('of a small cohort two may fail in the pilot, of a large one a hundredth', () => {
  const limit = gateOfTemplate('pilot').exit.failures ?? { people: -1, percent: -1 };

  expect([12, 60, 200, 300, 2400].map((people) => mostPassing(limit, people))).toEqual([2, 2, 2, 3, 24]);
});
