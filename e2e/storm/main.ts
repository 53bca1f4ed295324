// npm run storm: the storms of many seeds, one after another. Its last line is one JSON object.
import offerServer from '@/e2e/testing/shared-server';
import { endStorms, storm, stormGround } from './storm';

const DEFAULT_SEEDS = 200;

const only = process.env.SEED ? Number(process.env.SEED) : null;
const first = Number(process.env.FROM ?? 1);
const seeds = only === null ? Array.from({ length: Number(process.env.SEEDS ?? DEFAULT_SEEDS) }, (_, place) => first + place) : [only];

const closeServer = await offerServer();
const ground = await stormGround();
const failures: number[] = [];
const total = { items: 0, requests: 0, kills: 0 };
const begun = performance.now();
try {
  for (const seed of seeds) {
    const from = performance.now();
    try {
      const { people, items, kills, requests, broken, report, deeds } = await storm(seed, ground);
      total.items += items;
      total.requests += requests;
      total.kills += kills;
      console.log(`seed ${seed}: ${people} people, ${items} items, ${requests} requests, ${kills} kills, ${((performance.now() - from) / 1000).toFixed(1)} s: ${broken.length === 0 ? 'good' : `${broken.length} broken`}`);
      if (only !== null) for (const deed of deeds) console.log(`  ${deed}`);
      if (broken.length > 0) {
        failures.push(seed);
        console.log(report);
      }
    } catch (error) {
      failures.push(seed);
      console.log(`seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
} finally {
  await endStorms(ground);
  await closeServer();
}
console.log(JSON.stringify({ name: 'storm', seeds: seeds.length, failures: failures.length, failed: failures, ...total, seconds: Math.round((performance.now() - begun) / 1000) }));
process.exit(failures.length === 0 ? 0 : 1);
