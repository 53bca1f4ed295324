import 'server-only';
import { findSessionRow } from '@/lib/db/sessions';
import { readDatabaseFacts } from '@/lib/db/database-facts';
import type { DatabaseFacts } from '@/lib/db/database-facts';
import { findTokenCache } from '@/lib/db/token-caches';
import { loadMirrorView } from '@/lib/directory/mirror-view';
import type { MirrorView } from '@/lib/directory/mirror-view';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { getOrganization } from '@/lib/graph/organization';
import { needlessWrites, permissionVerdicts } from '@/lib/graph/permissions';
import type { PermissionVerdict } from '@/lib/graph/permissions';

export type SettingsView = {
  /** As Graph names it now; null where Graph could not be asked, with the sentence why. */
  organization: { name: string; defaultDomain: string } | null;
  organizationFailure: string | null;
  rolesUntil: string | null;
  sessionEndsAt: string | null;
  permissions: PermissionVerdict[];
  needlessWrites: string[];
  mirror: MirrorView;
  database: DatabaseFacts;
  node: string;
};

/** What the portal stands on, read now, in one round. */
export async function loadSettings(reader: { id: string; tokenCacheId: string }): Promise<SettingsView> {
  const [organization, session, cache, mirror, database] = await Promise.all([
    getOrganization(graphFor(reader)).then(
      (found) => ({ found, failure: null }),
      (error: unknown) => {
        if (!isAppError(error)) throw error;
        return { found: null, failure: error.sentence };
      },
    ),
    findSessionRow(reader.id),
    findTokenCache(reader.tokenCacheId),
    loadMirrorView(),
    readDatabaseFacts(),
  ]);
  const scopes = cache?.grantedScopes ?? [];
  return {
    organization: organization.found && { name: organization.found.name, defaultDomain: organization.found.defaultDomain },
    organizationFailure: organization.failure,
    rolesUntil: session?.rolesUntil.toISOString() ?? null,
    sessionEndsAt: session?.endsAt.toISOString() ?? null,
    permissions: permissionVerdicts(scopes),
    needlessWrites: needlessWrites(scopes),
    mirror,
    database,
    node: process.version,
  };
}
