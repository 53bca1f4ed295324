import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { unpackTemplate } from './postgres-template.mjs';

/** Every file of a folder with what it holds. */
async function filesOf(folder: string): Promise<[string, string][]> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const named = entries.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
  return Promise.all(named.map(async (name): Promise<[string, string]> => [name, (await readFile(path.join(folder, name))).toString('base64')]));
}

test('a database’s folder that was left half unpacked is unpacked again, and one that is whole is left as it is', async () => {
  const shelf = await mkdtemp(path.join(tmpdir(), 'access-rollout-template-'));
  const folder = path.join(shelf, 'postgres');
  try {
    unpackTemplate(folder, 'migrated');
    const whole = await filesOf(folder);
    expect(whole.map(([name]) => name)).toEqual(expect.arrayContaining(['PG_VERSION', 'postgresql.conf', path.join('global', 'pg_control')]));

    // The mark of a database comes last: without it nothing else counts.
    await rm(path.join(folder, 'PG_VERSION'));
    await rm(path.join(folder, 'global'), { recursive: true });
    unpackTemplate(folder, 'migrated');
    expect(await filesOf(folder)).toEqual(whole);

    await writeFile(path.join(folder, 'postgresql.conf'), 'changed since');
    unpackTemplate(folder, 'migrated');
    expect(await readFile(path.join(folder, 'postgresql.conf'), 'utf8')).toBe('changed since');
  } finally {
    await rm(shelf, { recursive: true, force: true });
  }
});
