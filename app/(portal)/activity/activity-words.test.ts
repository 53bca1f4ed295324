import { expect, test } from 'vitest';
import { refusalWords, what } from './activity-words';

test('a try that was refused is told as a try, of what it was about where that was found, and otherwise open', () => {
  const refused = { outcome: 'refused', objectType: 'action' } as const;
  expect([
    what({ ...refused, action: 'run.start', objectName: 'Sales, Pilot' }),
    what({ ...refused, action: 'run.start', objectName: 'run.start' }),
    what({ action: 'run.start', objectType: 'phase', objectName: 'Sales, Pilot', outcome: 'done' }),
    what({ action: 'session.refuse', objectType: 'session', objectName: 'session', outcome: 'refused' }),
  ]).toEqual(['tried: started the run of Sales, Pilot', 'tried: started the run of …', 'started the run of Sales, Pilot', 'was refused at sign-in']);
  expect(['conflict', 'readOnly', 'tooMany'].map(refusalWords)).toEqual(['It had been changed in the meantime', 'Their roles had not been looked at for more than an hour', 'too many']);
});
