import { expect, test } from 'vitest';
import { wayWithoutRole } from './without-role';

test('without a role there is what one was asked, and nothing else', () => {
  const places = ['/', '/?from=mail', '/sign-offs', '/sign-offs?state=open', '/sign-offs/7', '/approvals/7', '/sign-offs-of-others', '/rollouts', '/no-such-place'];
  const waysOf = (wasAsked: boolean) => places.map((place) => wayWithoutRole(place, wasAsked));
  expect(waysOf(true)).toEqual(['/sign-offs', '/sign-offs', null, null, null, null, '/no-access', '/no-access', '/no-access']);
  expect(waysOf(false)).toEqual(['/no-access', '/no-access', '/no-access', '/no-access', null, null, '/no-access', '/no-access', '/no-access']);
});
