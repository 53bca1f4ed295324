/** How Graph writes a custom extension, and what of its answer this version knows. */
import type { WantedOf } from '@/lib/authoring/draft';
import { isEmpty, isObject } from '@/lib/authoring/policy-document';
import type { Json } from '@/lib/authoring/policy-document';

type Wanted = WantedOf['workflowExtension'];
type Fields = { [name: string]: Json };

/** The whole of an extension: a PUT takes the place of it. https://learn.microsoft.com/graph/api/resources/customcalloutextension */
export function bodyOfExtension({ name, description, of, endpoint, tokenFor, client, waits }: Wanted): Fields {
  return {
    '@odata.type': typeOfExtension(of), displayName: name, description,
    endpointConfiguration: endpoint.kind === 'logicApp'
      ? { '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration', subscriptionId: endpoint.subscriptionId, resourceGroupName: endpoint.resourceGroup, logicAppWorkflowName: endpoint.workflow }
      : { '@odata.type': '#microsoft.graph.httpRequestEndpoint', targetUrl: endpoint.targetUrl },
    authenticationConfiguration: tokenFor === null ? { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' } : { '@odata.type': '#microsoft.graph.azureAdTokenAuthentication', resourceId: tokenFor },
    clientConfiguration: client,
    // Only an extension for requests has one.
    ...(of === 'request' ? { callbackConfiguration: waits === null ? null : { '@odata.type': '#microsoft.graph.customExtensionCallbackConfiguration', timeoutDuration: waits } } : {}),
  };
}

const TYPES = { request: 'accessPackageAssignmentRequestWorkflowExtension', assignment: 'accessPackageAssignmentWorkflowExtension' } as const;

/** As Graph says what an extension is called for. */
export function typeOfExtension(of: Wanted['of']): string {
  return `#microsoft.graph.${TYPES[of]}`;
}

/** What the service says of it, and nobody else. */
const OWN = new Set(['id', 'createdBy', 'createdDateTime', 'lastModifiedBy', 'lastModifiedDateTime']);

/** An extension as Graph answers it; `unknown` are properties with something in them that would be lost by writing it. */
export function extensionOf(answer: Fields): { is: Omit<Wanted, 'catalog'>; unknown: string[] } {
  const unknown: string[] = [];
  const part = (name: string): Reader => new Reader(answer[name], name, unknown);
  const [endpoint, authentication, client, callback] = ['endpointConfiguration', 'authenticationConfiguration', 'clientConfiguration', 'callbackConfiguration'].map(part) as [Reader, Reader, Reader, Reader];
  const top = new Reader(answer, '', unknown);
  const is: Omit<Wanted, 'catalog'> = {
    name: top.text('displayName') ?? '', description: top.text('description') ?? '',
    of: top.type({ [TYPES.request]: 'request', [TYPES.assignment]: 'assignment' }) ?? 'request',
    endpoint: endpoint.type({ logicAppTriggerEndpointConfiguration: 'logicApp', httpRequestEndpoint: 'address' }) === 'address'
      ? { kind: 'address', targetUrl: endpoint.text('targetUrl') ?? '' }
      : { kind: 'logicApp', subscriptionId: endpoint.text('subscriptionId') ?? '', resourceGroup: endpoint.text('resourceGroupName') ?? '', workflow: endpoint.text('logicAppWorkflowName') ?? '' },
    tokenFor: authentication.type({ azureAdPopTokenAuthentication: 'pop', azureAdTokenAuthentication: 'token' }) === 'token' ? (authentication.text('resourceId') ?? '') : null,
    client: client.given ? { maximumRetries: client.number('maximumRetries'), timeoutInMilliseconds: client.number('timeoutInMilliseconds') } : null,
    // The schema has the first name, the documentation's examples the second.
    waits: callback.text('timeoutDuration') ?? callback.text('durationBeforeTimeout'),
  };
  callback.type({ customExtensionCallbackConfiguration: 'any' });
  for (const name of ['endpointConfiguration', 'authenticationConfiguration', 'clientConfiguration', 'callbackConfiguration']) top.seen(name);
  for (const name of OWN) top.seen(name);
  // Looked up in Azure by the service, anew whenever it is written.
  endpoint.seen('url');
  for (const reader of [top, endpoint, authentication, client, callback]) reader.rest();
  return { is, unknown };
}

/** Reads parts of an object and knows afterwards which of it nobody asked for. */
class Reader {
  private readonly fields: Fields;
  private readonly asked = new Set<string>();

  constructor(value: Json | undefined, private readonly at: string, private readonly unknown: string[]) {
    this.fields = isObject(value) ? value : {};
  }

  get given(): boolean {
    return Object.keys(this.fields).length > 0;
  }

  seen(name: string): void {
    this.asked.add(name);
  }

  text(name: string): string | null {
    const value = this.take(name);
    return typeof value === 'string' ? value : null;
  }

  number(name: string): number | null {
    const value = this.take(name);
    return typeof value === 'number' ? value : null;
  }

  /** Which of these types it is; another one is told as unknown. */
  type<T extends string>(types: Record<string, T>): T | null {
    const said = this.fields['@odata.type'];
    if (typeof said !== 'string') return null;
    const known = types[said.replace(/^#?microsoft\.graph\./, '')];
    if (!known) this.unknown.push(`${this.at ? `${this.at}.` : ''}${said}`);
    return known ?? null;
  }

  /** Tells everything that has something in it and was not read. */
  rest(): void {
    for (const [name, value] of Object.entries(this.fields)) if (!this.asked.has(name) && !name.includes('@') && !isEmpty(value)) this.unknown.push(this.at ? `${this.at}.${name}` : name);
  }

  private take(name: string): Json | undefined {
    this.seen(name);
    return this.fields[name];
  }
}
