import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkEnv, isLocalTenant, portalOrigin } from './env';

const LOCAL = {
  DATABASE_URL: 'postgresql://postgres@localhost/postgres?host=/data',
  PORTAL_ORIGIN: 'http://localhost:3000',
  SESSION_KEY: Buffer.alloc(32, 7).toString('base64'),
  SESSION_KEY_PREVIOUS: '',
  ENTRA_TENANT_ID: '5f0b8f9e-2b0a-4c1e-9c3d-0a7d4b1c2e3f',
  ENTRA_BROWSER_CLIENT_ID: '0c9a1d2b-3e4f-4a5b-8c6d-7e8f9a0b1c2d',
  ENTRA_API_CLIENT_ID: '1c9a1d2b-3e4f-4a5b-8c6d-7e8f9a0b1c2d',
  ENTRA_API_CLIENT_SECRET: 'a secret',
  LOGIN_ORIGIN: 'http://localhost:4100',
  GRAPH_ORIGIN: 'http://localhost:4100',
};

function set(changes: Partial<typeof LOCAL>): void {
  for (const [name, value] of Object.entries({ ...LOCAL, ...changes })) vi.stubEnv(name, value);
}

beforeEach(() => set({}));
afterEach(() => {
  vi.unstubAllEnvs();
});

test('settings that are whole pass', () => {
  expect(() => checkEnv()).not.toThrow();
  expect([portalOrigin(), isLocalTenant()]).toEqual(['http://localhost:3000', true]);
});

test('without endpoints of its own the portal talks to Microsoft', () => {
  set({ LOGIN_ORIGIN: '', GRAPH_ORIGIN: '' });
  expect(() => checkEnv()).not.toThrow();
  expect(isLocalTenant()).toBe(false);
});

test('a tenant configured by half is refused, naming what is missing', () => {
  set({ ENTRA_API_CLIENT_ID: '', ENTRA_API_CLIENT_SECRET: '' });
  expect(() => checkEnv()).toThrow(/ENTRA_API_CLIENT_ID, ENTRA_API_CLIENT_SECRET/);
});

test.each([
  ['SESSION_KEY', { SESSION_KEY: '' }],
  ['SESSION_KEY', { SESSION_KEY: Buffer.alloc(31).toString('base64') }],
  ['SESSION_KEY_PREVIOUS', { SESSION_KEY_PREVIOUS: 'short' }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost' }],
  ['PORTAL_ORIGIN', { PORTAL_ORIGIN: 'http://localhost:3000/portal' }],
  ['LOGIN_ORIGIN', { LOGIN_ORIGIN: 'http://10.0.0.7:4100' }],
  ['LOGIN_ORIGIN', { LOGIN_ORIGIN: 'https://login.elsewhere.example' }],
  ['LOGIN_ORIGIN and GRAPH_ORIGIN', { GRAPH_ORIGIN: '' }],
])('%s is refused: %j', (named, changes) => {
  set(changes);
  expect(() => checkEnv()).toThrow(named);
});

test('a refusal never repeats a secret', () => {
  set({ SESSION_KEY: 'c2hvcnQ=', ENTRA_TENANT_ID: '' });
  let said = '';
  try {
    checkEnv();
  } catch (error) {
    said = String(error);
  }
  expect(said).toContain('SESSION_KEY');
  expect(said).not.toContain('c2hvcnQ');
  expect(said).not.toContain('a secret');
});
