import { expect, test } from 'vitest';
import { pagerOf, pageOf } from './rollouts/address';
import { pageNumber, pagesOf } from './pages-of';

const href = (page: number) => `/people?page=${page}`;

/** Where it sends, or what it says. */
function said<T>(ask: () => T): T | string {
  try {
    return ask();
  } catch (error) {
    return (error as { digest: string }).digest.split(';')[2] ?? '';
  }
}

test('a page is told with its neighbours, and one beyond the end leads to the last', () => {
  const asked = [[1, 0], [1, 50], [1, 51], [2, 51], [3, 51], [99, 240], [2, 0]] as const;
  expect(asked.map(([number, total]) => said(() => pagesOf({ number, take: 50 }, total, href)))).toEqual([
    { from: 0, to: 0, total: 0 },
    { from: 1, to: 50, total: 50 },
    { from: 1, to: 50, total: 51, nextHref: '/people?page=2' },
    { from: 51, to: 51, total: 51, previousHref: '/people?page=1' },
    '/people?page=2',
    '/people?page=5',
    '/people?page=1',
  ]);
});

test('what is no number of a page is the first', () => {
  expect(['3', ' 12 ', ['2', '5'], undefined, '', '0', '-1', '2.5', '7th', '1e9', '99999999'].map(pageNumber)).toEqual([3, 12, 2, 1, 1, 1, 1, 1, 1, 1, 1]);
});

test('what is filtered by stays in the address that a page beyond the end leads to, and who was opened does not', () => {
  const of = (search: Record<string, string>, total: number) => said(() => pagerOf('/phases/1/cohort', search, pageOf(search, 50), total));
  expect([of({ page: '99', person: 'x' }, 240), of({ state: 'delivered', page: '2', q: 'mar' }, 3), of({ page: '2' }, 60)]).toEqual([
    '/phases/1/cohort?page=5',
    '/phases/1/cohort?state=delivered&q=mar',
    { from: 51, to: 60, total: 60, previousHref: '/phases/1/cohort' },
  ]);
});
