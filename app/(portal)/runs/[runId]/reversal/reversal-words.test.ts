import { expect, test } from 'vitest';
import { reversedWords, takesWords } from './reversal-words';

test('the button of a reversal counts what its lists count: people, and with several packages the assignments of so many', () => {
  expect(takesWords({ taken: 5, bridged: 0, cleared: 0, packages: 1, people: 5 })).toBe('Remove access of 5 people');
  expect(takesWords({ taken: 5, bridged: 1, cleared: 0, packages: 1, people: 5 })).toBe('Remove access of 4 people');
  expect(takesWords({ taken: 24, bridged: 3, cleared: 0, packages: 2, people: 12 })).toBe('End 24 assignments of 12 people');
  expect(takesWords({ taken: 2, bridged: 2, cleared: 0, packages: 2, people: 1 })).toBe('Move 2 assignments of 1 person by bridge');
  expect(takesWords({ taken: 0, bridged: 0, cleared: 0, packages: 1, people: 0 })).toBe('Put the policies back');
  expect(takesWords({ taken: 0, bridged: 0, cleared: 2, packages: 1, people: 0 })).toBe('End 2 failed deliveries');
  expect([reversedWords(1, 1, 1), reversedWords(30, 2, 15)]).toEqual(['1 person', '30 assignments of 15 people']);
});
