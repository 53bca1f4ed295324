import { expect, test } from 'vitest';
import { workshopFile, workshopNote } from './workshop-file';

const line = (text: string) => ({ text, title: 'The title' });

test('a note has one line a finding, each once; one too long is said by its title, and what finds no room is counted', () => {
  expect(workshopNote([line('One'), line('Two'), line('One'), line('x'.repeat(200)), line('x'.repeat(201))])).toBe(`ZT Assessment result:\nOne\nTwo\n${'x'.repeat(200)}\nThe title`);
  const many = workshopNote(Array.from({ length: 30 }, (_, index) => line(`${index} ${'y'.repeat(95)}`)));
  expect([many.length <= 1000, many.split('\n').length, many.split('\n').at(-1)]).toEqual([true, 11, 'and 21 more']);
});

test('the file is what the workshop imports: a status for nobody to have decided, and no box without a note', () => {
  const at = new Date('2026-11-26T12:00:00Z');
  expect(workshopFile([{ task: 'RMI_111', lines: [line('Finance essentials: 2 of 5 phases done')] }, { task: 'RMI_140', lines: [] }], at)).toEqual({
    metadata: { version: '1.0.0', formatVersion: '1.0', exportedAt: '2026-11-26T12:00:00.000Z', applicationVersion: '1.0.0', exportType: 'full-configuration', scope: 'identity', description: 'Access Rollout: rollout of access packages and their checks' },
    configuration: {
      applicationState: { currentPillar: 'identity', lastModified: '2026-11-26T12:00:00.000Z' },
      pillars: { identity: { taskOverrides: { RMI_111: { status: 'not-reviewed', notes: 'ZT Assessment result:\nFinance essentials: 2 of 5 phases done' } } } },
      globalSettings: { preferences: { autoSave: true, confirmationDialogs: true } },
    },
    statistics: { totalTasks: 1, modifiedTasks: 1, completedTasks: 0, inProgressTasks: 0, plannedTasks: 0, pillarsWithChanges: ['identity'] },
  });
});
