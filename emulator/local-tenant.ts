import { createClock } from './clock';
import { createAdmin } from './admin';
import { createExchangeLog } from './exchange-log';
import { createBadDays } from './faults/bad-days';
import { createFaults } from './faults/faults';
import type { FaultyParts } from './faults/graph-faults';
import { faultyInner } from './faults/graph-faults';
import { bringAbout } from './faults/happenings';
import type { Loss } from './faults/losses';
import { createGraph } from './graph/graph';
import { createGraphGate } from './graph-gate';
import type { HttpAnswer, HttpRequest } from './http';
import { jsonAnswer } from './http';
import { KIND } from './kind';
import { Tenant } from './model';
import type { TenantState } from './model/tenant-state';
import type { Organisation } from './seed/tenant';
import { seedOrganisation } from './seed/tenant';
import { listen } from './server';
import { createSignIn } from './sign-in/sign-in';
import { newKeys, signInStateWith } from './sign-in/sign-in-state';
import type { SignInState, TenantKeys } from './sign-in/sign-in-state';
import { createTokens } from './sign-in/tokens';
import { createStartPage } from './start-page';
import { createStateFile, readState, StateFileError } from './state-file';
import type { Clock, Graph } from './wire';

export type LocalTenantOptions = {
  /** 0 takes a free one. */
  port: number;
  /** The portal's origin: the only one that may sign people in. */
  portalOrigin: string;
  /** Where the state is kept; null keeps nothing. */
  stateFile: string | null;
  /** Where every exchange is appended as NDJSON; null for nowhere. */
  recordFile: string | null;
  /** How many accounts, access packages and assignments, and which of all organisations of that size; not read where a state file is. */
  users: number;
  packages?: number;
  assignments?: number;
  seed: number;
  /** Quick, and nothing is late or in the way unless a bad day is asked for. */
  kind?: boolean;
  /** Made anew unless given; not read where a state file is. */
  keys?: TenantKeys;
};

/** The tenant as it is at a moment, and stays. */
function frozen(tenant: Tenant, moment: number): Graph {
  return createGraph(tenant.copy(), { now: () => moment, advance: () => undefined });
}

/** Everything that answers requests, made anew by a reset. */
type Parts = { tenant: Tenant; signIn: SignInState; clock: Clock; tokens: ReturnType<typeof createTokens>; losses: Loss[]; route: (request: HttpRequest) => Promise<HttpAnswer | null> };

export type LocalTenant = {
  origin: string;
  parts(): Parts;
  log: ReturnType<typeof createExchangeLog>;
  stop(): Promise<void>;
};

/**
 * Starts the local tenant: its organisation from the state file or from the seed, its keys, its server.
 * Throws StateFileError for a file that is not its own, PortTakenError for a taken port.
 */
export async function startLocalTenant(options: LocalTenantOptions): Promise<LocalTenant> {
  const log = createExchangeLog(options.recordFile);
  const stored = options.stateFile ? readState(options.stateFile) : null;
  let origin = '';

  const file = createStateFile(options.stateFile, () => ({
    version: 3, clockAheadMs: parts.clock.now() - Date.now(), signIn: parts.signIn, losses: parts.losses, tenant: parts.tenant.toJSON(),
  }), stored !== null);

  function assemble(tenant: Tenant, signIn: SignInState, clockAheadMs: number, losses: Loss[] = []): Parts {
    if (options.kind) Object.assign(tenant.settings, KIND);
    const { changed } = file;
    const clock = createClock(clockAheadMs, changed);
    const tokens = createTokens(tenant, signIn, () => origin);
    const endpoint = { tenant, state: signIn, tokens, portalOrigin: options.portalOrigin, changed };
    const signInRoutes = createSignIn(endpoint);
    const faults = createFaults({ seed: tenant.seed, tenantId: tenant.info.tenantId, now: () => clock.now(), freeze: () => frozen(tenant, clock.now()) });
    const faulty: FaultyParts = {
      faults, graph: () => graph, graphOff: (skewMs) => createGraph(tenant, { ...clock, now: () => clock.now() + skewMs }, faultyInner(faulty)),
      happen: (event, request) => {
        const loss = bringAbout(event, request, tenant, clock.now(), signIn.revokedAt);
        if (loss) losses.push(loss);
        changed();
      },
    };
    const badDays = createBadDays({ tenant, signIn, faults, losses });
    const start = createStartPage({ tenant, portalOrigin: options.portalOrigin, log, faults, badDays, changed });
    const graph: Graph = createGraph(tenant, clock, faultyInner(faulty));
    tenant.deliveries = {
      outcomeOf: (attempt) => faults.strikeDelivery(attempt),
      resourceOutcomeOf: ({ requestId, catalogId }) => {
        const outcome = faults.strikeDelivery({ of: 'resources', targetId: requestId, packageId: catalogId });
        return outcome === 'partial' ? 'fail' : outcome;
      },
    };
    tenant.revokeSessions = (userId) => {
      signIn.revokedAt[userId] = Date.now();
    };
    const gate = createGraphGate({ tenant, faulty, tokens, signIn, log, clock, changed });
    const admin = createAdmin({ tenant, signIn, tokens, clock, log, faults, changed, reset });

    const route = async (request: HttpRequest): Promise<HttpAnswer | null> => {
      const { pathname } = request.url;
      tenant.endEntraRoles(clock.now());
      if (pathname.startsWith('/v1.0/')) return gate(request);
      if (pathname.startsWith('/_emulator/')) return admin(request);
      if (pathname === '/' || pathname === '/bad-days') return start(request);
      return (await signInRoutes.answer(request)) ?? jsonAnswer(404, { error: { code: 'BadRequest', message: `Nothing answers at ${pathname}.` } });
    };
    return { tenant, signIn, clock, tokens, losses, route };
  }

  const organisation = seedOrganisation(stored ? { ...stored.tenant.size, seed: stored.tenant.seed } : options);
  const beginning = JSON.stringify(organisation.tenant);

  /** Back to the seed. The keys stay, so that whoever is signed in stays so. */
  function reset(): void {
    log.clear();
    const { signingKey, sealingKey } = parts.signIn;
    parts = assemble(new Tenant(organisation.seeded, { ...(JSON.parse(beginning) as TenantState), ...changesAfter(parts.tenant) }), signInStateWith({ signingKey, sealingKey }), 0);
    file.changed();
  }

  let parts = stored
    ? assemble(comeBack(stored.tenant, organisation, options.stateFile), { ...signInStateWith(stored.signIn), ...stored.signIn }, stored.clockAheadMs, stored.losses)
    : assemble(organisation.tenant, signInStateWith(options.keys ?? (await newKeys())), 0);

  const server = await listen({ port: options.port, portalOrigin: options.portalOrigin, route: (request) => parts.route(request) });
  origin = `http://localhost:${server.port}`;
  file.flush();

  return {
    origin,
    parts: () => parts,
    log,
    stop: async () => {
      await server.close();
      await file.close();
      await log.close();
    },
  };
}

/** The organisation as the file left it. Throws StateFileError where this program makes another one of the same seed. */
function comeBack(state: TenantState, { seeded }: Organisation, path: string | null): Tenant {
  if (state.fingerprint !== seeded.fingerprint) throw new StateFileError(`${path} is of an organisation that this version of the local tenant makes otherwise; move it away to begin with a new one`);
  return new Tenant(seeded, state);
}

/** Change logs that begin behind another tenant's: a delta token of that one is too old for what comes after it. */
function changesAfter({ userChanges, groupChanges }: Tenant): Pick<TenantState, 'userChanges' | 'groupChanges'> {
  return { userChanges: { first: userChanges.next + 1, changes: [] }, groupChanges: { first: groupChanges.next + 1, changes: [] } };
}
