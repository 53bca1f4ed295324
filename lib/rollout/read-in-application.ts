import 'server-only';
import { isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { plainScopes } from '@/lib/graph/permissions';
import { PROVISIONING_SCOPES, provisioningSince } from '@/lib/graph/provisioning-log';
import type { ProvisioningEvent } from '@/lib/graph/provisioning-log';
import { givenApplications } from './given-applications';
import { judgeInApplication } from './in-application';
import type { InApplicationReading } from './in-application';
import type { Rehearsal } from './rehearsal';
import { CLOCK_SKEW_MS } from './run';
import type { Run } from './run';
import type { Finding } from './verdict';

/**
 * What the provisioning log tells of everybody who has an application's role by this run, each application read once, in
 * pages. Null where the run gives none; where it is not granted, or whoever it runs for has no role for it, that is said.
 * @throws AppError Graph's own, but for want of a right
 */
export async function readInApplication(graph: Graph, run: Run, { design }: Rehearsal, findings: readonly Finding[], grantedScopes: readonly string[]): Promise<InApplicationReading | null> {
  const applications = givenApplications(design);
  if (applications.length === 0) return null;
  const granted = plainScopes(grantedScopes);
  if (!PROVISIONING_SCOPES.some((scope) => granted.has(scope))) return { read: 'notGranted' };
  const since = new Date(run.startedAt.getTime() - CLOCK_SKEW_MS);
  try {
    const read = [];
    for (const application of applications) {
      const people = new Map(findings.filter(({ packageId, verdict }) => application.packages.has(packageId) && verdict === 'asSigned').map(({ personId, personName }) => [personId, { id: personId, name: personName }]));
      const events: ProvisioningEvent[] = [];
      for await (const page of provisioningSince(graph, application.id, since)) for (const event of page) if (people.has(event.personId)) events.push(event);
      read.push(judgeInApplication(application, [...people.values()], events));
    }
    return { read: 'yes', applications: read };
  } catch (error) {
    if (isAppError(error, 'noPermission') || isAppError(error, 'noLicence') || isAppError(error, 'consentMissing')) return { read: 'noRole' };
    throw error;
  }
}
