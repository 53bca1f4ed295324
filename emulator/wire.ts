import type { Limits } from './model/limits';

/**
 * What the process shell (sign-in, server, recorder) and the Graph part say to each other.
 * Nothing here knows of sockets: a Graph request inside a $batch has the same shape as one of its own.
 */

/** Who a Graph token speaks for, read from the validated token. */
export type Caller = {
  /** Object id of the signed-in person (`oid`). */
  userId: string;
  /** Application that holds the token (`appid`). */
  clientId: string;
  /** Delegated permissions in the token (`scp`), split. */
  scopes: string[];
  /** The token's unique id (`uti`). */
  tokenId: string;
};

export type GraphRequest = {
  method: string;
  /** What follows /v1.0, each segment decoded, with its leading slash and without the query. */
  path: string;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Parsed JSON, or undefined when the request had no body. */
  body: unknown;
  caller: Caller;
};

export type GraphResponse = {
  status: number;
  headers?: Record<string, string>;
  /** Serialised as JSON; undefined is an empty body. */
  body?: unknown;
};

/** One inner request of a $batch is handed to `handle` again, so that faults reach it too. */
export type Graph = {
  handle(exchange: GraphRequest): GraphResponse | Promise<GraphResponse>;
};

/** The time everything in the local tenant is told by. */
export type Clock = {
  /** Milliseconds since the epoch, moved ahead by what was advanced. */
  now(): number;
  advance(ms: number): void;
};

/** What `POST /_emulator/settings` may change; the Graph part reads it at every use. */
export type Settings = {
  /** From accepted request to delivered assignment. */
  deliveryMs: number;
  /** From a change of a person, a group's rule or a policy's to what membership rules make of it. */
  evaluationMs: number;
  /** Added before each answer of Graph. */
  latencyMs: number;
  /** How long a new object stays invisible to lists, and to the service's own look for a twin. */
  visibilityMs: number;
  /** From an assignment's end to the memberships really gone. */
  removalLagMs: number;
  /** How long a catalog resource counts as used after its last use went away. */
  releaseMs: number;
  /** How long the writing of a policy takes, by the machine's time; two that overlap collide. */
  policyWriteMs: number;
  /** How long the service itself goes on trying a delivery that failed; nobody else can force it meanwhile. */
  retryForMs: number;
  /** From a role in an application that is provisioned to what the provisioning log tells of it. */
  provisioningMs: number;
  /** What becomes of an `adminUpdate` that names another policy; documented are new dates and answers alone. `ignored` takes it, and leaves the policy. */
  policyChange: 'inPlace' | 'refused' | 'ignored';
  /** Whether on-behalf requestors of a policy take effect, as documented; people report of v1.0 that they do not. */
  onBehalfRequests: boolean;
  /** Published limits of the service, each with its date. */
  limits: Limits;
  /** What the organisation has paid for; entitlement management takes P2, some of it Entra ID Governance. */
  licences: 'none' | 'P2' | 'Governance';
  /** Lifetime of access tokens. */
  tokenLifetimeSeconds: number;
};

/** What portals and tests need to know of the organisation to sign in to it. */
export type TenantInfo = {
  tenantId: string;
  tenantName: string;
  tenantDomain: string;
  browserClientId: string;
  apiClientId: string;
  apiClientSecret: string;
};

/** A person the account picker offers first. */
export type Persona = {
  id: string;
  name: string;
  userPrincipalName: string;
  /** Two or three words, as in "Identity admin". */
  role: string;
  /** What they do and see, one sentence. */
  says: string;
};
