import 'server-only';
import type { CohortMember, CohortPerson, CohortWhy, TakenIn } from '@/lib/rollout/cohort';
import { db } from './client';
import type { Db } from './client';
import { slicesOf } from './statement';

/** Somebody a source brings, and why. */
export type Brought = { person: CohortPerson; why: string; detail: string };

/** Adds people who are not in the cohort yet, and to everybody's whys this source; gives how many were new. */
export async function insertMembers(tx: Db, phaseId: string, sourceId: string, brought: Brought[]): Promise<number> {
  let added = 0;
  for (const slice of slicesOf(brought)) {
    const people = slice.map(({ person }) => person);
    added += await tx.$executeRaw`
      INSERT INTO "cohort_member" ("phase_id", "person_id", "name", "user_principal_name", "department", "country", "office", "job_title", "enabled", "external")
      SELECT ${phaseId}::uuid, * FROM unnest(${people.map((person) => person.id)}::uuid[], ${people.map((person) => person.name)}::text[], ${people.map((person) => person.userPrincipalName)}::text[],
        ${people.map((person) => person.department)}::text[], ${people.map((person) => person.country)}::text[], ${people.map((person) => person.office)}::text[], ${people.map((person) => person.jobTitle)}::text[],
        ${people.map((person) => person.enabled)}::boolean[], ${people.map((person) => person.external)}::boolean[])
      ON CONFLICT ("phase_id", "person_id") DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO "cohort_why" ("phase_id", "source_id", "person_id", "why", "detail")
      SELECT ${phaseId}::uuid, ${sourceId}::uuid, * FROM unnest(${people.map((person) => person.id)}::uuid[], ${slice.map((each) => each.why)}::text[], ${slice.map((each) => each.detail)}::text[])
      ON CONFLICT ("phase_id", "person_id", "source_id") DO UPDATE SET "why" = excluded."why", "detail" = excluded."detail"`;
  }
  return added;
}

/** Which of these people are in the cohort already. */
export async function findMemberIds(tx: Db, phaseId: string, personIds: string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const slice of slicesOf(personIds)) {
    const rows = await tx.cohortMember.findMany({ where: { phaseId, personId: { in: slice } }, select: { personId: true } });
    for (const row of rows) found.add(row.personId);
  }
  return found;
}

/** Most departments that are named one by one. */
const MOST_DEPARTMENTS = 60;

/** The departments of everybody in a phase of this rollout, by name. */
export async function listDepartments(rolloutId: string): Promise<string[]> {
  const rows = await db().$queryRaw<{ department: string }[]>`
    SELECT DISTINCT m."department" FROM "cohort_member" m JOIN "phase" p ON p."id" = m."phase_id"
    WHERE p."rollout_id" = ${rolloutId}::uuid AND m."department" IS NOT NULL ORDER BY 1 LIMIT ${MOST_DEPARTMENTS}`;
  return rows.map(({ department }) => department);
}

/** Says of a member who took them in, and why. */
export async function saveTakenIn(tx: Db, phaseId: string, personId: string, { kind, reason, by, byName }: Omit<TakenIn, 'at'> & { by: string }): Promise<void> {
  await tx.$executeRaw`
    UPDATE "cohort_member" SET "taken_in_kind" = ${kind}::"account_kind", "taken_in_reason" = ${reason}, "taken_in_by" = ${by}::uuid, "taken_in_by_name" = ${byName}, "taken_in_at" = now()
    WHERE "phase_id" = ${phaseId}::uuid AND "person_id" = ${personId}::uuid`;
}

export const MEMBER = {
  personId: true, name: true, userPrincipalName: true, department: true, country: true, office: true, jobTitle: true, enabled: true, external: true, addedAt: true,
  takenInKind: true, takenInReason: true, takenInByName: true, takenInAt: true,
} as const;

export type MemberRow = Omit<CohortMember, 'takenIn'> & { takenInKind: TakenIn['kind'] | null; takenInReason: string | null; takenInByName: string | null; takenInAt: Date | null };

export function toMember({ takenInKind, takenInReason, takenInByName, takenInAt, ...member }: MemberRow): CohortMember {
  return { ...member, takenIn: takenInKind && takenInAt ? { kind: takenInKind, reason: takenInReason ?? '', byName: takenInByName ?? '', at: takenInAt } : null };
}

/** Members of one reading: each page is a text for each column, so that a hundred thousand of them are no rows for the driver to take apart. */
const MEMBERS_A_READING = 4000;

type ToldMembers = { count: number; last: string | null; ids: string | null; names: string; userPrincipalNames: string; departments: string; countries: string; offices: string; jobTitles: string; enabled: string; external: string; addedAt: string; takenIn: string | null };

/** How many of a cohort were taken in one by one, with a reason. */
export async function countTakenIn(phaseId: string, tx: Db = db()): Promise<number> {
  return tx.cohortMember.count({ where: { phaseId, takenInKind: { not: null } } });
}

/** The whole cohort, by person id: what a rehearsal freezes. */
export async function listCohort(phaseId: string, tx: Db = db()): Promise<CohortMember[]> {
  const members: CohortMember[] = [];
  let reading: Promise<ToldMembers[]> | null = readMembers(phaseId, '00000000-0000-0000-0000-000000000000', tx);
  while (reading) {
    const [page]: ToldMembers[] = await reading;
    // The database reads the next page while this one is taken apart.
    reading = page?.last && page.count === MEMBERS_A_READING ? readMembers(phaseId, page.last, tx) : null;
    // Whether it fails is told where it is waited for.
    reading?.catch(() => undefined);
    if (page) for (const member of membersTold(page)) members.push(member);
  }
  return members;
}

/** An async function, since a statement of Prisma's begins when somebody waits for it. */
async function readMembers(phaseId: string, after: string, tx: Db): Promise<ToldMembers[]> {
  return await tx.$queryRaw<ToldMembers[]>`
    SELECT count(*)::int AS "count", max("person_id"::text) AS "last", json_agg("person_id")::text AS "ids", json_agg("name")::text AS "names", json_agg("user_principal_name")::text AS "userPrincipalNames", json_agg("department")::text AS "departments",
      json_agg("country")::text AS "countries", json_agg("office")::text AS "offices", json_agg("job_title")::text AS "jobTitles", json_agg("enabled")::text AS "enabled", json_agg("external")::text AS "external",
      json_agg(floor(extract(epoch FROM "added_at") * 1000)::bigint)::text AS "addedAt",
      json_agg(json_build_array("person_id", "taken_in_kind", "taken_in_reason", "taken_in_by_name", "taken_in_at")) FILTER (WHERE "taken_in_kind" IS NOT NULL)::text AS "takenIn"
    FROM (SELECT * FROM "cohort_member" WHERE "phase_id" = ${phaseId}::uuid AND "person_id" > ${after}::uuid ORDER BY "person_id" LIMIT ${MEMBERS_A_READING}) m`;
}

function membersTold(page: ToldMembers): CohortMember[] {
  const column = <T>(text: string | null) => JSON.parse(text ?? '[]') as T[];
  const [names, userPrincipalNames, departments, countries, offices, jobTitles] = [page.names, page.userPrincipalNames, page.departments, page.countries, page.offices, page.jobTitles].map((text) => column<string>(text)) as [string[], string[], string[], string[], string[], string[]];
  const [enabled, external, addedAt] = [column<boolean>(page.enabled), column<boolean>(page.external), column<number>(page.addedAt)];
  const takenIn = new Map(column<[string, TakenIn['kind'], string | null, string | null, string]>(page.takenIn).map(([personId, kind, reason, byName, at]): [string, TakenIn] => [personId, { kind, reason: reason ?? '', byName: byName ?? '', at: new Date(at) }]));
  return column<string>(page.ids).map((personId, index): CohortMember => ({
    personId,
    name: names[index] ?? '',
    userPrincipalName: userPrincipalNames[index] ?? '',
    department: departments[index] ?? null,
    country: countries[index] ?? null,
    office: offices[index] ?? null,
    jobTitle: jobTitles[index] ?? null,
    enabled: enabled[index] ?? false,
    external: external[index] ?? false,
    addedAt: new Date(addedAt[index] ?? 0),
    takenIn: takenIn.get(personId) ?? null,
  }));
}

/** Why each of these people is in the cohort, oldest source first. */
export async function listWhys(phaseId: string, personIds: string[]): Promise<Map<string, CohortWhy[]>> {
  const rows = await db().cohortWhy.findMany({
    where: { phaseId, personId: { in: personIds } }, orderBy: [{ source: { addedAt: 'asc' } }, { sourceId: 'asc' }], select: { personId: true, sourceId: true, why: true, detail: true },
  });
  const whys = new Map<string, CohortWhy[]>();
  for (const { personId, ...why } of rows) whys.set(personId, [...(whys.get(personId) ?? []), why]);
  return whys;
}

/** Takes people out of a cohort; gives how many were in it. */
export async function deleteMembers(tx: Db, phaseId: string, personIds: string[]): Promise<number> {
  let removed = 0;
  for (const slice of slicesOf(personIds)) removed += (await tx.cohortMember.deleteMany({ where: { phaseId, personId: { in: slice } } })).count;
  return removed;
}

/** Ids of everybody in another phase of the rollout. */
export async function listMemberIdsOfOthers(rolloutId: string, phaseId: string): Promise<Set<string>> {
  const rows = await db().cohortMember.findMany({ where: { phaseId: { not: phaseId }, phase: { rolloutId } }, distinct: ['personId'], select: { personId: true } });
  return new Set(rows.map((row) => row.personId));
}

/** Writes of members what the directory says of them now. */
export async function updateMembers(tx: Db, phaseId: string, people: CohortPerson[]): Promise<void> {
  for (const slice of slicesOf(people)) {
    await tx.$executeRaw`
      UPDATE "cohort_member" m SET "name" = r.name, "user_principal_name" = r.upn, "department" = r.department, "country" = r.country, "office" = r.office, "job_title" = r.job, "enabled" = r.enabled, "external" = r.external
      FROM unnest(${slice.map((person) => person.id)}::uuid[], ${slice.map((person) => person.name)}::text[], ${slice.map((person) => person.userPrincipalName)}::text[], ${slice.map((person) => person.department)}::text[],
        ${slice.map((person) => person.country)}::text[], ${slice.map((person) => person.office)}::text[], ${slice.map((person) => person.jobTitle)}::text[], ${slice.map((person) => person.enabled)}::boolean[],
        ${slice.map((person) => person.external)}::boolean[]) AS r(id, name, upn, department, country, office, job, enabled, external)
      WHERE m."phase_id" = ${phaseId}::uuid AND m."person_id" = r.id`;
  }
}

/** Puts members of one phase into another under a source that says where they come from, with all that brought them told in one line. */
export async function copyMembers(tx: Db, from: { id: string; name: string }, toPhaseId: string, sourceId: string, personIds: string[]): Promise<void> {
  for (const slice of slicesOf(personIds)) {
    await tx.$executeRaw`
      INSERT INTO "cohort_member" ("phase_id", "person_id", "name", "user_principal_name", "department", "country", "office", "job_title", "enabled", "external", "taken_in_kind", "taken_in_reason", "taken_in_by", "taken_in_by_name", "taken_in_at")
      SELECT ${toPhaseId}::uuid, "person_id", "name", "user_principal_name", "department", "country", "office", "job_title", "enabled", "external", "taken_in_kind", "taken_in_reason", "taken_in_by", "taken_in_by_name", "taken_in_at"
      FROM "cohort_member" WHERE "phase_id" = ${from.id}::uuid AND "person_id" = ANY(${slice}::uuid[]) ON CONFLICT ("phase_id", "person_id") DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO "cohort_why" ("phase_id", "person_id", "source_id", "why", "detail")
      SELECT ${toPhaseId}::uuid, w."person_id", ${sourceId}::uuid, 'From ' || ${from.name} || ': ' || string_agg(w."why", '; ' ORDER BY s."added_at"), coalesce(string_agg(w."detail", '; ' ORDER BY s."added_at") FILTER (WHERE w."detail" <> ''), '')
      FROM "cohort_why" w JOIN "cohort_source" s ON s."id" = w."source_id" WHERE w."phase_id" = ${from.id}::uuid AND w."person_id" = ANY(${slice}::uuid[])
      GROUP BY w."person_id" ON CONFLICT ("phase_id", "person_id", "source_id") DO UPDATE SET "why" = excluded."why", "detail" = excluded."detail"`;
  }
}

/** The countries of a phase's people, as the directory writes them; who has none is not among them. */
export async function listCountries(phaseId: string): Promise<Map<string, string>> {
  const rows = await db().cohortMember.findMany({ where: { phaseId, country: { not: null } }, select: { personId: true, country: true } });
  return new Map(rows.map((row) => [row.personId, row.country ?? '']));
}
