import 'server-only';
import { Prisma } from './generated/client';
import { afterAll, ADDRESS_MARK } from '@/lib/directory/fold';
import type { MirrorPerson } from '@/lib/directory/mirror';
import { db } from './client';
import { containing, plainText } from './statement';

/** Most words of names that one search goes through; a part of a word that more words hold says too little. */
const MOST_WORDS = 400;
/** Most phrases that are read through for words that stand apart. */
const MOST_APART = 2000;
/** A person has several phrases, and several of them may begin alike: seldom, so a few more than are counted are looked at first, and then so many times as many. */
const [MORE_PHRASES, PHRASES_A_PERSON] = [50, 3];

/** A way to find phrases; the ways of one search are gone through in their order, until there are enough. */
export type Way =
  | { kind: 'exactly'; text: string }
  | { kind: 'beginning'; text: string }
  | { kind: 'address'; text: string }
  /** Names in which a word that begins with `first` is followed by one that begins with `second`, in either order; all of `others` begin words, too. */
  | { kind: 'twoWords'; first: string; second: string; others: string[] }
  | { kind: 'inside'; text: string };

/**
 * The first phrases that begin with a text, in their order, from one range of the key. The bounds come from a row of their own,
 * where the planner does not see them: it took the beginning of two letters for rare, and read and sorted all that have it.
 */
function rangeOf(start: string, limit: number): Prisma.Sql {
  return Prisma.sql`(SELECT p."person_id", p."phrase" FROM (SELECT ${start}::text AS "from", ${afterAll(start)}::text AS "to" OFFSET 0) r,
    LATERAL (SELECT "person_id", "phrase" FROM "mirror_phrase" WHERE "phrase" >= r."from" AND "phrase" < r."to" ORDER BY "phrase" LIMIT ${limit}) p)`;
}

function pairOf(first: string, second: string, others: string[], limit: number): Prisma.Sql {
  const next = ` ${second}`;
  const further = others.map((word) => Prisma.sql`AND ' ' || "phrase" LIKE ${`% ${plainText(word)}%`}`);
  return Prisma.sql`(SELECT p."person_id" FROM (SELECT "word" FROM "mirror_word" WHERE "word" >= ${first} AND "word" < ${afterAll(first)} ORDER BY "word" LIMIT ${MOST_WORDS}) w,
    LATERAL (SELECT "person_id" FROM "mirror_phrase" WHERE "phrase" >= w."word" || ${next} AND "phrase" < w."word" || ${afterAll(next)} ${Prisma.join([Prisma.empty, ...further], ' ')} ORDER BY "phrase" LIMIT ${limit}) p
    LIMIT ${limit})`;
}

/** Where other words stand between the two: among the first that begin with the longer of them. */
function apartOf({ first, second, others }: Extract<Way, { kind: 'twoWords' }>, limit: number): Prisma.Sql {
  const all = [second, ...others].map((word) => Prisma.sql`"phrase" LIKE ${`% ${plainText(word)}%`}`);
  return Prisma.sql`(SELECT "person_id" FROM ${rangeOf(first, MOST_APART)} r WHERE ${Prisma.join(all, ' AND ')} LIMIT ${limit})`;
}

function sqlOf(way: Way, limit: number): Prisma.Sql[] {
  switch (way.kind) {
    case 'exactly':
      return [Prisma.sql`(SELECT "person_id" FROM "mirror_phrase" WHERE "phrase" = ${way.text} LIMIT ${limit})`, Prisma.sql`(SELECT "person_id" FROM "mirror_phrase" WHERE "phrase" = ${ADDRESS_MARK + way.text} LIMIT ${limit})`];
    case 'beginning':
      return [Prisma.sql`(SELECT "person_id" FROM ${rangeOf(way.text, limit)} r)`];
    case 'address':
      return [Prisma.sql`(SELECT "person_id" FROM ${rangeOf(ADDRESS_MARK + way.text, limit)} r)`];
    case 'twoWords':
      return [pairOf(way.first, way.second, way.others, limit), pairOf(way.second, way.first, way.others, limit), apartOf(way, limit)];
    case 'inside':
      return [
        Prisma.sql`(SELECT p."person_id" FROM (SELECT "word" FROM "mirror_word" WHERE "word" LIKE ${containing(way.text)} LIMIT ${MOST_WORDS}) w,
          LATERAL (SELECT "person_id" FROM "mirror_phrase" WHERE "phrase" >= w."word" AND "phrase" < w."word" || '!' ORDER BY "phrase" LIMIT ${limit}) p
          LIMIT ${limit})`,
      ];
  }
}

/**
 * People found in one or another of these ways, each once, in the order of the ways, and how many there are, counted up to
 * `most`. One statement, since on the embedded database every statement waits its turn: what an earlier way fills, a
 * later one is not asked for.
 */
export async function findInMirror(ways: Way[], take: number, most: number): Promise<{ people: MirrorPerson[]; total: number }> {
  const found = await findAmong(ways, take, most, most + MORE_PHRASES);
  return found.total < most && found.hits >= most + MORE_PHRASES ? findAmong(ways, take, most, most * PHRASES_A_PERSON) : found;
}

/** @param limit phrases that are looked at; `hits` are those that were */
async function findAmong(ways: Way[], take: number, most: number, limit: number): Promise<{ people: MirrorPerson[]; total: number; hits: number }> {
  const rows = await db().$queryRaw<(MirrorPerson & { total: number; hits: number })[]>`
    WITH hits AS MATERIALIZED (SELECT "person_id", row_number() OVER () AS n FROM (${Prisma.join(ways.flatMap((way) => sqlOf(way, limit)), ' UNION ALL ')} LIMIT ${limit}) h),
      once AS MATERIALIZED (SELECT "person_id", min(n) AS n FROM hits GROUP BY "person_id" ORDER BY min(n) LIMIT ${most})
    SELECT p."id", p."name", p."user_principal_name" AS "userPrincipalName", p."mail", p."given_name" AS "givenName", p."surname", p."department",
      p."job_title" AS "jobTitle", p."office", p."city", p."country", p."company", p."usage_location" AS "usageLocation", p."employee_id" AS "employeeId",
      p."employee_type" AS "employeeType", p."enabled", p."external", p."user_type" AS "userType", p."manager_id" AS "managerId", (SELECT count(*)::int FROM once) AS "total", (SELECT count(*)::int FROM hits) AS "hits"
    FROM (SELECT * FROM once ORDER BY n LIMIT ${take}) o JOIN "mirror_person" p ON p."id" = o."person_id" ORDER BY o.n`;
  return { people: rows.map(({ total: _total, hits: _hits, ...person }) => person), total: rows[0]?.total ?? 0, hits: rows[0]?.hits ?? 0 };
}
