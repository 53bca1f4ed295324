import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { databaseUrl } from '@/lib/env';
import { AppError } from '@/lib/errors';
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
  return { pool, client: new PrismaClient({ adapter: new PrismaPg(pool) }) };
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
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return error;
  switch (error.code) {
    case 'P1001':
    case 'P1008':
    case 'P1017':
    case 'P2024':
      return new AppError('database', error.message, { cause: error });
    case 'P2002':
      return new AppError('nameTaken', error.message, { cause: error });
    case 'P2025':
      return new AppError('notFound', error.message, { cause: error });
    default:
      return /phase_transition|may not go from/.test(error.message) ? new AppError('conflict', error.message, { cause: error }) : error;
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
