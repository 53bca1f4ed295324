import 'server-only';
import type { Graph } from './client';
import { odataText } from './client';

/** Delegated permissions by one of which the provisioning log is read. */
export const PROVISIONING_SCOPES = ['ProvisioningLog.Read.All', 'AuditLog.Read.All'] as const;

/** What Entra's provisioning service did about a person in an application. Moments are ISO 8601. */
export type ProvisioningEvent = { personId: string; at: string; action: string; status: string; code: string | null; reason: string | null };

type GraphEvent = {
  activityDateTime?: string | null;
  provisioningAction?: string | null;
  sourceIdentity?: { id?: string | null; identityType?: string | null } | null;
  provisioningStatusInfo?: { status?: string | null; errorInformation?: { errorCode?: string | null; reason?: string | null } | null } | null;
};

/**
 * What was done in an application since a moment, page by page, in no order. The log takes no $select.
 * https://learn.microsoft.com/graph/api/provisioningobjectsummary-list
 */
export async function* provisioningSince(graph: Graph, applicationId: string, since: Date): AsyncGenerator<ProvisioningEvent[]> {
  const $filter = `servicePrincipal/id eq ${odataText(applicationId)} and activityDateTime gt ${since.toISOString()}`;
  for await (const items of graph.pages<GraphEvent>('GET /auditLogs/provisioning', { query: { $filter } })) {
    yield items.flatMap(({ activityDateTime, provisioningAction, sourceIdentity, provisioningStatusInfo }): ProvisioningEvent[] => {
      if (!activityDateTime || !sourceIdentity?.id) return [];
      const { errorCode = null, reason = null } = provisioningStatusInfo?.errorInformation ?? {};
      return [{ personId: sourceIdentity.id, at: activityDateTime, action: provisioningAction ?? 'other', status: provisioningStatusInfo?.status ?? 'unknownFutureValue', code: errorCode, reason }];
    });
  }
}
