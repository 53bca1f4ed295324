import 'server-only';
import { nameWords, phrasesOf } from '@/lib/directory/fold';
import type { MirrorPerson } from '@/lib/directory/mirror';
import { db } from './client';
import type { Db } from './client';

/**
 * Most people in one statement. The embedded database serves one statement at a time, and everybody waits for it: with
 * the indexes of a million people this many take well under a tenth of a second.
 */
export const PEOPLE_A_STATEMENT = 250;

type ReadRow = { id: string };
type RenamedRow = ReadRow & { was: string | null };

/** Somebody as read; `managerId` undefined where nothing was said of the manager. */
export type PersonToWrite = Omit<MirrorPerson, 'managerId'> & { managerId: string | null | undefined; further?: Record<string, unknown> | null };

/**
 * Writes people as they were read: new ones in, known ones over what was there, all marked with the round they were met
 * in. A manager of whom nothing is said stays, unless a whole load meets the person for the first time: then there is none.
 * What finds them is written anew only where name, sign-in name, mail or employee id changed. Safe to repeat.
 * At most `PEOPLE_A_STATEMENT` at once.
 */
export async function writePeople(tx: Db, people: PersonToWrite[], round: number): Promise<void> {
  if (people.length === 0) return;
  const rows = JSON.stringify(people.map((person) => (person.managerId === undefined ? person : { ...person, managerTold: true })));
  const renamed = await tx.$queryRaw<RenamedRow[]>`
    SELECT r.id, p."name" AS "was" FROM jsonb_to_recordset(${rows}::jsonb) AS r(id uuid, name text, "userPrincipalName" text, mail text, "employeeId" text)
    LEFT JOIN "mirror_person" p ON p."id" = r.id
    WHERE p."id" IS NULL OR p."deleted_at" IS NOT NULL OR (p."name", p."user_principal_name", p."mail", p."employee_id") IS DISTINCT FROM (r.name, r."userPrincipalName", r.mail, r."employeeId")`;
  await tx.$executeRaw`
    INSERT INTO "mirror_person" ("id", "name", "user_principal_name", "mail", "given_name", "surname", "department", "job_title", "office", "city", "country",
      "company", "usage_location", "employee_id", "employee_type", "enabled", "external", "synchronised", "licensed", "user_type", "manager_id", "further", "round")
    SELECT r.id, r.name, r."userPrincipalName", r.mail, r."givenName", r.surname, r.department, r."jobTitle", r.office, r.city, r.country,
      r.company, r."usageLocation", r."employeeId", r."employeeType", r.enabled, r.external, r.synchronised, r.licensed, r."userType",
      CASE WHEN r."managerTold" THEN r."managerId" WHEN p."round" = ${round} THEN p."manager_id" END, r.further, ${round}
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(id uuid, name text, "userPrincipalName" text, mail text, "givenName" text, surname text, department text,
      "jobTitle" text, office text, city text, country text, company text, "usageLocation" text, "employeeId" text, "employeeType" text, enabled boolean,
      external boolean, synchronised boolean, licensed boolean, "userType" text, "managerId" uuid, "managerTold" boolean, further jsonb)
      LEFT JOIN "mirror_person" p ON p."id" = r.id
    ON CONFLICT ("id") DO UPDATE SET
      "name" = excluded."name", "user_principal_name" = excluded."user_principal_name", "mail" = excluded."mail", "given_name" = excluded."given_name",
      "surname" = excluded."surname", "department" = excluded."department", "job_title" = excluded."job_title", "office" = excluded."office",
      "city" = excluded."city", "country" = excluded."country", "company" = excluded."company", "usage_location" = excluded."usage_location",
      "employee_id" = excluded."employee_id", "employee_type" = excluded."employee_type", "enabled" = excluded."enabled", "external" = excluded."external",
      "synchronised" = excluded."synchronised", "licensed" = excluded."licensed", "user_type" = excluded."user_type", "manager_id" = excluded."manager_id",
      "further" = excluded."further", "round" = excluded."round", "deleted_at" = NULL`;
  const changed = new Set(renamed.map((row) => row.id));
  await writePhrases(tx, people.filter((person) => changed.has(person.id.toLowerCase())));
  await forgetWords(tx, renamed.flatMap((row) => row.was ?? []));
}

async function writePhrases(tx: Db, people: PersonToWrite[]): Promise<void> {
  if (people.length === 0) return;
  const ids: string[] = [];
  const phrases: string[] = [];
  const words = new Set<string>();
  for (const person of people) {
    for (const phrase of phrasesOf(person)) {
      ids.push(person.id);
      phrases.push(phrase);
    }
    for (const word of nameWords(person.name)) words.add(word);
  }
  await forgetPhrases(tx, people.map((person) => person.id));
  await tx.$executeRaw`INSERT INTO "mirror_phrase" ("phrase", "person_id") SELECT * FROM unnest(${phrases}::text[], ${ids}::uuid[]) ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`INSERT INTO "mirror_word" ("word") SELECT * FROM unnest(${[...words]}::text[]) ON CONFLICT DO NOTHING`;
}

/** Forgets people altogether, with the words of their names that nobody else has. At most `PEOPLE_A_STATEMENT` at once. */
export async function forgetPeople(tx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const gone = await tx.$queryRaw<{ name: string }[]>`DELETE FROM "mirror_person" WHERE "id" = ANY(${[...ids]}::uuid[]) RETURNING "name"`;
  await forgetPhrases(tx, ids);
  await forgetWords(tx, gone.map((row) => row.name));
}

/** Forgets the words of these names with which no phrase begins any more: every word of every name begins one. */
async function forgetWords(tx: Db, names: readonly string[]): Promise<void> {
  const words = [...new Set(names.flatMap(nameWords))];
  if (words.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM "mirror_word" w WHERE w."word" = ANY(${words}::text[]) AND NOT EXISTS (SELECT 1 FROM "mirror_phrase" p WHERE p."phrase" >= w."word" AND p."phrase" < w."word" || '!')`;
}

async function forgetPhrases(tx: Db, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`DELETE FROM "mirror_phrase" WHERE "person_id" = ANY(${ids}::uuid[])`;
}

/** Marks accounts as deleted in the tenant: search finds them no more, what names them still knows who they were. */
export async function markDeleted(tx: Db, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`UPDATE "mirror_person" SET "deleted_at" = coalesce("deleted_at", now()) WHERE "id" = ANY(${ids}::uuid[])`;
  await forgetPhrases(tx, ids);
}

/** Forgets a slice of those who were deleted in the tenant longer ago than `days`; gives how many. */
export async function forgetDeleted(tx: Db, days: number): Promise<number> {
  const gone = await tx.$queryRaw<ReadRow[]>`SELECT "id"::text AS "id" FROM "mirror_person" WHERE "deleted_at" < now() - make_interval(days => ${days}) ORDER BY "deleted_at" LIMIT ${PEOPLE_A_STATEMENT}`;
  const ids = gone.map((row) => row.id);
  await forgetPeople(tx, ids);
  await tx.$executeRaw`DELETE FROM "mirror_member" WHERE "member_id" = ANY(${ids}::uuid[])`;
  return ids.length;
}

/**
 * A slice of the people that a finished whole load did not meet: they are gone from the tenant, and marked so. Gives
 * where the next slice begins, or null after the last.
 */
export async function markUnmet(tx: Db, round: number, after: string | null): Promise<string | null> {
  const slice = await tx.$queryRaw<{ id: string; unmet: boolean }[]>`
    SELECT "id", "round" < ${round} AND "deleted_at" IS NULL AS unmet FROM "mirror_person"
    WHERE "id" > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid ORDER BY "id" LIMIT 2000`;
  await markDeleted(tx, slice.filter((row) => row.unmet).map((row) => row.id));
  return slice.length < 2000 ? null : (slice.at(-1)?.id ?? null);
}

/** These people as they are held, deleted ones included; whoever is not held is missing. */
export async function findMirrorPeople(ids: readonly string[], tx: Db = db()): Promise<Map<string, MirrorPerson & { deletedAt: Date | null }>> {
  const found = new Map<string, MirrorPerson & { deletedAt: Date | null }>();
  for (let from = 0; from < ids.length; from += 2000) {
    const rows = await tx.mirrorPerson.findMany({ where: { id: { in: ids.slice(from, from + 2000) } }, omit: { further: true, round: true } });
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}
