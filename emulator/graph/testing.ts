import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Tenant } from '../model';
import type { TenantState } from '../model/tenant-state';
import type { Organisation } from '../seed/tenant';
import { seedOrganisation } from '../seed/tenant';
import type { Clock, GraphRequest } from '../wire';
import { advanceTo } from './entitlement/state-machine';
import { createGraph } from './graph';
import { decodedPath } from './router';

type Exchange = { method: string; url: string; requestBody: unknown; status: number; responseBody: unknown };
export type CheckExchange = (exchange: Exchange) => string[];

/** Everything the portal may be granted, and what people who ask for themselves hold. */
const SCOPES = ['User.Read', 'User.Read.All', 'Group.Read.All', 'Application.Read.All', 'Sites.Read.All', 'Directory.Read.All', 'EntitlementManagement.ReadWrite.All'];

export type Answer = { status: number; headers: Record<string, string>; body: Record<string, unknown> & { value: Record<string, unknown>[]; error: { code: string; message: string } } };

/** `wrong` marks a request that is meant to break the schema, and is therefore not held to it. */
type Asking = { as?: string; body?: unknown; headers?: Record<string, string>; scopes?: string[]; wrong?: boolean };

export const EM = '/identityGovernance/entitlementManagement';

let seeded: { organisation: Organisation; state: string } | undefined;

function firstOffice() {
  const organisation = seedOrganisation({ users: 600, seed: 1 });
  return { organisation, state: JSON.stringify(organisation.tenant) };
}

/** A local tenant of 600 with a clock that stands still until moved, asked in the name of its personas. */
export class Office {
  tenant: Tenant;
  readonly clock: Clock;
  graph;
  private moment = Date.parse('2026-11-23T09:00:00Z');

  private constructor(private readonly check: CheckExchange | undefined) {
    seeded ??= firstOffice();
    this.tenant = new Tenant(seeded.organisation.seeded, JSON.parse(seeded.state) as TenantState);
    this.clock = { now: () => this.moment, advance: (ms) => { this.moment += ms; } };
    this.graph = createGraph(this.tenant, this.clock);
  }

  static async open(): Promise<Office> {
    return new Office(await checker());
  }

  /** The id of a persona by their first name, or of whoever has the sign-in name. */
  persona(given: string): string {
    const persona = this.tenant.personas.find(({ name }) => name.startsWith(`${given} `)) ?? this.tenant.users.byUpn(given);
    if (!persona) throw new Error(`nobody is called ${given}`);
    return persona.id;
  }

  /** Sends one request; where Microsoft's schema is at hand, the exchange is held to it. */
  async ask(method: string, url: string, { as = 'Ines', body, headers = {}, scopes = SCOPES, wrong = false }: Asking = {}): Promise<Answer> {
    const parsed = new URL(url.startsWith('https:') ? url : `https://graph.microsoft.com/v1.0${url}`);
    const request: GraphRequest = {
      method,
      path: decodedPath(parsed.pathname.replace('/v1.0', '')),
      query: parsed.searchParams,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      body,
      caller: { userId: this.persona(as), clientId: this.tenant.info.apiClientId, scopes, tokenId: 'test' },
    };
    const { status, headers: answered = {}, body: answer } = await this.graph.handle(request);
    const responseBody: unknown = answer === undefined ? null : JSON.parse(JSON.stringify(answer));
    const faults = wrong ? [] : this.check?.({ method, url: parsed.href, requestBody: body ?? null, status, responseBody }) ?? [];
    if (faults.length > 0) throw new Error(`${method} ${url} -> ${status} ${JSON.stringify(responseBody)?.slice(0, 400)}\n${faults.join('\n')}`);
    return { status, headers: answered, body: responseBody as Answer['body'] };
  }

  get = (url: string, more?: Asking): Promise<Answer> => this.ask('GET', url, more);
  post = (url: string, body: unknown, more?: Asking): Promise<Answer> => this.ask('POST', url, { ...more, body });

  /** All pages of a list. */
  async all(url: string, more?: Asking): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = [];
    for (let next: unknown = url; typeof next === 'string';) {
      const { body } = await this.get(next, more);
      rows.push(...body.value);
      next = body['@odata.nextLink'];
    }
    return rows;
  }

  /** Lets time pass, and the tenant do what falls due in it. */
  wait(ms: number): void {
    advanceTo(this.tenant, this.clock.now());
    this.clock.advance(ms);
    advanceTo(this.tenant, this.clock.now());
  }

  /** Ends the tenant and starts it again from what it keeps. */
  restart(): void {
    this.tenant = this.tenant.copy();
    this.graph = createGraph(this.tenant, this.clock);
  }

  groupId(name: string): string {
    for (const group of this.tenant.groups.values()) if (group.displayName === name) return group.id;
    throw new Error(`no group ${name}`);
  }

  principalId(name: string): string {
    for (const principal of this.tenant.servicePrincipals.values()) if (principal.displayName === name) return principal.id;
    throw new Error(`no application ${name}`);
  }
}

/** Holds exchanges to Microsoft's schema, where it is at hand. */
export async function checker(): Promise<CheckExchange | undefined> {
  const shared = process.env.SHARED_DIR ?? path.resolve(process.cwd(), '../shared');
  const file = path.join(shared, 'graph/conform.mjs');
  if (!existsSync(file)) {
    console.log(`the exchanges are not held to Microsoft's schema: ${file} is not there`);
    return undefined;
  }
  const { checkExchange } = (await import(pathToFileURL(file).href)) as { checkExchange: CheckExchange };
  return checkExchange;
}
