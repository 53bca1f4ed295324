import 'server-only';
import { readAnswers } from './batch-reads';
import type { BatchCall, Graph } from './client';
import { refusedInBatch } from './graph-error';

/** What becomes of externals who came by a package when their last assignment ends. */
export type ExternalLifecycle = { action: 'none' | 'blockSignIn' | 'blockSignInAndDelete'; daysUntilDeleted: number | null };

/** The tenant's settings of entitlement management (learn.microsoft.com/graph/api/entitlementmanagementsettings-get). */
export async function getExternalLifecycle(graph: Graph): Promise<ExternalLifecycle> {
  const { externalUserLifecycleAction: action, durationUntilExternalUserDeletedAfterBlocked: duration } = await graph.get<{ externalUserLifecycleAction?: string | null; durationUntilExternalUserDeletedAfterBlocked?: string | null }>('GET /identityGovernance/entitlementManagement/settings');
  const days = /^P(\d+)D/.exec(duration ?? '')?.[1];
  return { action: action === 'blockSignIn' || action === 'blockSignInAndDelete' ? action : 'none', daysUntilDeleted: days === undefined ? null : Number(days) };
}

/**
 * Which of these externals are governed: those alone are blocked or deleted by the settings (accesspackagesubject-get,
 * subjectLifecycle). Whoever entitlement management does not know is not.
 */
export async function governedAmong(graph: Graph, ids: readonly string[]): Promise<Set<string>> {
  const operation = "GET /identityGovernance/entitlementManagement/subjects(objectId='{id}')";
  const governed = new Set<string>();
  for (const answer of await readAnswers(graph, [...new Set(ids)].map((id): BatchCall => ({ id, operation, path: { id } })))) {
    if (answer.status === 404) continue;
    if (answer.status !== 200) throw refusedInBatch(answer, `the external ${answer.id}`, operation);
    if ((answer.body as { subjectLifecycle?: string | null }).subjectLifecycle === 'governed') governed.add(answer.id);
  }
  return governed;
}
