// The database process: PGlite in DATA_DIR/postgres behind a Unix socket that is also the lock on the folder.
// It has a process of its own because PGlite computes on the thread it is opened on.
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { PGLiteSocketHandler } from '@electric-sql/pglite-socket';
import { dataFolder, makeDataFolder, takeSocket } from './data-folder.mjs';
import { findTemplate, unpackTemplate } from './postgres-template.mjs';
import { Refusal } from './refusal.mjs';
import { StatementQueue } from './statement-queue.mjs';
import { keepStatistics } from './statistics-keeper.mjs';

const COPIES_KEPT = 3;

/**
 * Opens a PGlite for several connections.
 * @param {string | undefined} folder where it keeps its files; without one it lives in memory
 * @param {import('node:net').Server} server already listening, or about to: connections wait until the database is open
 * @param {'empty' | 'migrated'} [begin] what a new one begins as, where set-up has prepared it
 */
export async function serveDatabase(folder, server, begin = 'migrated') {
  const early = [];
  const hold = (socket) => {
    socket.on('error', () => {});
    early.push(socket);
  };
  server.on('connection', hold);

  if (folder) unpackTemplate(folder, begin);
  const db = await PGlite.create({ dataDir: folder, loadDataDir: folder ? undefined : await findTemplate(begin), extensions: { pg_trgm, unaccent } });
  const queue = new StatementQueue(db);
  const endStatistics = keepStatistics(queue);
  const handlers = new Set();
  const serve = (socket) => {
    if (socket.destroyed) return;
    const handler = new PGLiteSocketHandler({ queryQueue: queue, closeOnDetach: true });
    handlers.add(handler);
    handler.addEventListener('close', () => handlers.delete(handler));
    handler.addEventListener('error', () => handlers.delete(handler));
    void handler.attach(socket);
  };
  server.off('connection', hold);
  server.on('connection', serve);
  early.forEach(serve);

  return {
    db,
    connections: () => handlers.size,
    async close() {
      server.close();
      endStatistics();
      await Promise.all([...handlers].map((handler) => handler.detach(true)));
      await db.close();
    },
  };
}

/** Keeps a copy of the database's files beside it; the oldest beyond three go. Gives the folder of the copy. */
async function keepCopy(db, folder, reason) {
  const copies = path.join(folder, 'copies');
  await mkdir(copies, { recursive: true });
  const name = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${reason}`;
  await db.exec('CHECKPOINT');
  await db.runExclusive(() => cp(path.join(folder, 'postgres'), path.join(copies, name), { recursive: true }));
  const kept = (await readdir(copies)).sort();
  await Promise.all(kept.slice(0, -COPIES_KEPT).map((old) => rm(path.join(copies, old), { recursive: true })));
  return path.join(copies, name);
}

/** Once the parent is gone or says stop: what still works with the database gets a moment to let go of it. */
async function closeSoon(served, patience) {
  const until = Date.now() + patience;
  while (served.connections() > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  await served.close();
  process.exit(0);
}

async function main() {
  const folder = dataFolder();
  makeDataFolder(folder);
  const server = createServer();
  await takeSocket(folder, server);
  const served = await serveDatabase(path.join(folder, 'postgres'), server);

  let closing;
  const stop = (patience) => {
    closing ??= closeSoon(served, patience);
  };
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));
  // The parent was killed: the portal sees the same and stops by itself.
  process.on('disconnect', () => stop(3000));
  process.on('message', async (message) => {
    if (message.copy) process.send({ copied: await keepCopy(served.db, folder, message.copy) });
  });
  if (process.send) process.send({ ready: true });
  else console.log(`database ready in ${folder}`);
}

if (process.argv[1] === import.meta.filename) {
  main().catch((error) => {
    const refusal = error instanceof Refusal;
    if (process.send) process.send({ failed: refusal ? error.message : String(error.stack), refusal }, () => process.exit(1));
    else {
      console.error(refusal ? error.message : error);
      process.exit(1);
    }
  });
}
