import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { JWTPayload } from 'jose';
import type { Exchange } from './exchange-log';
import { startLocalTenant } from './local-tenant';
import type { LocalTenantOptions } from './local-tenant';
import type { Tenant } from './model';
import { newKeys } from './sign-in/sign-in-state';
import type { TenantKeys } from './sign-in/sign-in-state';
import type { Persona, TenantInfo } from './wire';

export type { AccessPackage, Catalog, CatalogResource, Policy } from './model/governance';

export type RunningTenant = {
  /** http://localhost:PORT: both LOGIN_ORIGIN and GRAPH_ORIGIN. */
  origin: string;
  info: TenantInfo;
  /** The state itself; after `admin('reset')` ask for it again. */
  readonly tenant: Tenant;
  /** The persona whose name begins so, as in 'Ines'. Throws when there is none. */
  persona(name: string): Persona;
  /** A token for the portal's API; `change` overrides claims, for what must be refused. */
  apiToken(userId: string, change?: JWTPayload, lifetimeSeconds?: number): Promise<string>;
  /** A token for Graph, of the portal's API registration unless another client is named. */
  graphToken(userId: string, clientId?: string): Promise<string>;
  /** POSTs to /_emulator/<path> and gives the answer; throws with its message on a refusal. */
  admin(path: string, body?: unknown): Promise<unknown>;
  /** Exchanges with Graph so far, oldest first; `since` leaves out those up to that number. */
  log(since?: number): Exchange[];
  snapshot(): ReturnType<Tenant['snapshot']>;
  stop(): Promise<void>;
};

/** A file of its own for each tenant, where a whole test run gathers what was said to Graph. */
function aTrafficFile(): string | null {
  const folder = process.env.TRAFFIC_FOLDER;
  return folder ? join(folder, `${randomUUID()}.ndjson`) : null;
}

/** All tenants of a process sign with the same: making keys takes longer than making the organisation. */
let keys: Promise<TenantKeys> | undefined;

/**
 * Starts a local tenant in this process on a free port, for tests. It keeps no state unless given a file, and appends
 * its exchanges to a file of its own in TRAFFIC_FOLDER, when that is set.
 */
export async function startTenant(options: Partial<LocalTenantOptions> = {}): Promise<RunningTenant> {
  const local = await startLocalTenant({
    port: 0, portalOrigin: 'http://localhost:3000', stateFile: null, recordFile: aTrafficFile(), users: 600, seed: 1, keys: await (keys ??= newKeys()), ...options,
  });
  const { origin } = local;
  const person = (id: string) => {
    const user = local.parts().tenant.users.find(id);
    if (!user) throw new Error(`nobody has the id or sign-in name ${id}`);
    return user;
  };

  return {
    origin,
    info: local.parts().tenant.info,
    get tenant() {
      return local.parts().tenant;
    },
    persona(name) {
      const persona = local.parts().tenant.personas.find((candidate) => candidate.name.startsWith(name));
      if (!persona) throw new Error(`there is no persona ${name}`);
      return persona;
    },
    apiToken: (userId, change, lifetimeSeconds) => local.parts().tokens.api(person(userId), change, lifetimeSeconds),
    graphToken: (userId, clientId) => {
      const { tokens, signIn, tenant } = local.parts();
      return tokens.graph(person(userId), clientId ?? tenant.info.apiClientId, signIn.consentedScopes.filter((name) => name !== 'offline_access'));
    },
    admin: async (path, body) => {
      const response = await fetch(`${origin}/_emulator/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) });
      const told = (await response.json()) as { error?: { message: string } };
      if (!response.ok) throw new Error(told.error?.message ?? `answered ${response.status}`);
      return told;
    },
    log: (since = 0) => local.log.since(since, Number.POSITIVE_INFINITY),
    snapshot: () => local.parts().tenant.snapshot(),
    stop: () => local.stop(),
  };
}
