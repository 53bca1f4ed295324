import type { Exchange } from './exchange-log';
import { isRecord } from './http';

/** One line of what happened lately, in plain words. */
export type Happened = { at: number; did: string; came: string; mood: 'good' | 'bad' | 'plain'; onRequest: boolean };

const EM = '/identityGovernance/entitlementManagement';

/** What a call is about, the first that fits; what is left stands as it was sent. */
const DEEDS: [method: RegExp, path: RegExp, words: string][] = [
  [/POST/, /\/assignmentRequests$/, 'Asked for an assignment'],
  [/POST/, /\/assignmentRequests\/[^/]+\/cancel$/, 'Withdrew a request'],
  [/POST/, /\/reprocess$/, 'Had a delivery tried again'],
  [/GET/, /\/assignmentRequests/, 'Looked at requests'],
  [/GET/, /\/assignments/, 'Looked at assignments'],
  [/POST/, /\/catalogs$/, 'Made a catalog'],
  [/GET/, /\/catalogs/, 'Looked at catalogs'],
  [/POST/, /\/resourceRequests$/, 'Added or removed a resource'],
  [/GET/, /\/resourceRequests/, 'Looked whether a resource arrived'],
  [/POST/, /\/accessPackages$/, 'Made an access package'],
  [/POST/, /\/resourceRoleScopes$/, 'Put a role into an access package'],
  [/GET/, /\/accessPackages/, 'Looked at access packages'],
  [/POST/, /\/assignmentPolicies$/, 'Made a policy'],
  [/PUT/, /\/assignmentPolicies\//, 'Changed a policy'],
  [/GET/, /\/assignmentPolicies/, 'Looked at policies'],
  [/GET/, /\/accessPackageAssignmentApprovals/, 'Looked at approvals'],
  [/PATCH/, /\/accessPackageAssignmentApprovals/, 'Decided on a request'],
  [/GET/, /\/settings$/, 'Looked at the settings of access packages'],
  [/GET/, /\/connectedOrganizations/, 'Looked at partner organisations'],
  [/DELETE/, /\/(catalogs|accessPackages|assignmentPolicies)\/[^/]+$/, 'Deleted a catalog, access package or policy'],
  [/GET/, /\/eligibilitySchedules/, 'Looked who is eligible for a group'],
  [/GET/, /\/assignmentSchedules/, 'Looked who is in a group for a time'],
  [/GET/, /^\/roleManagement/, 'Looked who has a role'],
  [/GET/, /^\/auditLogs/, 'Looked at the audit log'],
  [/GET/, /\/(users|groups)\/delta/, 'Asked what changed in the directory'],
  [/GET/, /^\/me(\/|$)/, 'Looked who is signed in'],
  [/GET/, /^\/users/, 'Looked at people'],
  [/GET/, /^\/groups\/[^/]+\/(members|transitiveMembers)/, 'Looked who is in a group'],
  [/GET/, /^\/groups/, 'Looked at groups'],
  [/POST/, /^\/groups\/[^/]+\/members\/\$ref$/, 'Put somebody into a group'],
  [/DELETE/, /^\/groups\/[^/]+\/members\/[^/]+\/\$ref$/, 'Took somebody out of a group'],
  [/GET/, /^\/(applications|servicePrincipals)/, 'Looked at applications'],
  [/GET/, /^\/sites/, 'Looked at sites'],
  [/GET/, /^\/(organization|subscribedSkus)/, 'Looked at the organisation'],
  [/POST/, /\/getByIds$/, 'Looked up names'],
  [/POST/, /\/sendMail$/, 'Sent a letter'],
];

const deed = (method: string, path: string): string => DEEDS.find(([methods, paths]) => methods.test(method) && paths.test(path))?.[2] ?? `${method} ${path.replace(EM, '…')}`;

/** The exchange as somebody would tell it who does not know Graph. */
export function tell(exchange: Exchange): Happened {
  const { method, status, injected } = exchange;
  const path = new URL(exchange.url).pathname.replace(/^\/v1\.0/, '');
  const inner = path === '/$batch' ? answersIn(exchange.responseBody) : [];
  const bad = inner.filter((answer) => answer >= 400).length;
  const came = inner.length > 0 && status === 200 ? (bad === 0 ? 'all done' : `${bad} of ${inner.length} not done`) : outcome(status);
  return {
    at: Date.parse(exchange.at),
    did: path === '/$batch' ? `${batchDeed(exchange.requestBody)}` : deed(method, path),
    came,
    mood: status === 0 || status >= 400 || bad > 0 ? 'bad' : status >= 201 || inner.length > 0 ? 'good' : 'plain',
    onRequest: injected,
  };
}

/** Lines that tell the same one after the other become one. */
export function foldAlike(happened: readonly Happened[]): Happened[] {
  const folded: { line: Happened; times: number }[] = [];
  for (const line of happened) {
    const last = folded.at(-1);
    if (last && last.line.did === line.did && last.line.came === line.came && last.line.onRequest === line.onRequest) last.times += 1;
    else folded.push({ line, times: 1 });
  }
  return folded.map(({ line, times }) => (times === 1 ? line : { ...line, came: `${line.came}, ${times} times` }));
}

function outcome(status: number): string {
  if (status === 0) return 'cut off, no answer';
  if (status < 300) return 'done';
  if (status === 401) return 'asked to sign in';
  if (status === 403) return 'not allowed';
  if (status === 404) return 'not there';
  if (status === 409) return 'exists already';
  if (status === 429) return 'told to wait';
  return status >= 500 ? 'failed at Microsoft' : 'not accepted';
}

function answersIn(body: unknown): number[] {
  const responses: unknown[] = isRecord(body) && Array.isArray(body.responses) ? body.responses : [];
  return responses.flatMap((answer) => (isRecord(answer) && typeof answer.status === 'number' ? [answer.status] : []));
}

/** A batch is told by what most of it is about. */
function batchDeed(body: unknown): string {
  const requests: unknown[] = isRecord(body) && Array.isArray(body.requests) ? body.requests : [];
  const counts = new Map<string, number>();
  for (const request of requests) {
    if (!isRecord(request) || typeof request.url !== 'string' || typeof request.method !== 'string') continue;
    const words = deed(request.method, request.url.replace(/^\/?/, '/').replace(/\?.*/, ''));
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const [[words, count] = ['Sent several requests at once', requests.length]] = [...counts].sort(([, one], [, other]) => other - one);
  return count > 1 ? `${words}, ${count} times at once` : words;
}
