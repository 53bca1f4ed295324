import { AuthenticationHandler, Client, RetryHandler, RetryHandlerOptions } from '@microsoft/microsoft-graph-client';
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';

/** What is sent, to a local tenant, by somebody who follows the guides. */
export type Sample = { origin: string; token: string; people: string[]; packageId: string; policyId: string };

const BASE = 'https://graph.microsoft.com';
const ADDRESS = '/identityGovernance/entitlementManagement/assignmentRequests';
const ONE_BY_ONE = 300;
const IN_BATCHES = 2000;
const BATCH = 20;

/** The official client as its guides set it up, with its retry handler; only the origin is the local tenant's. */
function officialClient({ origin, token }: Sample): Client {
  const last: Middleware = {
    async execute(context: Context) {
      const target = typeof context.request === 'string' ? context.request : context.request.url;
      context.response = await fetch(target.replace(BASE, origin), context.options);
    },
  };
  const authentication = new AuthenticationHandler({ getAccessToken: () => Promise.resolve(token) });
  const retry = new RetryHandler(new RetryHandlerOptions());
  authentication.setNext(retry);
  (retry as Middleware).setNext?.(last);
  return Client.initWithMiddleware({ middleware: authentication });
}

function addFor(personId: string, { packageId, policyId }: Sample): object {
  return { requestType: 'adminAdd', assignment: { targetId: personId, assignmentPolicyId: policyId, accessPackageId: packageId } };
}

/** Writes a second, one request after another. */
export async function sequentialRate(sample: Sample): Promise<number> {
  const client = officialClient(sample);
  const people = sample.people.slice(0, ONE_BY_ONE);
  const from = performance.now();
  for (const personId of people) await client.api(ADDRESS).post(addFor(personId, sample));
  return people.length / ((performance.now() - from) / 1000);
}

/** Writes a second that were accepted, one batch of 20 after another; what is refused inside a batch the client does not repeat. */
export async function naiveBatchRate(sample: Sample): Promise<number> {
  const client = officialClient(sample);
  const from = performance.now();
  let accepted = 0;
  for (let at = 0; at < IN_BATCHES; at += BATCH) {
    const requests = sample.people.slice(at, at + BATCH).map((personId, index) => ({ id: String(index), method: 'POST', url: ADDRESS, headers: { 'Content-Type': 'application/json' }, body: addFor(personId, sample) }));
    const { responses } = (await client.api('/$batch').post({ requests })) as { responses: { status: number }[] };
    accepted += responses.filter(({ status }) => status === 201).length;
  }
  return accepted / ((performance.now() - from) / 1000);
}
