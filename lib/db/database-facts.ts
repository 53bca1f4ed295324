import 'server-only';
import { db } from './client';

export type DatabaseFacts = {
  /** PostgreSQL's own words for its version, short. */
  version: string;
  /** PostgreSQL in WebAssembly in a process of our own, or a server. */
  embedded: boolean;
  sizeBytes: number;
  lastMigration: string | null;
  lastMigrationAt: string | null;
};

/** What Settings says of the database. */
export async function readDatabaseFacts(): Promise<DatabaseFacts> {
  const [about] = await db().$queryRaw<{ version: string; size: bigint }[]>`SELECT version() AS version, pg_database_size(current_database()) AS size`;
  const [migration] = await db().$queryRaw<{ migration_name: string; finished_at: Date | null }[]>`
    SELECT "migration_name", "finished_at" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL ORDER BY "finished_at" DESC, "migration_name" DESC LIMIT 1`;
  const version = about?.version ?? '';
  return {
    version: /^PostgreSQL [\d.]+/.exec(version)?.[0] ?? version,
    embedded: /emscripten|wasm/i.test(version),
    sizeBytes: Number(about?.size ?? 0n),
    lastMigration: migration?.migration_name ?? null,
    lastMigrationAt: migration?.finished_at?.toISOString() ?? null,
  };
}
