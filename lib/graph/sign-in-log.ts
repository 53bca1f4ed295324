import 'server-only';
import type { Graph } from './client';
import { odataText } from './client';

/** Delegated permissions the sign-in log is read by; it takes both. https://learn.microsoft.com/graph/api/signin-list */
export const SIGN_IN_SCOPES = ['AuditLog.Read.All', 'Directory.Read.All'] as const;

/** How long Entra keeps sign-ins with a premium licence, in milliseconds. https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention */
export const SIGN_INS_KEPT_MS = 30 * 86_400_000;

/** The page's largest, and what it gives unasked. */
const PAGE = 1000;

type GraphSignIn = { userId?: string | null; createdDateTime?: string | null; status?: { errorCode?: number | null } | null };

/**
 * Who signed in to an application themselves, and did, from a moment on, page by page, the newest first. Sign-ins without a
 * person at the keyboard are not among them. The page names no $select.
 * @param appId the application's own id, not its service principal's
 */
export async function* signInsSince(graph: Graph, appId: string, since: Date): AsyncGenerator<{ personId: string; at: Date }[]> {
  const $filter = `appId eq ${odataText(appId)} and createdDateTime ge ${since.toISOString()} and status/errorCode eq 0`;
  for await (const items of graph.pages<GraphSignIn>('GET /auditLogs/signIns', { query: { $filter, $top: PAGE } })) {
    yield items.flatMap(({ userId, createdDateTime, status }) => (userId && createdDateTime && status?.errorCode === 0 ? [{ personId: userId, at: new Date(createdDateTime) }] : []));
  }
}
