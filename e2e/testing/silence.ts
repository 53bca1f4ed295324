import type { SignerPart } from '@/lib/rollout/sign-off';
import { ask } from './ask-database';

/**
 * Lets as much time pass for the open questions of a rollout as it takes until one of those asked after the owner has had
 * their turn for a minute, by the database's clock. So many days would be another part's turn on another day of the week.
 */
export async function silentUntil(part: SignerPart, databaseUrl: string, rolloutId: string): Promise<void> {
  const moved = await ask(
    databaseUrl,
    `WITH "silence" AS (
       SELECT s."id", make_interval(secs => extract(epoch FROM g."from_at" - now()) + 60) AS "span"
       FROM "sign_off" s JOIN "phase" p ON p."id" = s."phase_id" JOIN "sign_off_signer" g ON g."sign_off_id" = s."id"
       WHERE p."rollout_id" = $1 AND s."state" = 'open' AND g."part" = $2
     ), "asked" AS (
       UPDATE "sign_off_signer" g SET "from_at" = g."from_at" - "span" FROM "silence" WHERE g."sign_off_id" = "silence"."id"
     )
     UPDATE "sign_off" s SET "asked_at" = s."asked_at" - "span", "remind_at" = s."remind_at" - "span", "due_at" = s."due_at" - "span"
     FROM "silence" WHERE s."id" = "silence"."id" RETURNING s."id"`,
    [rolloutId, part],
  );
  if (moved.length === 0) throw new Error(`no open question of rollout ${rolloutId} is passed on to the ${part}`);
}
