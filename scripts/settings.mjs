// What a start is asked for by the environment, and the refusals that need nothing opened.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { dataFolder } from './data-folder.mjs';
import { Refusal } from './refusal.mjs';

const TENANT_SETTINGS = ['ENTRA_TENANT_ID', 'ENTRA_BROWSER_CLIENT_ID', 'ENTRA_API_CLIENT_ID', 'ENTRA_API_CLIENT_SECRET'];
const ENDPOINTS = { LOGIN_ORIGIN: 'https://login.microsoftonline.com', GRAPH_ORIGIN: 'https://graph.microsoft.com' };
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Ports that fetch refuses everywhere (fetch.spec.whatwg.org/#port-blocking): a page or a call there would only say “failed”. */
export const BLOCKED_PORTS = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143,
  161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190,
  5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Adds what a .env file says and the environment does not. */
export function loadDotEnv(file, env) {
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match && env[match[1]] === undefined) env[match[1]] = match[2].replace(/^(['"])(.*)\1$/, '$2');
  }
}

/**
 * The settings of a start.
 * @throws Refusal with a sentence for whatever is half, wrong or missing
 */
export function readSettings(env) {
  const port = readPort(env, 'PORT', 3000);
  const emulatorPort = readPort(env, 'EMULATOR_PORT', 4100);
  if (port === emulatorPort) throw new Refusal(`PORT and EMULATOR_PORT are both ${port}; give them different ports.`);

  const missing = TENANT_SETTINGS.filter((name) => !env[name]);
  if (missing.length > 0 && missing.length < TENANT_SETTINGS.length) {
    throw new Refusal(
      `The tenant is only half configured: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing. ` +
        'Set all four ENTRA_ settings for a real tenant, or none of them for the local one.',
    );
  }
  for (const [name, microsoft] of Object.entries(ENDPOINTS)) {
    const value = env[name];
    if (value && value !== microsoft && !(URL.canParse(value) && LOOPBACK.has(new URL(value).hostname))) {
      throw new Refusal(`${name} is ${value}, which is neither ${microsoft} nor an address of this machine. Remove it.`);
    }
  }
  const localTenant = missing.length === TENANT_SETTINGS.length;
  const databaseUrl = env.DATABASE_URL || undefined;
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) throw new Refusal('DATABASE_URL must begin with postgresql://.');
  const portalOrigin = env.PORTAL_ORIGIN || `http://localhost:${port}`;
  if (!URL.canParse(portalOrigin) || new URL(portalOrigin).origin !== portalOrigin) {
    throw new Refusal(`PORTAL_ORIGIN must be an origin such as https://portal.example.com, without a path; it is ${portalOrigin}.`);
  }
  const mayMakeKey = localTenant && !databaseUrl;
  if (!mayMakeKey || env.SESSION_KEY) requireKey(env, localTenant);
  return { port, emulatorPort, folder: dataFolder(env), localTenant, databaseUrl, portalOrigin, mayMakeKey };
}

/** @throws Refusal for a port that is none, or that no browser opens a page on */
export function readPort(env, name, fallback) {
  const port = Number(env[name] || fallback);
  if (BLOCKED_PORTS.has(port)) throw new Refusal(`${name} is ${port}, a port that browsers refuse to open because it belongs to another protocol. Set ${name} to another one, such as ${fallback}.`);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Refusal(`${name} must be a port number between 1 and 65535; it is ${env[name]}.`);
  return port;
}

function requireKey(env, localTenant) {
  const because = localTenant ? 'With DATABASE_URL' : 'With a real tenant';
  const make = 'Make one with: openssl rand -base64 32';
  if (!env.SESSION_KEY) throw new Refusal(`${because} SESSION_KEY must be set: 32 random bytes in base64, the same at every start. ${make}`);
  const bytes = Buffer.from(env.SESSION_KEY, 'base64').length;
  if (bytes !== 32) throw new Refusal(`SESSION_KEY must be 32 bytes in base64; this one has ${bytes}. ${make}`);
}

/** The key of the local tenant's portal: made once, kept beside the database it opens, readable by its owner alone. */
export function ensureSessionKey(folder) {
  const file = path.join(folder, 'session-key');
  if (!existsSync(file)) writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

/** @throws Refusal when somebody listens on the port. */
export function requirePortFree(port, name, host) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (error.code === 'EADDRINUSE') return reject(new Refusal(`Port ${port} is taken by another program. Stop it, or set ${name} to a free port.`));
      if (error.code === 'EACCES') return reject(new Refusal(`Port ${port} may not be opened by you. Set ${name} to a port above 1023.`));
      // No IPv6 here: nobody can be listening on it either.
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') return resolve();
      reject(error);
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve()));
  });
}
