// The embedded database has no autovacuum, so nobody would count its rows: without statistics the planner takes every table
// for a small one, and sorts a hundred thousand rows to give the first four thousand of an index.

/** A table is counted again once so many rows, and this share of them, have changed. */
const MOST_CHANGED = 500;
const SHARE_CHANGED = 0.2;

/** As PostgreSQL's own default of 100 a look would take 30,000 rows of a table, and everybody would wait for seconds. */
const TARGET = 10;

const LOOK_EVERY_MS = 2000;

/**
 * Keeps the statistics of tables that change, one table in a turn, between what others ask.
 * @param {import('./statement-queue.mjs').StatementQueue} queue
 * @returns {() => void} ends it
 */
export function keepStatistics(queue) {
  let looking = false;
  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    try {
      await queue.between(countNext);
    } catch {
      // The database is closing, or a table went away meanwhile: the next look finds what is left.
    } finally {
      looking = false;
    }
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** @param {import('@electric-sql/pglite').PGlite} db */
async function countNext(db) {
  const { rows } = await db.query(
    `SELECT quote_ident(schemaname) || '.' || quote_ident(relname) AS name FROM pg_stat_user_tables
     WHERE n_mod_since_analyze > $1 + n_live_tup * $2::float8 ORDER BY n_mod_since_analyze DESC LIMIT 1`,
    [MOST_CHANGED, SHARE_CHANGED],
  );
  if (rows.length > 0) await db.exec(`SET default_statistics_target = ${TARGET}; ANALYZE ${rows[0].name}`);
}
