import 'server-only';
import { nameWords, phrasesOf } from '@/lib/directory/fold';
import type { MirrorPerson, MirrorScope } from '@/lib/directory/mirror';
import { db, isTaken } from './client';
import type { Db } from './client';
import { column } from './column';
import { Prisma } from './generated/client';

/**
 * Most people in one statement. The embedded database serves one statement at a time, and everybody waits for it: with
 * the indexes of a million people this many take well under a tenth of a second.
 */
export const PEOPLE_A_STATEMENT = 400;

/** Blocks of the table that are looked through at once for those a whole load did not meet: two to three thousand people. */
const BLOCKS_A_STATEMENT = 100;

type ReadRow = { id: string };

/** What is known of somebody who is read again, as far as it decides what has to be written. */
type KnownRow = ReadRow & { name: string; userPrincipalName: string; mail: string | null; employeeId: string | null; managerId: string | null; round: number; deleted: boolean };

/** Somebody as read; `managerId` undefined where nothing was said of the manager. */
export type PersonToWrite = Omit<MirrorPerson, 'managerId'> & { managerId: string | null | undefined; further?: Record<string, unknown> | null };

/**
 * Writes people as they were read: new ones in, known ones over what was there, all marked with the round they were met
 * in. A manager of whom nothing is said stays, unless a whole load meets the person for the first time: then there is none.
 * What finds them is written anew only where name, sign-in name, mail or employee id changed. Safe to repeat.
 * At most `PEOPLE_A_STATEMENT` at once.
 */
export async function writePeople(tx: Db, people: readonly PersonToWrite[], round: number): Promise<void> {
  if (people.length === 0) return;
  const last = lastOfEach(people);
  const rows = await tx.$queryRaw<KnownRow[]>`
    SELECT "id"::text AS "id", "name", "user_principal_name" AS "userPrincipalName", "mail", "employee_id" AS "employeeId", "manager_id"::text AS "managerId", "round", "deleted_at" IS NOT NULL AS "deleted"
    FROM "mirror_person" WHERE "id" = ANY(${last.map((person) => person.id)}::uuid[])`;
  const known = new Map(rows.map((row) => [row.id, row]));
  const knownOf = (person: PersonToWrite) => known.get(person.id.toLowerCase());
  const renamed = last.filter((person) => {
    const row = knownOf(person);
    return !row || row.deleted || isRenamed(row, person);
  });
  const before = renamed.flatMap((person) => knownOf(person) ?? []);
  // Whoever is new has none, since a person and what finds them are written and forgotten together.
  if (before.length > 0) await forgetPhrases(tx, before.map((row) => row.id));
  await tx.$executeRaw(insertPeople(last.map((person) => ({ ...person, managerId: person.managerId === undefined ? keptManager(knownOf(person), round) : person.managerId })), renamed, round, ALWAYS, OVER_WHAT_WAS_THERE));
  await forgetWords(tx, before.map((row) => row.name));
}

/** What is said last of somebody counts; one statement may write a row only once. */
export function lastOfEach<P extends { id: string }>(people: readonly P[]): P[] {
  return [...new Map(people.map((person) => [person.id.toLowerCase(), person])).values()];
}

/**
 * Writes people none of whom is held yet, as all are of a first load: one statement, after which the database goes on to the
 * next at once instead of waiting for us within a transaction. Gives false, and has written nothing, where one of them is
 * held or something else than `scope` is to be held. Each of them stands once; at most `PEOPLE_A_STATEMENT`.
 */
export async function writeNewPeople(people: readonly PersonToWrite[], round: number, scope: MirrorScope): Promise<boolean> {
  const may = Prisma.sql`SELECT 1 FROM "mirror_setting" WHERE "scope" = ${scope}::"mirror_scope" AND NOT EXISTS (SELECT 1 FROM "mirror_person" WHERE "id" = ANY(${column(people.map((person) => person.id))}::uuid[])) FOR SHARE`;
  try {
    return (await db().$executeRaw(insertPeople(people.map((person) => ({ ...person, managerId: person.managerId ?? null })), people, round, may, Prisma.empty))) > 0;
  } catch (error) {
    // Whoever holds the same lease in error wrote them in this very moment.
    if (isTaken(error)) return false;
    throw error;
  }
}

const ALWAYS = Prisma.sql`SELECT 1`;

/** Whether a row is looked up before it is written costs a tenth of a first load, in which there is none. */
const OVER_WHAT_WAS_THERE = Prisma.sql`
  ON CONFLICT ("id") DO UPDATE SET
    "name" = excluded."name", "user_principal_name" = excluded."user_principal_name", "mail" = excluded."mail", "given_name" = excluded."given_name",
    "surname" = excluded."surname", "department" = excluded."department", "job_title" = excluded."job_title", "office" = excluded."office",
    "city" = excluded."city", "country" = excluded."country", "company" = excluded."company", "usage_location" = excluded."usage_location",
    "employee_id" = excluded."employee_id", "employee_type" = excluded."employee_type", "enabled" = excluded."enabled", "external" = excluded."external",
    "synchronised" = excluded."synchronised", "licensed" = excluded."licensed", "user_type" = excluded."user_type", "manager_id" = excluded."manager_id",
    "further" = excluded."further", "round" = excluded."round", "deleted_at" = NULL`;

const keptManager = (row: KnownRow | undefined, round: number): string | null => (row?.round === round ? row.managerId : null);

const isRenamed = (row: KnownRow, person: PersonToWrite): boolean => row.name !== person.name || row.userPrincipalName !== person.userPrincipalName || row.mail !== person.mail || row.employeeId !== person.employeeId;

/**
 * People, and what finds those of them who are new or renamed, in one statement: each further one would let the database
 * wait for us. By columns and not as objects, of which an embedded database spends more on the reading than on the writing;
 * a phrase names its person by the place among `renamed`, since ids are most of what is sent.
 * Words in their order, so that two statements at once never wait for each other in a ring.
 * Writes nothing where `may` gives no row.
 */
function insertPeople(people: readonly PersonToWrite[], renamed: readonly PersonToWrite[], round: number, may: Prisma.Sql, orElse: Prisma.Sql): Prisma.Sql {
  const of = <K extends keyof PersonToWrite>(key: K extends 'further' ? never : K) => column(people.map((person) => person[key]));
  const phrases: string[] = [];
  const places: number[] = [];
  const words = new Set<string>();
  for (const [index, person] of renamed.entries()) {
    const own = nameWords(person.name);
    for (const word of own) words.add(word);
    for (const phrase of phrasesOf(person, own)) {
      phrases.push(phrase);
      places.push(index + 1);
    }
  }
  return Prisma.sql`
    WITH may AS MATERIALIZED (${may}),
    phrases AS (
      INSERT INTO "mirror_phrase" ("phrase", "person_id") SELECT r.phrase, (${column(renamed.map((person) => person.id))}::uuid[])[r.place] FROM unnest(${column(phrases)}::text[], ${column(places)}::int[]) AS r(phrase, place)
      WHERE EXISTS (SELECT 1 FROM may)),
    words AS (
      INSERT INTO "mirror_word" ("word") SELECT * FROM unnest(${column([...words].sort())}::text[]) WHERE EXISTS (SELECT 1 FROM may) ON CONFLICT DO NOTHING)
    INSERT INTO "mirror_person" ("id", "name", "user_principal_name", "mail", "given_name", "surname", "department", "job_title", "office", "city", "country",
      "company", "usage_location", "employee_id", "employee_type", "enabled", "external", "synchronised", "licensed", "user_type", "manager_id", "further", "round")
    SELECT *, ${round}::int FROM unnest(${of('id')}::uuid[], ${of('name')}::text[], ${of('userPrincipalName')}::text[], ${of('mail')}::text[], ${of('givenName')}::text[], ${of('surname')}::text[],
      ${of('department')}::text[], ${of('jobTitle')}::text[], ${of('office')}::text[], ${of('city')}::text[], ${of('country')}::text[], ${of('company')}::text[],
      ${of('usageLocation')}::text[], ${of('employeeId')}::text[], ${of('employeeType')}::text[], ${of('enabled')}::boolean[], ${of('external')}::boolean[],
      ${of('synchronised')}::boolean[], ${of('licensed')}::boolean[], ${of('userType')}::text[], ${of('managerId')}::uuid[],
      ${column(people.map((person) => (person.further ? JSON.stringify(person.further) : null)))}::jsonb[]) WHERE EXISTS (SELECT 1 FROM may)
    ${orElse}`;
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
 * A slice of the people that a finished whole load did not meet: they are gone from the tenant, and marked so; search finds
 * them no more. In the order they lie in, since by id each would be fetched from another place. Gives the block of the table
 * where the next slice begins, or null after the last.
 */
export async function markUnmet(tx: Db, round: number, block: number): Promise<number | null> {
  const next = block + BLOCKS_A_STATEMENT;
  const [table] = await tx.$queryRaw<{ blocks: number }[]>`
    WITH slice AS MATERIALIZED (
      SELECT "id" FROM "mirror_person" WHERE ctid >= ${`(${block},0)`}::tid AND ctid < ${`(${next},0)`}::tid AND "round" < ${round} AND "deleted_at" IS NULL),
    marked AS (UPDATE "mirror_person" p SET "deleted_at" = now() FROM slice s WHERE p."id" = s."id"),
    phrases AS (DELETE FROM "mirror_phrase" p USING slice s WHERE p."person_id" = s."id")
    SELECT (pg_relation_size('mirror_person') / current_setting('block_size')::int)::int AS "blocks"`;
  return table && next < table.blocks ? next : null;
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
