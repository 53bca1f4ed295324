import { NextRequest } from 'next/server';
import { afterEach, expect, test, vi } from 'vitest';
import { proxy } from './proxy';

afterEach(() => vi.unstubAllEnvs());

function strictTransport(portalOrigin: string): string | null {
  vi.stubEnv('PORTAL_ORIGIN', portalOrigin);
  vi.stubEnv('LOGIN_ORIGIN', '');
  return proxy(new NextRequest(`${portalOrigin}/sign-in`)).headers.get('strict-transport-security');
}

test('a portal that browsers know by https keeps them there for a year; over plain http on loopback nothing is said', () => {
  expect(['https://portal.example.com', 'https://localhost:3443', 'http://localhost:3000'].map(strictTransport)).toEqual(['max-age=31536000', 'max-age=31536000', null]);
});
