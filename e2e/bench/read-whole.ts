import { db } from '@/lib/db/client';

type State = { idle: boolean; later: boolean; lastError: string | null; asOf: Date | null };

/** Seldom enough, and in one statement, that looking on is no part of what is measured. */
const LOOK_EVERY_MS = 500;

/** The database's own clock. */
export async function clock(): Promise<Date> {
  const [moment] = await db().$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return moment?.now ?? new Date();
}

/** Until a reading of the directory that was asked for after `since` is through, with everything. */
export async function readWhole(since: Date): Promise<void> {
  for (;;) {
    const [state] = await db().$queryRaw<State[]>`
      SELECT j."lease_holder" IS NULL AS "idle", j."not_before" > now() AS "later", j."last_error" AS "lastError",
        (SELECT f."as_of" FROM "mirror_feed" f, "mirror_setting" s WHERE f."kind" = CASE s."scope" WHEN 'wholeTenant' THEN 'people' ELSE 'peopleInScope' END) AS "asOf"
      FROM "job" j WHERE j."kind" = 'mirror' AND j."state" = 'waiting'`;
    if (!state) throw new Error('the reading waits for somebody');
    if (state.idle && state.lastError) throw new Error(`the reading stopped: ${state.lastError}`);
    if (state.idle && state.later && state.asOf && state.asOf > since) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
