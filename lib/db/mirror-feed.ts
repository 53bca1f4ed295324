import 'server-only';
import { PEOPLE_FEED } from '@/lib/directory/mirror';
import type { MirrorFeed, MirrorScope } from '@/lib/directory/mirror';
import { db } from './client';
import type { Db } from './client';

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

/** How far the people of the tenant have been read. */
export async function readPeopleFeed(tx: Db = db()): Promise<MirrorFeed> {
  return readFeed(PEOPLE_FEED, tx);
}

/** Begins a whole load; what is held serves on until it is through. */
export async function beginRound(kind: string, { expected = null, selected = null, deltaLink = null }: { expected?: number | null; selected?: string | null; deltaLink?: string | null } = {}): Promise<MirrorFeed> {
  await db().$executeRaw`
    INSERT INTO "mirror_feed" ("kind", "round", "round_from", "expected", "selected", "delta_link") VALUES (${kind}, 1, now(), ${expected}, ${selected}, ${deltaLink})
    ON CONFLICT ("kind") DO UPDATE SET "round" = "mirror_feed"."round" + 1, "round_from" = now(), "stage" = 0, "next_link" = NULL, "delta_link" = excluded."delta_link",
      "selected" = excluded."selected", "loaded" = 0, "expected" = excluded."expected"`;
  return readFeed(kind);
}

/** Where the reading goes on after a page; in the transaction of the page's last rows. */
export async function savePage(tx: Db, kind: string, page: { stage?: number; nextLink: string | null; rows: number }): Promise<void> {
  await tx.$executeRaw`UPDATE "mirror_feed" SET "stage" = ${page.stage ?? 0}, "next_link" = ${page.nextLink}, "loaded" = "loaded" + ${page.rows} WHERE "kind" = ${kind}`;
}

/** The tenant as of `asOf` is held; the next reading begins at `deltaLink`, or anew where there is none. */
export async function endReading(tx: Db, kind: string, page: { deltaLink: string | null; rows: number; asOf: Date }): Promise<void> {
  await tx.$executeRaw`
    UPDATE "mirror_feed" SET "stage" = 0, "next_link" = NULL, "round_from" = NULL, "delta_link" = ${page.deltaLink}, "as_of" = ${page.asOf}, "loaded" = "loaded" + ${page.rows} WHERE "kind" = ${kind}`;
}

export type MirrorSetting = { scope: MirrorScope; changedByName: string | null; changedAt: Date };

/** How much of the directory is held. */
export async function readMirrorSetting(tx: Db = db()): Promise<MirrorSetting> {
  return tx.mirrorSetting.findUniqueOrThrow({ where: { one: true }, select: { scope: true, changedByName: true, changedAt: true } });
}

/** What is held, while it is anything at all; until the transaction ends a change of the setting waits, so that nothing is written behind a purge. */
export async function lockScope(tx: Db): Promise<MirrorScope> {
  const [row] = await tx.$queryRaw<{ scope: MirrorScope }[]>`SELECT "scope"::text AS "scope" FROM "mirror_setting" FOR SHARE`;
  return row?.scope ?? 'nothing';
}

export async function saveMirrorSetting(tx: Db, setting: { scope: MirrorScope; changedBy: string; changedByName: string }): Promise<void> {
  await tx.mirrorSetting.update({ where: { one: true }, data: { ...setting, changedAt: new Date() } });
}

/** Forgets everything that is held, at once: emptying a table takes no longer for a million rows. What rules want stays wanted. */
export async function emptyMirror(tx: Db): Promise<void> {
  await tx.$executeRaw`
    TRUNCATE "mirror_person", "mirror_phrase", "mirror_word", "mirror_feed", "mirror_group", "mirror_member", "mirror_app_role", "mirror_package", "mirror_package_role", "mirror_policy",
      "mirror_conflict", "mirror_assignment", "mirror_request"`;
}
