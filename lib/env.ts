import 'server-only';
import { z } from 'zod';

/** The tenant and the two registrations the portal signs people in with. */
export type Tenant = { tenantId: string; browserClientId: string; apiClientId: string; apiClientSecret: string };

/** The key new ciphertext is made with, and the one before it while rotating. 32 bytes each. */
export type SessionKeys = { current: Buffer; previous: Buffer | null };

const MICROSOFT_LOGIN = 'https://login.microsoftonline.com';
const MICROSOFT_GRAPH = 'https://graph.microsoft.com';
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A setting that is missing or wrong: the portal does not start with it. The message says what to do. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

function read<T>(name: string, schema: z.ZodType<T>, fallback?: string): T {
  const parsed = schema.safeParse(process.env[name] || fallback);
  if (parsed.success) return parsed.data;
  throw new EnvError(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
}

function isLoopback(origin: string): boolean {
  return LOOPBACK.has(new URL(origin).hostname);
}

const Origin = z
  .string('is not set')
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, 'must be an origin such as https://portal.example.com, without a path');

function microsoftOr(own: string) {
  return Origin.refine((text) => text === own || !URL.canParse(text) || isLoopback(text), `must be ${own}, or a loopback address for the local tenant`);
}

const Key = z
  .string('is not set; it must be 32 random bytes in base64 (openssl rand -base64 32)')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length === 32, 'must be exactly 32 bytes in base64 (openssl rand -base64 32)');

const TENANT_SETTINGS = {
  ENTRA_TENANT_ID: z.guid('must be the directory (tenant) id'),
  ENTRA_BROWSER_CLIENT_ID: z.guid('must be the application (client) id of the browser registration'),
  ENTRA_API_CLIENT_ID: z.guid('must be the application (client) id of the portal API registration'),
  ENTRA_API_CLIENT_SECRET: z.string().min(1),
};

/** Where PostgreSQL is. */
export function databaseUrl(): string {
  return read('DATABASE_URL', z.string('is not set').regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://'));
}

/** @throws EnvError naming every tenant setting that is missing. */
export function tenant(): Tenant {
  const missing = Object.keys(TENANT_SETTINGS).filter((name) => !process.env[name]);
  if (missing.length > 0) throw new EnvError(`The tenant is not configured whole; missing: ${missing.join(', ')}. Set all four, or none for the local tenant.`);
  return {
    tenantId: read('ENTRA_TENANT_ID', TENANT_SETTINGS.ENTRA_TENANT_ID).toLowerCase(),
    browserClientId: read('ENTRA_BROWSER_CLIENT_ID', TENANT_SETTINGS.ENTRA_BROWSER_CLIENT_ID).toLowerCase(),
    apiClientId: read('ENTRA_API_CLIENT_ID', TENANT_SETTINGS.ENTRA_API_CLIENT_ID).toLowerCase(),
    apiClientSecret: read('ENTRA_API_CLIENT_SECRET', TENANT_SETTINGS.ENTRA_API_CLIENT_SECRET),
  };
}

/** The one origin browsers know the portal by; what `Origin` headers are held against. */
export function portalOrigin(): string {
  return read('PORTAL_ORIGIN', Origin, `http://localhost:${process.env.PORT || '3000'}`);
}

export function sessionKeys(): SessionKeys {
  return { current: read('SESSION_KEY', Key), previous: process.env.SESSION_KEY_PREVIOUS ? read('SESSION_KEY_PREVIOUS', Key) : null };
}

/** Where Graph is asked: Microsoft's own origin, or the local tenant's. */
export function graphOrigin(): string {
  return read('GRAPH_ORIGIN', microsoftOr(MICROSOFT_GRAPH), MICROSOFT_GRAPH);
}

/** Where people sign in: Microsoft's own origin, or the local tenant's. */
export function loginOrigin(): string {
  return read('LOGIN_ORIGIN', microsoftOr(MICROSOFT_LOGIN), MICROSOFT_LOGIN);
}

/** Requests that entitlement management takes from the tenant in three months, where Microsoft granted it another limit than the published one; null where nothing is set. */
export function grantedRequests(): number | null {
  return process.env.ENTRA_REQUEST_LIMIT ? read('ENTRA_REQUEST_LIMIT', z.coerce.number().int().positive('must be a whole number of requests in three months')) : null;
}

/** True when people sign in at the local tenant, false at Microsoft. */
export function isLocalTenant(): boolean {
  return isLoopback(loginOrigin());
}

/**
 * Reads every setting once, so that a wrong one is known at the start and not at somebody's first click.
 * @throws EnvError naming all that is wrong, a line each.
 */
export function checkEnv(): void {
  const problems: string[] = [];
  for (const setting of [databaseUrl, tenant, portalOrigin, sessionKeys, graphOrigin, loginOrigin, grantedRequests]) {
    try {
      setting();
    } catch (error) {
      if (!(error instanceof EnvError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length === 0 && isLoopback(loginOrigin()) !== isLoopback(graphOrigin())) {
    problems.push('LOGIN_ORIGIN and GRAPH_ORIGIN must both be Microsoft’s or both be the local tenant’s');
  }
  if (problems.length > 0) throw new EnvError(problems.join('\n'));
}
