// npm run bench -- start: seconds from `npm start` to the first page served, at the second start after a clean stop.
// Last line: one JSON object.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aFreePort } from '../testing/free-port';
import { startProduct } from '../testing/product';

const dataDir = await mkdtemp(path.join(tmpdir(), 'access-rollout-bench-'));
const env = { PORT: String(await aFreePort()), EMULATOR_PORT: String(await aFreePort()), RECORD_TRAFFIC: '' };
try {
  await (await startProduct({ env, dataDir })).stop();

  const from = performance.now();
  const page = firstPage(`http://localhost:${env.PORT}/sign-in`);
  const product = await startProduct({ env, dataDir });
  await page;
  const seconds = Number(((performance.now() - from) / 1000).toFixed(2));
  await product.stop();
  console.log(JSON.stringify({ name: 'start', seconds }));
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

async function firstPage(address: string): Promise<void> {
  for (;;) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return void (await answer.text());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
