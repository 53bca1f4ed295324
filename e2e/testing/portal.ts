import { afterAll, beforeAll } from 'vitest';
import { startTenant } from '@/emulator/testing';
import type { RunningTenant } from '@/emulator/testing';
import { closeDb } from '@/lib/db/client';
import type { JobRunner } from '@/lib/jobs/runner';
import type { Admin } from '@/lib/rollout/rollout';
import { aDatabase } from './database';
import type { TestDatabase } from './database';
import { anAdmin, usePortalSettings } from './rollouts';
import { fill } from './with-database';

export type PortalOptions = {
  /** How many people the tenant has; 600 unless told. */
  users?: number;
  /** A PostgreSQL server's unless told; what is tried on the embedded one says so. */
  database?: 'pglite' | 'postgresql';
  /** How the tenant behaves, as `/_emulator/settings` takes it. */
  settings?: object;
  /** The persona who is signed in; Ines unless told. */
  admin?: string;
  /** Works from before the first test until after the last. */
  runner?: JobRunner;
};

/**
 * A local tenant, a database and somebody signed in, for the tests of a file; the portal's own code reaches them in the
 * test's process. What it gives is filled when the hooks of this call have run: hooks and tests after it find it so.
 */
export function withPortal(options: PortalOptions = {}): { tenant: RunningTenant; database: TestDatabase; admin: Admin } {
  const { users = 600, settings, runner } = options;
  const portal = { tenant: {} as RunningTenant, database: {} as TestDatabase, admin: {} as Admin };
  beforeAll(async () => {
    const [tenant, database] = await Promise.all([startTenant({ users }), aDatabase(options.database)]);
    fill(portal.tenant, tenant);
    fill(portal.database, database);
    usePortalSettings(tenant);
    if (settings) await tenant.admin('settings', settings);
    fill(portal.admin, await anAdmin(tenant, options.admin));
    runner?.start();
  });
  afterAll(async () => {
    await runner?.stop();
    await closeDb();
    await Promise.all([portal.database.close(), portal.tenant.stop()]);
  });
  return portal;
}
