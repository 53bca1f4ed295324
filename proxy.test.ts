import { NextRequest } from 'next/server';
import { afterEach, expect, test, vi } from 'vitest';
import { proxy } from './proxy';

afterEach(() => vi.unstubAllEnvs());

function strictTransport(portalOrigin: string): string | null {
  vi.stubEnv('PORTAL_ORIGIN', portalOrigin);
  vi.stubEnv('LOGIN_ORIGIN', '');
  return proxy(new NextRequest(`${portalOrigin}/sign-in`)).headers.get('strict-transport-security');
}

test('an address with a NUL, which no database can hold, is asked again without it', () => {
  vi.stubEnv('PORTAL_ORIGIN', 'https://portal.example.com');
  const asked = (path: string) => {
    const answer = proxy(new NextRequest(`https://portal.example.com${path}`));
    return [answer.status, answer.headers.get('location'), answer.headers.get('x-content-type-options')];
  };
  expect([asked('/activity?q=%00Pilot%00&graph=1'), asked('//elsewhere.example/%00')]).toEqual([
    [307, 'https://portal.example.com/activity?q=Pilot&graph=1', 'nosniff'],
    [307, 'https://portal.example.com//elsewhere.example/', 'nosniff'],
  ]);
});

test('a portal that browsers know by https keeps them there for a year; over plain http on loopback nothing is said', () => {
  expect(['https://portal.example.com', 'https://localhost:3443', 'http://localhost:3000'].map(strictTransport)).toEqual(['max-age=31536000', 'max-age=31536000', null]);
});
