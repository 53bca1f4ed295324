// Databases to begin from, so that neither a first start nor a test has to make one.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './data-folder.mjs';

/**
 * The file of a template. Its name says what it was made from, so one of other migrations is never taken for ours.
 * @param {'empty' | 'migrated'} kind
 */
export function templateFile(kind) {
  const hash = createHash('sha256');
  for (const name of ['node_modules/@electric-sql/pglite/package.json', 'scripts/make-templates.mjs']) hash.update(readFileSync(path.join(root, name)));
  const migrations = path.join(root, 'prisma', 'migrations');
  const scripts = kind === 'migrated' ? readdirSync(migrations, { recursive: true }).filter((name) => name.endsWith('.sql')).sort() : [];
  for (const name of scripts) hash.update(`${name}\0`).update(readFileSync(path.join(migrations, name)));
  return path.join(root, '.build', `database-${kind}-${hash.digest('hex').slice(0, 16)}.tar`);
}

/**
 * What a database in memory begins from; undefined where there is no template.
 * @param {'empty' | 'migrated'} kind
 */
export async function findTemplate(kind) {
  const file = templateFile(kind);
  return existsSync(file) ? new Blob([await readFile(file)], { type: 'application/x-tar' }) : undefined;
}

/** What tells a database's folder from any other. */
const MARK = 'PG_VERSION';
const BLOCK = 512;

/**
 * Unpacks the template into a folder that holds no database yet, where there is one. PGlite could do it itself, through
 * a file system of its own that takes ten times as long.
 * @param {string} folder
 * @param {'empty' | 'migrated'} kind
 */
export function unpackTemplate(folder, kind) {
  const file = templateFile(kind);
  if (existsSync(path.join(folder, MARK)) || !existsSync(file)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let mark;
  for (const { name, folder: isFolder, content } of entriesOf(readFileSync(file))) {
    const place = path.join(folder, name);
    if (isFolder) mkdirSync(place, { recursive: true, mode: 0o700 });
    else if (name === MARK) mark = content;
    else {
      mkdirSync(path.dirname(place), { recursive: true, mode: 0o700 });
      writeFileSync(place, content, { mode: 0o600 });
    }
  }
  // Last, so that a folder that was left half unpacked is unpacked again.
  writeFileSync(path.join(folder, MARK), mark, { mode: 0o600 });
}

/** The files and folders of an archive as PGlite writes it: plain tar, no name longer than its header holds. */
function* entriesOf(tar) {
  const text = (from, length) => tar.toString('latin1', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const from = at + BLOCK;
    yield { name: path.posix.join('.', text(at, 100)), folder: text(at + 156, 1) === '5', content: tar.subarray(from, from + size) };
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
}
