// npm run backup -- FILE: the whole installation in one file, which npm run restore -- FILE puts back, here or elsewhere.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { dataFolder } from './data-folder.mjs';
import { Refusal, runScript } from './refusal.mjs';
import { ensurePackages } from './setup.mjs';

await runScript(async () => {
  const target = process.argv[2];
  if (!target) throw new Refusal('Say where to: npm run backup -- FILE');
  const file = path.resolve(process.env.INIT_CWD ?? process.cwd(), target);
  if (existsSync(file)) throw new Refusal(`${file} is there already; name another file.`);
  await ensurePackages();
  const { FILES_BESIDE, readEnvironment, withDatabase } = await import('./moving.mjs');
  const { writeArchive } = await import('./archive.mjs');
  const env = readEnvironment();
  if (!env.DATABASE_URL && !existsSync(path.join(dataFolder(env), 'postgres'))) throw new Refusal(`There is no database in ${dataFolder(env)} yet; npm start makes it.`);

  const rows = await withDatabase(env, async (url, folder) => {
    const beside = folder ? FILES_BESIDE.filter((name) => existsSync(path.join(folder, name))) : [];
    return writeArchive(url, file, Object.fromEntries(beside.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')])));
  });
  console.log(`Wrote ${rows} rows to ${file}. Keep it as safe as the database: it holds people's names${env.DATABASE_URL ? '' : ' and the session key'}.`);
});
