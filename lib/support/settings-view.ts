import 'server-only';
import type { AccessExport } from '@/lib/authoring/access-policy';
import { findAccessExport } from '@/lib/db/access-policies';
import { findSessionRow } from '@/lib/db/sessions';
import { readDatabaseFacts } from '@/lib/db/database-facts';
import type { DatabaseFacts } from '@/lib/db/database-facts';
import { findTokenCache } from '@/lib/db/token-caches';
import { loadMirrorView } from '@/lib/directory/mirror-view';
import type { MirrorView } from '@/lib/directory/mirror-view';
import { isAppError } from '@/lib/errors';
import { askGovernance } from '@/lib/graph/catalogs';
import { graphFor } from '@/lib/graph/graph-for';
import { getOrganization } from '@/lib/graph/organization';
import { needlessWrites, permissionVerdicts } from '@/lib/graph/permissions';
import type { PermissionVerdict } from '@/lib/graph/permissions';

export type SettingsView = {
  /** As Graph names it now; null where Graph could not be asked, with the sentence why. */
  organization: { name: string; defaultDomain: string } | null;
  organizationFailure: string | null;
  /** Why the person cannot read access packages at Microsoft, whatever was consented; null where they can. */
  governanceFailure: string | null;
  rolesUntil: string | null;
  sessionEndsAt: string | null;
  permissions: PermissionVerdict[];
  needlessWrites: string[];
  mirror: MirrorView;
  /** The export of Conditional Access that is there; null where nobody brought one. */
  accessExport: AccessExport | null;
  database: DatabaseFacts;
  node: string;
};

/** What the portal stands on, read now, in one round. */
export async function loadSettings(reader: { id: string; tokenCacheId: string }): Promise<SettingsView> {
  const graph = graphFor(reader);
  const [organization, governance, session, cache, mirror, accessExport, database] = await Promise.all([
    orSentence(getOrganization(graph)),
    orSentence(askGovernance(graph)),
    findSessionRow(reader.id),
    findTokenCache(reader.tokenCacheId),
    loadMirrorView(),
    findAccessExport(),
    readDatabaseFacts(),
  ]);
  const scopes = cache?.grantedScopes ?? [];
  return {
    organization: organization.found && { name: organization.found.name, defaultDomain: organization.found.defaultDomain },
    organizationFailure: organization.failure,
    governanceFailure: governance.failure,
    rolesUntil: session?.rolesUntil.toISOString() ?? null,
    sessionEndsAt: session?.endsAt.toISOString() ?? null,
    permissions: permissionVerdicts(scopes),
    needlessWrites: needlessWrites(scopes),
    mirror,
    accessExport,
    database,
    node: process.version,
  };
}

/** What was read, or the sentence why it was not. */
async function orSentence<T>(reading: Promise<T>): Promise<{ found: T | null; failure: string | null }> {
  try {
    return { found: await reading, failure: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { found: null, failure: error.sentence };
  }
}
