// An empty PostgreSQL to begin from. Making one takes PGlite seconds; unpacking one made at set-up takes a fraction.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { root } from './data-folder.mjs';

const templateFile = path.join(root, '.build', 'postgres-template.tar');

/** The template for a folder that holds no database yet; undefined where there is one, or no template. */
export async function findTemplate(folder) {
  if ((folder && existsSync(path.join(folder, 'PG_VERSION'))) || !existsSync(templateFile)) return undefined;
  return new Blob([await readFile(templateFile)], { type: 'application/x-tar' });
}

async function makeTemplate() {
  const db = await PGlite.create();
  const dump = await db.dumpDataDir('none');
  await db.close();
  await mkdir(path.dirname(templateFile), { recursive: true });
  await writeFile(`${templateFile}.part`, Buffer.from(await dump.arrayBuffer()));
  await rename(`${templateFile}.part`, templateFile);
}

if (process.argv[1] === import.meta.filename) await makeTemplate();
