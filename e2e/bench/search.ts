// npm run bench -- search [postgresql] [people]: 20 people search a mirror of a million, each every half second.
// Last line: one JSON object.
import { closeDb, db } from '@/lib/db/client';
import { PEOPLE_A_STATEMENT, writeNewPeople } from '@/lib/db/mirror-people';
import type { MirrorPerson } from '@/lib/directory/mirror';
import { searchPeople } from '@/lib/directory/search-people';
import { openBenchDatabase } from './bench-database';
import { crowd, seededRandom } from './crowd';

const SEARCHERS = 20;
const EVERY_MS = 500;
const ROUNDS = 40;
const SAMPLE_EVERY = 997;
const server = process.argv.includes('postgresql');
const people = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 1_000_000);

/** What people type: mostly the beginning of a word, and now and then what nobody is called. */
function aTerm(random: () => number, sample: MirrorPerson[]): string {
  const person = sample[Math.floor(random() * sample.length)];
  if (!person) throw new Error('nobody to search for');
  const words = person.name.split(' ');
  const word = words[Math.floor(random() * words.length)] ?? '';
  const start = (of: string) => of.slice(0, 2 + Math.floor(random() * 4));
  const kind = random();
  if (kind < 0.4) return start(word);
  if (kind < 0.6) return random() < 0.5 ? `${start(words[0] ?? '')} ${start(words.at(-1) ?? '')}` : `${words.at(-1)} ${start(words[0] ?? '')}`;
  if (kind < 0.8) return word.slice(1, 4 + Math.floor(random() * 3)).padEnd(3, 'a');
  if (kind < 0.9) return random() < 0.5 ? person.userPrincipalName : (person.employeeId ?? '');
  return `qx${start(word)}zq`;
}

const database = await openBenchDatabase(server);
try {
  process.env.DATABASE_URL = database.url;
  const sample: MirrorPerson[] = [];
  const from = performance.now();
  let written = 0;
  await db().mirrorSetting.update({ where: { one: true }, data: { scope: 'wholeTenant' } });
  for (const slice of crowd(1, people, PEOPLE_A_STATEMENT)) {
    await writeNewPeople(slice, 1, 'wholeTenant');
    sample.push(...slice.filter((_, index) => (written + index) % SAMPLE_EVERY === 0));
    written += slice.length;
    if (written % 100_000 === 0) console.log(`${written} people after ${((performance.now() - from) / 1000).toFixed(0)} s`);
  }
  // A server's autovacuum gets to it within minutes; the embedded database counts its tables itself.
  if (server) await db().$executeRawUnsafe('VACUUM ANALYZE "mirror_phrase", "mirror_word", "mirror_person"');

  const times: { term: string; ms: number; found: number }[] = [];
  await Promise.all(
    Array.from({ length: SEARCHERS }, async (_, searcher) => {
      const random = seededRandom(1000 + searcher);
      await new Promise((resolve) => setTimeout(resolve, (searcher * EVERY_MS) / SEARCHERS));
      for (let round = 0; round < ROUNDS; round += 1) {
        const term = aTerm(random, sample);
        const begun = performance.now();
        const { total } = await searchPeople(term, 25);
        const ms = performance.now() - begun;
        times.push({ term, ms, found: total });
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, EVERY_MS - ms)));
      }
    }),
  );
  times.sort((a, b) => a.ms - b.ms);
  for (const { term, ms, found } of times.slice(-15)) console.log(`${ms.toFixed(0)} ms “${term}” found ${found}`);
  const at = (share: number) => Number((times[Math.floor(times.length * share)]?.ms ?? 0).toFixed(1));
  console.log(JSON.stringify({ name: 'search', database: server ? 'postgresql' : 'pglite', people, p50: at(0.5), p95: at(0.95), worstTerm: times.at(-1)?.term }));
} finally {
  await closeDb();
  await database.close();
}
