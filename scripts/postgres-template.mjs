// Databases to begin from, so that neither a first start nor a test has to make one.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './data-folder.mjs';

/**
 * The file of a template. Its name says what it was made from, so one of other migrations is never taken for ours.
 * @param {'empty' | 'migrated'} kind
 */
export function templateFile(kind) {
  const hash = createHash('sha256').update(readFileSync(path.join(root, 'node_modules/@electric-sql/pglite/package.json')));
  const migrations = path.join(root, 'prisma', 'migrations');
  const scripts = kind === 'migrated' ? readdirSync(migrations, { recursive: true }).filter((name) => name.endsWith('.sql')).sort() : [];
  for (const name of scripts) hash.update(`${name}\0`).update(readFileSync(path.join(migrations, name)));
  return path.join(root, '.build', `database-${kind}-${hash.digest('hex').slice(0, 16)}.tar`);
}

/**
 * What a database begins from that holds nothing yet; undefined where it does, or where there is no template.
 * @param {string | undefined} dataDir where its files are, or will be; undefined for one in memory
 * @param {'empty' | 'migrated'} kind
 */
export async function findTemplate(dataDir, kind) {
  if (dataDir && existsSync(path.join(dataDir, 'PG_VERSION'))) return undefined;
  const file = templateFile(kind);
  return existsSync(file) ? new Blob([await readFile(file)], { type: 'application/x-tar' }) : undefined;
}
