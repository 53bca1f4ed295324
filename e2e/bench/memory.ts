import { readFile } from 'node:fs/promises';

/** The largest resident memory of this process and the embedded database's together, in megabytes. */
export function watchMemory(pid: number | null): { most: () => number; end: () => void } {
  let most = 0;
  const ofProcess = async (id: number | null) => (id === null ? 0 : Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${id}/status`, 'utf8').catch(() => ''))?.[1] ?? 0) / 1024);
  const look = async () => {
    const [portal, database] = await Promise.all([ofProcess(process.pid), ofProcess(pid)]);
    most = Math.max(most, portal + database);
  };
  const timer = setInterval(() => void look().catch(() => undefined), 100);
  return { most: () => most, end: () => clearInterval(timer) };
}
