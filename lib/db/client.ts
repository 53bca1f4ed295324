import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { databaseUrl } from '@/lib/env';
import { AppError, isAppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { Prisma, PrismaClient } from './generated/client';
import { oneAtATime } from './one-at-a-time';

/** What a read or write inside a transaction takes; the client itself will do where there is none. */
export type Db = Prisma.TransactionClient;

const held = globalThis as { accessRolloutDb?: { client: PrismaClient; pool: Pool } };

function open(): { client: PrismaClient; pool: Pool } {
  // The embedded database serves one statement at a time; more connections would only queue there instead of here.
  const pool = new Pool({ connectionString: databaseUrl(), max: 10, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 60_000 });
  // Without a listener a database restart would end the process.
  pool.on('error', (error) => log('warn', 'database.connection-lost', { message: error.message }));
  pool.on('connect', oneAtATime);
  const client = new PrismaClient({ adapter: new PrismaPg(pool) });
  // Every statement, inside a transaction or not: the extension has all that the client has, and its type says less.
  const told = client.$extends({ query: { $allOperations: ({ args, query }) => query(args).catch((error: unknown) => { throw mapAway(error); }) } });
  return { pool, client: told as unknown as PrismaClient };
}

/** The codes of Prisma, PostgreSQL and the connection that say that the database is not there, or not now: https://www.prisma.io/docs/orm/reference/error-reference and https://www.postgresql.org/docs/current/errcodes-appendix.html */
const AWAY = /^(P1001|P1002|P1003|P1008|P1017|P2024|08[0-9A-Z]{3}|57P0[1-5]|53300|3D000|ECONNREFUSED|ECONNRESET|ENOENT|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;
/** What the pool says where there is no code. */
const AWAY_WORDS = /Connection terminated|timeout exceeded when trying to connect|Can't reach database server|Server has closed the connection/;

/** That the database cannot be reached, as an AppError; all other errors as they came. */
function mapAway(error: unknown): unknown {
  if (!(error instanceof Error) || isAppError(error)) return error;
  const codes = [error, error.cause].flatMap((each) => (each && typeof each === 'object' && 'code' in each && typeof each.code === 'string' ? [each.code] : []));
  return codes.some((code) => AWAY.test(code)) || AWAY_WORDS.test(error.message) ? new AppError('database', error.message, { cause: error }) : error;
}

/** The one client of this process: instrumentation, pages and routes are bundled apart and share it by the global. */
export function db(): PrismaClient {
  held.accessRolloutDb ??= open();
  return held.accessRolloutDb.client;
}

/** Ends all connections; for shutdown and tests. */
export async function closeDb(): Promise<void> {
  const open = held.accessRolloutDb;
  delete held.accessRolloutDb;
  if (!open) return;
  await open.client.$disconnect();
  if (!open.pool.ended) await open.pool.end();
}

/**
 * Runs `work` in one short transaction. No Graph call belongs in it: the embedded database has one connection, and
 * everybody waits for it.
 * @param most how long it may take, in milliseconds, before it is rolled back; more only where the rows of a large phase have to come into being at once.
 * @throws AppError `database` when the database cannot be reached; what `mapDbError` knows; else what `work` threw.
 */
export async function inTransaction<T>(work: (tx: Db) => Promise<T>, most = 10_000): Promise<T> {
  try {
    return await db().$transaction(work, { maxWait: 10_000, timeout: most });
  } catch (error) {
    throw mapDbError(error);
  }
}

/** Prisma's and PostgreSQL's errors that mean something to people, as AppErrors; all others as they came. */
function mapDbError(error: unknown): unknown {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return mapAway(error);
  switch (error.code) {
    case 'P2002':
      return new AppError('nameTaken', error.message, { cause: error });
    case 'P2025':
      return new AppError('notFound', error.message, { cause: error });
    default:
      return /phase_transition|may not go from/.test(error.message) ? new AppError('conflict', error.message, { cause: error }) : mapAway(error);
  }
}

/** Whether a raw statement failed because a row it writes is there already. */
export function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && /\b23505\b/.test(`${JSON.stringify(error.meta)} ${error.message}`);
}

/** The database's clock, which gates, leases and soak times go by. */
export async function databaseNow(tx: Db = db()): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
  if (!row) throw new AppError('database', 'the database told no time');
  return row.now;
}
