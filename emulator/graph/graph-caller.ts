import { startTenant } from '../testing';
import type { RunningTenant } from '../testing';
import type { Answer, CheckExchange } from './testing';
import { checker } from './testing';

/** `wrong` marks a request that is meant to break Microsoft's schema, and is therefore not held to it. */
type Asking = { as?: string; body?: unknown; eventual?: boolean; headers?: Record<string, string>; scopes?: readonly string[]; wrong?: boolean };

/** Everything directory work may take; who may really do it is decided by their roles. */
const SCOPES = [
  'User.ReadWrite.All', 'Group.ReadWrite.All', 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All', 'Sites.Read.All', 'Directory.Read.All', 'Mail.Send', 'AuditLog.Read.All',
  'EntitlementManagement.ReadWrite.All', 'PrivilegedEligibilitySchedule.Read.AzureADGroup', 'PrivilegedAssignmentSchedule.Read.AzureADGroup',
];

/** Asks a started local tenant over HTTP, as anybody in it, with any permissions; every answer is held to Microsoft's schema. */
export class GraphCaller {
  private readonly tokens = new Map<string, string>();

  private constructor(readonly local: RunningTenant, private readonly check: CheckExchange | undefined) {}

  static async start(users = 300): Promise<GraphCaller> {
    return new GraphCaller(await startTenant({ users }), await checker());
  }

  stop = (): Promise<void> => this.local.stop();

  /** The id of a persona, or of whoever has the sign-in name before its @. */
  id(name: string): string {
    const persona = this.local.tenant.personas.find((candidate) => candidate.name.startsWith(`${name} `));
    const user = this.local.tenant.users.find(persona?.id ?? `${name}@${this.local.info.tenantDomain}`);
    if (!user) throw new Error(`nobody is called ${name}`);
    return user.id;
  }

  groupId(name: string): string {
    for (const group of this.local.tenant.groups.values()) if (group.displayName === name) return group.id;
    throw new Error(`no group ${name}`);
  }

  principalId(name: string): string {
    for (const principal of this.local.tenant.servicePrincipals.values()) if (principal.displayName === name) return principal.id;
    throw new Error(`no application ${name}`);
  }

  async ask(method: string, url: string, { as = 'Ines', body, eventual = false, headers = {}, scopes = SCOPES, wrong = false }: Asking = {}): Promise<Answer> {
    const address = new URL(url.startsWith('https:') ? url : `https://graph.microsoft.com/v1.0${url}`);
    const response = await fetch(`${this.local.origin}${address.pathname}${address.search}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.token(as, scopes)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(eventual ? { ConsistencyLevel: 'eventual' } : {}),
        ...(wrong ? { 'x-replay': '1' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const responseBody: unknown = text === '' ? null : JSON.parse(text);
    const faults = wrong ? [] : (this.check?.({ method, url: address.href, requestBody: body ?? null, status: response.status, responseBody }) ?? []);
    if (faults.length > 0) throw new Error(`${method} ${url} -> ${response.status} ${text.slice(0, 400)}\n${faults.join('\n')}`);
    return { status: response.status, headers: Object.fromEntries(response.headers), body: responseBody as Answer['body'] };
  }

  get = (url: string, more?: Asking): Promise<Answer> => this.ask('GET', url, more);
  post = (url: string, body: unknown, more?: Asking): Promise<Answer> => this.ask('POST', url, { ...more, body });
  patch = (url: string, body: unknown, more?: Asking): Promise<Answer> => this.ask('PATCH', url, { ...more, body });
  delete = (url: string, more?: Asking): Promise<Answer> => this.ask('DELETE', url, more);

  /** All pages of a list. */
  async all(url: string, more?: Asking): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = [];
    for (let next: unknown = url; typeof next === 'string';) {
      const { status, body } = await this.get(next, more);
      if (status !== 200) throw new Error(`${next} -> ${status} ${JSON.stringify(body)}`);
      rows.push(...body.value);
      next = body['@odata.nextLink'];
    }
    return rows;
  }

  private async token(as: string, scopes: readonly string[]): Promise<string> {
    const key = `${as} ${scopes.join(' ')}`;
    const known = this.tokens.get(key);
    if (known !== undefined) return known;
    const { token } = (await this.local.admin('token', { userId: this.id(as), audience: 'graph', scopes: [...scopes] })) as { token: string };
    this.tokens.set(key, token);
    return token;
  }
}

/** Status and code of an answer, as in '403 Authorization_RequestDenied'; the status alone where it is no refusal. */
export const outcome = ({ status, body }: Answer): string => (status < 400 ? String(status) : `${status} ${body.error.code}`);
