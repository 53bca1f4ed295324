// Preloaded into the product's processes by a bench: keeps the longest pause of the event loop and writes it where the
// bench looks, once a second. Nothing of the product knows of it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const folder = process.env.LOOP_DELAY_DIR;
if (folder && process.argv.some((argument) => argument.endsWith('next/dist/bin/next'))) {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  // What starting costs is not what a visitor waits for.
  const settle = setTimeout(() => delay.reset(), 8_000);
  const tell = setInterval(() => writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify({ maxMs: delay.max / 1e6 })), 1_000);
  settle.unref();
  tell.unref();
}
