import { expect, test } from 'vitest';
import { wayWithoutRole } from './without-role';

test('without a role there is what one was asked, and nothing else', () => {
  const places = ['/', '/?from=mail', '/approvals', '/approvals?state=open', '/approvals/7', '/approvals-of-others', '/rollouts', '/no-such-place'];
  const waysOf = (wasAsked: boolean) => places.map((place) => wayWithoutRole(place, wasAsked));
  expect(waysOf(true)).toEqual(['/approvals', '/approvals', null, null, null, '/no-access', '/no-access', '/no-access']);
  expect(waysOf(false)).toEqual(['/no-access', '/no-access', '/no-access', '/no-access', null, '/no-access', '/no-access', '/no-access']);
});
