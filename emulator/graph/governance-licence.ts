import { isRecord } from '../http';
import type { Tenant } from '../model';
import type { GraphRequest } from '../wire';
import { EM } from './entitlement/governance-query';
import { GraphError } from './graph-error';

/**
 * Throws 403 NoLicense for what the organisation has not paid for: all of entitlement management without P2, and with P2
 * alone what came with Entra ID Governance (learn.microsoft.com/entra/id-governance/licensing-fundamentals).
 * Status, code and words as a tenant without a licence was answered.
 */
export function requireGovernanceLicence({ settings }: Tenant, { method, path, body }: GraphRequest): void {
  if (settings.licences === 'Governance' || !path.toLowerCase().startsWith(EM.toLowerCase())) return;
  if (settings.licences === 'none' || takesGovernance(method, path.slice(EM.length), body)) throw noLicense();
}

const noLicense = (): GraphError => new GraphError(403, 'NoLicense', 'User is not authorized to perform the operation. Reason: Tenant does not meet license requirement!');

function takesGovernance(method: string, path: string, body: unknown): boolean {
  if (method === 'GET') return false;
  if (/\/customWorkflowExtensions(\/|$)/i.test(path)) return true;
  if (!/^\/assignmentPolicies(\/|$)/i.test(path) || !isRecord(body)) return false;
  const stages: unknown[] = isRecord(body.requestApprovalSettings) && Array.isArray(body.requestApprovalSettings.stages) ? body.requestApprovalSettings.stages : [];
  const extensions: unknown = body.customExtensionStageSettings;
  return isRecord(body.automaticRequestSettings) || (Array.isArray(extensions) && extensions.length > 0) || /targetUserSponsors/.test(JSON.stringify(stages));
}
