// Makes the databases that others begin from. An empty one takes PGlite seconds and its migrations as long again;
// unpacking one made here takes a fraction.
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { applyMigrations } from './migrate.mjs';
import { templateFile } from './postgres-template.mjs';
import { openScratchDatabase } from './schema-engine.mjs';

async function keep(db, kind) {
  // Nobody makes a second database in a PGlite, and what one is made from would be two thirds of all files.
  for (const name of ['template0', 'template1']) {
    await db.exec(`UPDATE pg_database SET datistemplate = false, datallowconn = false WHERE datname = '${name}'`);
    await db.exec(`DROP DATABASE IF EXISTS ${name}`);
  }
  // Or whoever begins from it has to go through the log of its making first.
  await db.exec('CHECKPOINT');
  const dump = await db.dumpDataDir('none');
  const file = templateFile(kind);
  const folder = path.dirname(file);
  await writeFile(`${file}.part`, Buffer.from(await dump.arrayBuffer()));
  const old = readdirSync(folder).filter((name) => name.startsWith(`database-${kind}-`) && name.endsWith('.tar'));
  await Promise.all(old.map((name) => rm(path.join(folder, name))));
  await rename(`${file}.part`, file);
}

await mkdir(path.dirname(templateFile('empty')), { recursive: true });
if (!existsSync(templateFile('empty'))) {
  const db = await PGlite.create();
  await keep(db, 'empty');
  await db.close();
}
const scratch = await openScratchDatabase();
await applyMigrations(scratch.url);
await keep(scratch.db, 'migrated');
await scratch.close();
