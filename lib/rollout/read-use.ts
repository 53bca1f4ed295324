import 'server-only';
import { listItems } from '@/lib/db/run-items';
import { listFirstUses, listUseMarks } from '@/lib/db/uses';
import type { FirstUse, UseMark } from '@/lib/db/uses';
import { isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { plainScopes } from '@/lib/graph/permissions';
import { readApplicationsWhere } from '@/lib/graph/resource-facts';
import { SIGN_IN_SCOPES, SIGN_INS_KEPT_MS, signInsSince } from '@/lib/graph/sign-in-log';
import { givenApplications } from './given-applications';
import type { GivenApplication } from './given-applications';
import type { Rehearsal } from './rehearsal';
import { CLOCK_SKEW_MS } from './run';
import type { Run } from './run';
import type { UseReading } from './use';
import type { Finding } from './verdict';

/** Entra shows most sign-ins within minutes; what came late is seen by reading so far back again. Milliseconds. */
const LATE_MS = 3_600_000;

/** What a reading found, with the first uses that are new and how far each application was read. */
export type ReadUse = { reading: UseReading; uses: FirstUse[]; marks: UseMark[] };

/**
 * Who has signed in to the applications this run gave them a role of, since it asked for it: each application read once, in
 * pages, from where the last reading got to. Where it may not be read, that is said.
 * @param now when the reading began
 * @throws AppError Graph's own, but for want of a right or a licence
 */
export async function readUse(graph: Graph, run: Run, { design }: Rehearsal, findings: readonly Finding[], grantedScopes: readonly string[], now: Date): Promise<ReadUse> {
  const nothing = (reading: UseReading): ReadUse => ({ reading, uses: [], marks: [] });
  const applications = givenApplications(design);
  if (applications.length === 0) return nothing({ read: 'noApplication' });
  const granted = plainScopes(grantedScopes);
  const missing = SIGN_IN_SCOPES.filter((scope) => !granted.has(scope));
  if (missing.length > 0) return nothing({ read: 'notGranted', missing });
  const [known, uses, items] = await Promise.all([listUseMarks(run.id), listFirstUses(run.id), listItems(run.id, ['delivered'])]);
  const given = new Map<string, Date>();
  for (const { personId, packageId, sentAt } of items) if (sentAt) given.set(`${personId} ${packageId}`, sentAt);
  const begin = new Date(run.startedAt.getTime() - CLOCK_SKEW_MS);
  try {
    const marks = await marksOf(graph, applications, known, begin);
    const used = new Set(uses.map(({ applicationId, personId }) => `${applicationId} ${personId}`));
    const fresh: FirstUse[] = [];
    const read = new Map<string, UseMark>();
    for (const application of applications) {
      const mark = marks.get(application.id);
      if (!mark) continue;
      const waiting = new Map([...holdersOf(application, findings, given, begin)].filter(([id]) => !used.has(`${application.id} ${id}`)));
      const { mark: to, first } = await readApplication(graph, mark, waiting, now);
      read.set(application.id, to);
      fresh.push(...first);
    }
    return { reading: readingOf({ applications, packages: design.packages.length, findings, given, begin, uses: [...uses, ...fresh], marks: read }), uses: fresh, marks: [...read.values()] };
  } catch (error) {
    if (isAppError(error, 'noLicence')) return nothing({ read: 'noLicence' });
    if (isAppError(error, 'noPermission') || isAppError(error, 'consentMissing')) return nothing({ read: 'noRole' });
    throw error;
  }
}

/** Where each application is read from; the log knows them by another id than a package. One that is gone has none. */
async function marksOf(graph: Graph, applications: readonly GivenApplication[], known: readonly UseMark[], begin: Date): Promise<Map<string, UseMark>> {
  const marks = new Map(known.map((mark) => [mark.applicationId, mark]));
  const unknown = applications.map(({ id }) => id).filter((id) => !marks.has(id));
  if (unknown.length === 0) return marks;
  for (const { originId, facts } of await readApplicationsWhere(graph, 'id', unknown)) marks.set(originId, { applicationId: originId, appId: facts.appId, since: begin, readTo: begin });
  return marks;
}

/** Whoever has the application through this run, by the moment it was asked for. */
function holdersOf({ packages }: GivenApplication, findings: readonly Finding[], given: ReadonlyMap<string, Date>, begin: Date): Map<string, Date> {
  const holders = new Map<string, Date>();
  for (const { packageId, personId, verdict, cause } of findings) {
    if (!packages.has(packageId) || !(verdict === 'asSigned' || verdict === 'unknown' || verdict === 'asReported' || cause === 'otherPolicy' || cause === 'otherEnd')) continue;
    const from = given.get(`${personId} ${packageId}`) ?? begin;
    const earlier = holders.get(personId);
    if (!earlier || from < earlier) holders.set(personId, from);
  }
  return holders;
}

/** Where everybody has used it nothing is asked for, and the mark moves on all the same. */
async function readApplication(graph: Graph, mark: UseMark, waiting: ReadonlyMap<string, Date>, now: Date): Promise<{ mark: UseMark; first: FirstUse[] }> {
  const kept = new Date(now.getTime() - SIGN_INS_KEPT_MS);
  const from = new Date(Math.max(mark.since.getTime(), mark.readTo.getTime() - LATE_MS));
  // What Entra has forgotten by now was never seen.
  const since = mark.readTo < kept ? kept : mark.since;
  const first = new Map<string, Date>();
  if (waiting.size > 0) {
    for await (const page of signInsSince(graph, mark.appId, from < kept ? kept : from)) {
      for (const { personId, at } of page) {
        const given = waiting.get(personId);
        const earlier = first.get(personId);
        if (given && at >= given && (!earlier || at < earlier)) first.set(personId, at);
      }
    }
  }
  return { mark: { ...mark, since, readTo: now }, first: [...first].map(([personId, usedAt]) => ({ applicationId: mark.applicationId, personId, usedAt })) };
}

type Found = { applications: readonly GivenApplication[]; packages: number; findings: readonly Finding[]; given: ReadonlyMap<string, Date>; begin: Date; uses: readonly FirstUse[]; marks: ReadonlyMap<string, UseMark> };

function readingOf({ applications, packages, findings, given, begin, uses, marks }: Found): UseReading {
  const read = applications.filter(({ id }) => marks.has(id));
  if (read.length === 0) return { read: 'noApplication' };
  const used = new Set(uses.map(({ applicationId, personId }) => `${applicationId} ${personId}`));
  const [everybody, users] = [new Set<string>(), new Set<string>()];
  const lines = read.map((application) => {
    const people = [...holdersOf(application, findings, given, begin).keys()];
    const using = people.filter((id) => used.has(`${application.id} ${id}`));
    people.forEach((id) => everybody.add(id));
    using.forEach((id) => users.add(id));
    return { applicationId: application.id, name: application.name, of: people.length, used: using.length };
  });
  const since = new Date(Math.max(...[...marks.values()].map((mark) => mark.since.getTime())));
  return {
    read: 'yes', of: everybody.size, used: users.size, applications: lines,
    partly: new Set(read.flatMap((application) => [...application.packages])).size < packages,
    since: since > begin ? since.toISOString() : null,
  };
}
