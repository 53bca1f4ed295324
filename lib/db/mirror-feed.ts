import 'server-only';
import type { MirrorFeed } from '@/lib/directory/mirror';
import { db } from './client';
import type { Db } from './client';

const PEOPLE = 'people';
const NOTHING: MirrorFeed = { round: 0, roundFrom: null, nextLink: null, deltaLink: null, loaded: 0, expected: null, asOf: null };

/** How far the people of the tenant have been read. */
export async function readPeopleFeed(tx: Db = db()): Promise<MirrorFeed> {
  return (await tx.mirrorFeed.findUnique({ where: { kind: PEOPLE }, omit: { kind: true } })) ?? NOTHING;
}

/** Begins a whole load; what is held serves on until it is through. */
export async function beginRound(expected: number | null): Promise<MirrorFeed> {
  await db().$executeRaw`
    INSERT INTO "mirror_feed" ("kind", "round", "round_from", "expected") VALUES (${PEOPLE}, 1, now(), ${expected})
    ON CONFLICT ("kind") DO UPDATE SET "round" = "mirror_feed"."round" + 1, "round_from" = now(), "next_link" = NULL, "delta_link" = NULL, "loaded" = 0, "expected" = excluded."expected"`;
  return readPeopleFeed();
}

/** Where the reading goes on after a page; in the transaction of the page's last rows. */
export async function savePage(tx: Db, page: { nextLink: string; rows: number }): Promise<void> {
  await tx.$executeRaw`UPDATE "mirror_feed" SET "next_link" = ${page.nextLink}, "loaded" = "loaded" + ${page.rows} WHERE "kind" = ${PEOPLE}`;
}

/** The tenant as of `asOf` is held; the next reading begins at `deltaLink`. */
export async function endReading(tx: Db, page: { deltaLink: string; rows: number; asOf: Date }): Promise<void> {
  await tx.$executeRaw`
    UPDATE "mirror_feed" SET "next_link" = NULL, "round_from" = NULL, "delta_link" = ${page.deltaLink}, "as_of" = ${page.asOf}, "loaded" = "loaded" + ${page.rows} WHERE "kind" = ${PEOPLE}`;
}

export type MirrorSetting = { wholeTenant: boolean; changedByName: string | null; changedAt: Date | null };

/** Whether the whole directory is held; it is not until an admin says so. */
export async function readMirrorSetting(tx: Db = db()): Promise<MirrorSetting> {
  const row = await tx.mirrorSetting.findUnique({ where: { one: true } });
  return row ? { wholeTenant: row.wholeTenant, changedByName: row.changedByName, changedAt: row.changedAt } : { wholeTenant: false, changedByName: null, changedAt: null };
}

/** True while the directory is held; until the transaction ends a purge waits, so that nothing is written behind one. */
export async function isHeld(tx: Db): Promise<boolean> {
  return (await tx.$queryRaw<unknown[]>`SELECT 1 FROM "mirror_setting" WHERE "whole_tenant" FOR SHARE`).length > 0;
}

export async function saveMirrorSetting(tx: Db, setting: { wholeTenant: boolean; changedBy: string; changedByName: string }): Promise<void> {
  await tx.mirrorSetting.upsert({ where: { one: true }, create: setting, update: { ...setting, changedAt: new Date() } });
}

/** Forgets everything that is held, at once: emptying a table takes no longer for a million rows. */
export async function emptyMirror(tx: Db): Promise<void> {
  await tx.$executeRaw`TRUNCATE "mirror_person", "mirror_phrase", "mirror_word", "mirror_feed"`;
}
