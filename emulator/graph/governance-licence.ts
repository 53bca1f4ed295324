import { isRecord } from '../http';
import type { Tenant } from '../model';
import type { GraphRequest } from '../wire';
import { EM } from './entitlement/governance-query';
import { GraphError } from './graph-error';

/**
 * Throws 403 NoLicense for what the organisation has not paid for: all of entitlement management without P2, and with P2
 * alone what came with Entra ID Governance (learn.microsoft.com/entra/id-governance/licensing-fundamentals).
 * Status, code and words as a tenant without a licence was answered. Reading and taking away what was made before goes on.
 */
export function requireGovernanceLicence({ settings }: Tenant, request: GraphRequest): void {
  if (settings.licences === 'Governance' || !OURS.test(request.path)) return;
  if (settings.licences === 'none' || TAKES_GOVERNANCE.some((takes) => takes(callOf(request)))) throw noLicense();
}

const OURS = new RegExp(`^(${EM}|/roleManagement/entitlementManagement)(/|$)`, 'i');

const noLicense = (): GraphError => new GraphError(403, 'NoLicense', 'User is not authorized to perform the operation. Reason: Tenant does not meet license requirement!');

/** A call as the rules below look at it: method and path behind `entitlementManagement`, such as `POST /catalogs`, and the body. */
type Call = { line: string; body: Record<string, unknown> };

function callOf({ method, path, body }: GraphRequest): Call {
  return { line: `${method} ${path.slice(EM.length)}`, body: isRecord(body) ? body : {} };
}

/** What each feature of Governance is asked for by. */
const TAKES_GOVERNANCE: readonly ((call: Call) => boolean)[] = [
  // Custom extensions, and the answer of one.
  ({ line }) => /^(POST|PUT|PATCH) \/catalogs\/[^/]+\/customWorkflowExtensions(\/|$)/i.test(line),
  ({ line }) => /^POST \/assignmentRequests\/[^/]+\/resume$/i.test(line),
  // A guest marked as governed.
  ({ line }) => /^PATCH \/subjects\b/i.test(line),
  // Suggested packages.
  ({ line }) => /^GET \/accessPackageSuggestions\b/i.test(line),
  // Eligible membership of a group under Privileged Identity Management.
  ({ line, body }) => /^POST \/accessPackages\/[^/]+\/resourceRoleScopes$/i.test(line) && /^Eligible/i.test(text(inside(body, 'role'), 'originId')),
  // Anybody assigned by a mail address.
  ({ line, body }) => /^POST \/assignmentRequests$/i.test(line) && text(inside(inside(body, 'assignment'), 'target'), 'email') !== '',
  ({ line, body }) => /^(POST|PUT) \/assignmentPolicies(\/|$)/i.test(line) && policyTakesGovernance(body),
];

/** Automatic assignment, custom extensions, sponsors as approvers, requests on behalf of others. */
function policyTakesGovernance(body: Record<string, unknown>): boolean {
  const requestors = inside(body, 'requestorSettings');
  const onBehalf = ['Add', 'Update', 'Remove'].some((what) => requestors[`enableOnBehalfRequestorsTo${what}Access`] === true) || list(requestors.onBehalfRequestors).length > 0;
  const stages = list(inside(body, 'requestApprovalSettings').stages);
  return isRecord(body.automaticRequestSettings) || list(body.customExtensionStageSettings).length > 0 || onBehalf || /targetUserSponsors/i.test(JSON.stringify(stages));
}

function inside(body: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = body[name];
  return isRecord(value) ? value : {};
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function text(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}
