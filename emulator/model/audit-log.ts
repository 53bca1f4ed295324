import { guidOf } from './guid';

/** One line of the directory's audit log, as `auditLogs/directoryAudits` tells it. Moments are milliseconds of the tenant's clock. */
export type AuditEntry = {
  id: string;
  at: number;
  category: string;
  service: string;
  activity: string;
  operation: 'Add' | 'Update' | 'Delete' | 'Assign' | 'Unassign';
  result: 'success' | 'failure';
  reason: string;
  correlationId: string;
  /** The person who did it, with the application they used; null where the service acted by itself. */
  by: { userId: string; displayName: string; userPrincipalName: string } | null;
  /** The service or application that acted, where no person did. */
  app: string | null;
  targets: AuditTarget[];
  details: { key: string; value: string }[];
};

export type AuditTarget = {
  id: string;
  type: 'User' | 'Group' | 'ServicePrincipal' | 'Application' | 'Other';
  displayName: string | null;
  userPrincipalName: string | null;
  changes: { name: string; before: string | null; after: string | null }[];
};

/** Entra keeps the audit log of a licensed organisation for 30 days. https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention */
const KEPT_MS = 30 * 86_400_000;

/** What changed in the directory and in entitlement management, oldest first. */
export class AuditLog {
  private entries: AuditEntry[];

  constructor(private readonly seed: number, entries: AuditEntry[] = []) {
    this.entries = [...entries];
  }

  /** Enters a line; it gets its id here, and a correlation id of its own where it has none. */
  add({ correlationId, ...entry }: Omit<AuditEntry, 'id'>): void {
    const key = `${this.seed}:audit:${entry.at}:${this.entries.length}`;
    this.entries.push({ ...entry, id: `Directory_${guidOf(key)}`, correlationId: correlationId || guidOf(`${key}:correlation`) });
  }

  clear(): void {
    this.entries = [];
  }

  /** The lines of the last 30 days, newest first. */
  newestFirst(now: number): readonly AuditEntry[] {
    const from = this.entries.findIndex(({ at }) => at > now - KEPT_MS);
    if (from > 0) this.entries = this.entries.slice(from);
    if (from < 0) this.entries = [];
    return this.entries.toReversed();
  }

  toJSON(): AuditEntry[] {
    return this.entries;
  }
}
