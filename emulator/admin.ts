import { z } from 'zod';
import { FaultRule } from './faults/fault-rule';
import type { Faults } from './faults/faults';
import type { ExchangeLog } from './exchange-log';
import { enterReview } from './graph/entitlement/access-reviews';
import { advanceTo } from './graph/entitlement/state-machine';
import type { HttpAnswer, HttpRequest } from './http';
import { jsonAnswer, parseJson } from './http';
import type { Tenant } from './model';
import { LIMIT_NAMES } from './model/limits';
import { ENTRA_ROLES } from './model/directory';
import type { SignInState } from './sign-in/sign-in-state';
import type { Tokens } from './sign-in/tokens';
import { UserChange } from './user-change';
import type { Clock } from './wire';

export type AdminParts = {
  tenant: Tenant;
  signIn: SignInState;
  tokens: Tokens;
  clock: Clock;
  log: ExchangeLog;
  faults: Faults;
  changed: () => void;
  reset: () => void;
};

class AdminError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const Milliseconds = z.number().min(0).max(3_600_000);
const LongWhile = z.number().min(0).max(30 * 86_400_000);
const Limit = z.union([z.int().min(0), z.strictObject({ value: z.int().min(0), dated: z.string().min(4) })]);
const Settings = z.strictObject({
  deliveryMs: Milliseconds.optional(),
  evaluationMs: LongWhile.optional(),
  latencyMs: Milliseconds.optional(),
  visibilityMs: Milliseconds.optional(),
  removalLagMs: LongWhile.optional(),
  releaseMs: LongWhile.optional(),
  policyWriteMs: Milliseconds.optional(),
  retryForMs: LongWhile.optional(),
  provisioningMs: LongWhile.optional(),
  policyChange: z.enum(['inPlace', 'refused', 'ignored']).optional(),
  onBehalfRequests: z.boolean().optional(),
  limits: z.partialRecord(z.enum(LIMIT_NAMES), Limit).optional(),
  tokenLifetimeSeconds: z.int().min(1).max(86_400).optional(),
  codeLifetimeSeconds: z.int().min(0).max(600).optional(),
  consentedScopes: z.array(z.string().min(1)).optional(),
  licences: z.enum(['none', 'P2', 'Governance']).optional(),
});
const EntraRoles = z.strictObject({ userId: z.string(), roles: z.array(z.enum(ENTRA_ROLES)), until: z.iso.datetime().optional() });
const StepUpWish = z.strictObject({ userId: z.string(), off: z.boolean().default(false), at: z.enum(['token', 'graph', 'both']).default('both'), code: z.union([z.literal(50076), z.literal(50079)]).default(50076) });
const SignInWish = z.strictObject({ userId: z.string(), application: z.string(), errorCode: z.int().min(0).default(0), at: z.iso.datetime().optional() });
const TokenWish = z.strictObject({
  userId: z.string(),
  audience: z.enum(['api', 'graph']),
  clientId: z.string().optional(),
  scopes: z.array(z.string()).optional(),
  lifetimeSeconds: z.int().optional(),
  claims: z.record(z.string(), z.unknown()).optional(),
});

/** More people make a text that no engine holds. */
const MOST_IN_SNAPSHOT = 20_000;

/** The interface tests and engineers move the tenant by, under /_emulator/. JSON in and out. */
export function createAdmin(parts: AdminParts): (request: HttpRequest) => Promise<HttpAnswer> {
  const { tenant, signIn, tokens, clock, log, faults } = parts;
  const iso = () => new Date(clock.now()).toISOString();

  function person(id: string) {
    const user = tenant.users.find(id);
    if (!user) throw new AdminError(404, `nobody has the id or sign-in name ${id}`);
    return user;
  }

  const reads: Record<string, (query: URLSearchParams, id: string) => unknown> = {
    info: () => ({ ...tenant.info, personas: tenant.personas }),
    log: (query) => log.since(Number(query.get('since') ?? 0), Number(query.get('limit') ?? 1000)),
    snapshot: () => {
      if (tenant.users.size > MOST_IN_SNAPSHOT) throw new AdminError(400, `a snapshot holds everybody, so it is for tenants of at most ${MOST_IN_SNAPSHOT} accounts`);
      advanceTo(tenant, clock.now());
      return tenant.snapshot();
    },
    outbox: () => tenant.outbox.toJSON(),
    settings: () => ({ ...tenant.settings, codeLifetimeSeconds: signIn.codeLifetimeSeconds, consentedScopes: signIn.consentedScopes }),
    fault: (query, id) => (id === 'log' ? faults.injected(Number(query.get('since') ?? 0)) : faults.list()),
    clock: () => ({ now: iso() }),
  };

  const changes: Record<string, (body: unknown, id: string) => unknown> = {
    clock: (body) => {
      clock.advance(read(z.strictObject({ advanceMs: z.number().min(0) }), body).advanceMs);
      return { now: iso() };
    },
    delta: (body) => {
      read(z.strictObject({ expire: z.literal(true) }), body);
      tenant.userChanges.expire();
      tenant.groupChanges.expire();
      return {};
    },
    reset: () => {
      parts.reset();
      return {};
    },
    settings: (body) => {
      const { codeLifetimeSeconds, consentedScopes, limits = {}, ...settings } = read(Settings, body);
      Object.assign(tenant.settings, settings);
      for (const name of LIMIT_NAMES) {
        const limit = limits[name];
        if (limit !== undefined) tenant.settings.limits[name] = typeof limit === 'number' ? { ...tenant.settings.limits[name], value: limit } : limit;
      }
      if (codeLifetimeSeconds !== undefined) signIn.codeLifetimeSeconds = codeLifetimeSeconds;
      if (consentedScopes) signIn.consentedScopes = consentedScopes;
      return reads.settings?.(new URLSearchParams(), '');
    },
    fault: (body) => {
      const undo = z.union([z.strictObject({ clear: z.literal(true) }), z.strictObject({ remove: z.int() })]).safeParse(body);
      if (!undo.success) faults.add(read(FaultRule, body));
      else if ('remove' in undo.data) faults.remove(undo.data.remove);
      else faults.clear();
      return faults.list();
    },
    review: (body) => {
      const { assignmentId, decision } = read(z.strictObject({ assignmentId: z.string(), decision: z.enum(['Approve', 'Deny']) }), body);
      advanceTo(tenant, clock.now());
      if (!enterReview(tenant, assignmentId, decision, clock.now())) throw new AdminError(409, 'no access review of this assignment is running');
      return tenant.governance.assignments.get(assignmentId)?.review;
    },
    users: (body, id) => tenant.updateUser(person(id).id, defined(read(UserChange, body))),
    'sign-ins': (body) => {
      const { userId, application, errorCode, at } = read(SignInWish, body);
      const principal = [...tenant.servicePrincipals.values()].find(({ id, appId, displayName }) => [id, appId, displayName].includes(application));
      if (!principal) throw new AdminError(404, `there is no application ${application}`);
      return tenant.signIns.add({ at: at === undefined ? clock.now() : Date.parse(at), userId: person(userId).id, appId: principal.appId, errorCode });
    },
    revoke: (body) => {
      const user = person(read(z.strictObject({ userId: z.string() }), body).userId);
      signIn.revokedAt[user.id] = Date.now();
      return {};
    },
    'step-up': (body) => {
      const { userId, off, ...demanded } = read(StepUpWish, body);
      const user = person(userId);
      if (off) delete signIn.stepUps[user.id];
      else signIn.stepUps[user.id] = demanded;
      return signIn.stepUps;
    },
    roles: (body, id) => {
      if (id === 'entra') {
        const wish = read(EntraRoles, body);
        const user = person(wish.userId);
        tenant.setEntraRoles(user.id, wish.roles, wish.until === undefined ? null : Date.parse(wish.until));
        return { userId: user.id, roles: tenant.entraRolesOf(user.id) };
      }
      const { userId, appRoles } = read(z.strictObject({ userId: z.string(), appRoles: z.array(z.string()) }), body);
      const user = person(userId);
      const unknown = appRoles.find((value) => !tenant.portal.appRoles.some((role) => role.value === value));
      if (unknown) throw new AdminError(400, `the portal has no app role ${unknown}`);
      tenant.setPortalRoles(user.id, appRoles, iso());
      return { userId: user.id, appRoles: tenant.portalRolesOf(user.id) };
    },
    token: async (body) => {
      const { userId, audience, clientId = tenant.info.apiClientId, scopes = signIn.consentedScopes, lifetimeSeconds, claims } = read(TokenWish, body);
      const user = person(userId);
      return { token: audience === 'api' ? await tokens.api(user, claims, lifetimeSeconds) : await tokens.graph(user, clientId, scopes.filter((name) => name !== 'offline_access'), lifetimeSeconds) };
    },
  };

  return async (request) => {
    const [name = '', id = ''] = request.url.pathname.slice('/_emulator/'.length).split('/').map(decodeURIComponent);
    try {
      if (request.method === 'GET' && reads[name]) return jsonAnswer(200, reads[name](request.url.searchParams, id));
      if (request.method !== 'POST' || !changes[name]) throw new AdminError(404, `there is no ${request.method} ${request.url.pathname}`);
      const body = parseJson(request.body);
      if (body === 'malformed') throw new AdminError(400, 'the body is no JSON');
      const told = await changes[name](body.value, id);
      advanceTo(parts.tenant, parts.clock.now());
      parts.changed();
      return jsonAnswer(200, told);
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      return jsonAnswer(error.status, { error: { code: 'BadRequest', message: error.message } });
    }
  };
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AdminError(400, parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; '));
}

/** Only what was given: zod leaves optional properties undefined, and undefined would overwrite. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, given]) => given !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}
