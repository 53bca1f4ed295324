import 'server-only';
import { peopleFeed } from '@/lib/directory/mirror';
import type { MirrorFeed, MirrorScope } from '@/lib/directory/mirror';
import { db } from './client';
import type { Db } from './client';
import { Prisma } from './generated/client';

const NOTHING: MirrorFeed = { round: 0, roundFrom: null, stage: 0, nextLink: null, deltaLink: null, selected: null, loaded: 0, expected: null, asOf: null };

/** How far a feed has been read. */
export async function readFeed(kind: string, tx: Db = db()): Promise<MirrorFeed> {
  return (await tx.mirrorFeed.findUnique({ where: { kind }, omit: { kind: true } })) ?? NOTHING;
}

/** How far these feeds have been read; one that was never begun is missing. */
export async function readFeeds(kinds: readonly string[], tx: Db = db()): Promise<Map<string, MirrorFeed>> {
  const rows = await tx.mirrorFeed.findMany({ where: { kind: { in: [...kinds] } } });
  return new Map(rows.map(({ kind, ...feed }) => [kind, feed]));
}

/** How far the people who are to be held have been read. */
export async function readPeopleFeed(tx: Db = db()): Promise<MirrorFeed> {
  return readFeed(peopleFeed((await readMirrorSetting(tx)).scope), tx);
}

export type KindOfFeed = MirrorFeed & { kind: string };

/** Every feed there is. */
export async function listFeeds(tx: Db = db()): Promise<KindOfFeed[]> {
  return tx.mirrorFeed.findMany({ orderBy: { kind: 'asc' } });
}

/**
 * Everybody is read from the front where only those in scope were; where everybody was, those in scope are held as they
 * are, and their changes go on from there.
 */
export async function changePeopleFeed(tx: Db, scope: Exclude<MirrorScope, 'nothing'>): Promise<void> {
  const other = peopleFeed(scope === 'wholeTenant' ? 'inScope' : 'wholeTenant');
  if (scope === 'inScope') {
    await tx.$executeRaw`UPDATE "mirror_feed" SET "kind" = ${peopleFeed(scope)} WHERE "kind" = ${other} AND "as_of" IS NOT NULL AND "round_from" IS NULL
      AND NOT EXISTS (SELECT 1 FROM "mirror_feed" WHERE "kind" = ${peopleFeed(scope)})`;
  }
  await dropFeeds(tx, [other]);
}

/** The kinds of the feeds that begin so. */
export async function listFeedKinds(start: string, tx: Db = db()): Promise<string[]> {
  return (await tx.mirrorFeed.findMany({ where: { kind: { startsWith: start } }, orderBy: { kind: 'asc' }, select: { kind: true } })).map((row) => row.kind);
}

/** Forgets feeds that are read no more. */
export async function dropFeeds(tx: Db, kinds: readonly string[]): Promise<void> {
  await tx.mirrorFeed.deleteMany({ where: { kind: { in: [...kinds] } } });
}

/** Begins a whole load; what is held serves on until it is through. Rounds are counted over all feeds, since rows go from one to another. */
export async function beginRound(kind: string, { expected = null, selected = null, deltaLink = null }: { expected?: number | null; selected?: string | null; deltaLink?: string | null } = {}): Promise<MirrorFeed> {
  await db().$executeRaw`
    INSERT INTO "mirror_feed" ("kind", "round", "round_from", "expected", "selected", "delta_link") VALUES (${kind}, (SELECT coalesce(max("round"), 0) + 1 FROM "mirror_feed"), now(), ${expected}, ${selected}, ${deltaLink})
    ON CONFLICT ("kind") DO UPDATE SET "round" = excluded."round", "round_from" = now(), "stage" = 0, "next_link" = NULL, "delta_link" = excluded."delta_link",
      "selected" = excluded."selected", "loaded" = 0, "expected" = excluded."expected"`;
  return readFeed(kind);
}

/** Where the reading goes on after a page; in the transaction of the page's last rows. */
export async function savePage(tx: Db, kind: string, page: { stage?: number; nextLink: string | null; rows: number }): Promise<void> {
  await tx.$executeRaw`UPDATE "mirror_feed" SET "stage" = ${page.stage ?? 0}, "next_link" = ${page.nextLink}, "loaded" = "loaded" + ${page.rows} WHERE "kind" = ${kind}`;
}

/** Gives a row while this is what is held, and keeps a change of it waiting: for a statement that is a transaction of its own. */
export const whileScopeIs = (scope: MirrorScope): Prisma.Sql => Prisma.sql`SELECT 1 FROM "mirror_setting" WHERE "scope" = ${scope}::"mirror_scope" FOR SHARE`;

/** As `savePage`, in one statement after those that wrote the page; false, and nothing is saved, where something else than `scope` is to be held. */
export async function savePageOf(scope: MirrorScope, kind: string, page: { nextLink: string | null; rows: number }): Promise<boolean> {
  return (await db().$executeRaw`WITH may AS MATERIALIZED (${whileScopeIs(scope)}) UPDATE "mirror_feed" SET "stage" = 0, "next_link" = ${page.nextLink}, "loaded" = "loaded" + ${page.rows} WHERE "kind" = ${kind} AND EXISTS (SELECT 1 FROM may)`) > 0;
}

/** Rows read otherwise than by the feed's own pages, for whoever watches how far it is. */
export async function addLoaded(tx: Db, kind: string, rows: number): Promise<void> {
  await tx.$executeRaw`UPDATE "mirror_feed" SET "loaded" = "loaded" + ${rows} WHERE "kind" = ${kind}`;
}

/** The tenant as of `asOf` is held; the next reading begins at `deltaLink`, or anew where there is none. */
export async function endReading(tx: Db, kind: string, page: { deltaLink: string | null; rows: number; asOf: Date }): Promise<void> {
  await tx.$executeRaw`
    UPDATE "mirror_feed" SET "stage" = 0, "next_link" = NULL, "round_from" = NULL, "delta_link" = ${page.deltaLink}, "as_of" = ${page.asOf}, "loaded" = "loaded" + ${page.rows} WHERE "kind" = ${kind}`;
}

export type MirrorSetting = { scope: MirrorScope; changedByName: string | null; changedAt: Date; freshFrom: Date | null };

/** How much of the directory is held. */
export async function readMirrorSetting(tx: Db = db()): Promise<MirrorSetting> {
  return tx.mirrorSetting.findFirstOrThrow({ select: { scope: true, changedByName: true, changedAt: true, freshFrom: true } });
}

/** What is held, while it is anything at all; until the transaction ends a change of the setting waits, so that nothing is written behind a purge. */
export async function lockScope(tx: Db): Promise<MirrorScope> {
  const [row] = await tx.$queryRaw<{ scope: MirrorScope }[]>`SELECT "scope"::text AS "scope" FROM "mirror_setting" FOR SHARE`;
  return row?.scope ?? 'nothing';
}

export async function saveMirrorSetting(tx: Db, setting: { scope: MirrorScope; changedBy: string; changedByName: string }): Promise<void> {
  await tx.mirrorSetting.update({ where: { one: true }, data: { ...setting, changedAt: new Date() } });
}

/** What comes by pages alone is to be read again, however long ago it was. */
export async function askForFreshness(tx: Db): Promise<void> {
  await tx.$executeRaw`UPDATE "mirror_setting" SET "fresh_from" = now()`;
}

/** Forgets everything that is held, at once: emptying a table takes no longer for a million rows. What rules want stays wanted. */
export async function emptyMirror(tx: Db): Promise<void> {
  await tx.$executeRaw`
    TRUNCATE "mirror_person", "mirror_phrase", "mirror_word", "mirror_feed", "mirror_group", "mirror_member", "mirror_app_role", "mirror_package", "mirror_package_role", "mirror_policy",
      "mirror_conflict", "mirror_assignment", "mirror_request"`;
}
