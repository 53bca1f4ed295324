import 'server-only';
import { createHash } from 'node:crypto';
import { findHold } from '@/lib/db/run-control';
import { countItems } from '@/lib/db/run-items';
import { policyStates } from '@/lib/db/run-policies';
import { findJobOfRun, getRun } from '@/lib/db/runs';
import { log, messageOf } from '@/lib/log';
import { loadPace } from './load-pace';
import type { RunProgress } from './run';
import { countPolicies } from './run-policy';

/** What a viewer is told: the id says where they were, so that a stream taken up again repeats nothing. */
export type ProgressEvent = { id: string; progress: RunProgress };

export type Viewer = { tell: (event: ProgressEvent) => void; end: () => void };

const READ_EVERY_MS = 1_000;

/** How a run stands now. @throws AppError `notFound` */
export async function readProgress(runId: string): Promise<RunProgress> {
  const run = await getRun(runId);
  const [job, counts, policies, held] = await Promise.all([findJobOfRun(run.id), countItems(run.id), policyStates(run.id), findHold(run.id)]);
  const pace = run.state === 'running' && !held && counts.queued + counts.sending > 0 ? await loadPace(run.phaseId) : null;
  return { runState: run.state, phaseState: run.phaseState, jobState: job?.state ?? null, counts, policies: countPolicies(policies), pace, hold: held?.hold ?? null };
}

function eventOf(progress: RunProgress): ProgressEvent {
  return { id: createHash('sha256').update(JSON.stringify(progress)).digest('hex').slice(0, 16), progress };
}

/** The one reader of a run in this process, however many watch it: it reads once a second and tells only what changed. */
class ProgressReader {
  private readonly viewers = new Set<Viewer>();
  private last: ProgressEvent | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly runId: string, private readonly onIdle: () => void) {}

  /** `seen` is the id of the last event the viewer had. Gives the way to leave. */
  join(viewer: Viewer, seen: string | null): () => void {
    this.viewers.add(viewer);
    if (this.last && this.last.id !== seen) viewer.tell(this.last);
    if (!this.timer) this.readAgain(0, seen);
    return () => this.leave(viewer);
  }

  /** Ends every stream. */
  close(): void {
    for (const viewer of [...this.viewers]) {
      this.leave(viewer);
      viewer.end();
    }
  }

  private leave(viewer: Viewer): void {
    this.viewers.delete(viewer);
    if (this.viewers.size > 0) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.onIdle();
  }

  private readAgain(ms: number, seen: string | null): void {
    this.timer = setTimeout(() => {
      this.read(seen).catch((error: unknown) => {
        log('warn', 'run.progress', { runId: this.runId, message: messageOf(error) });
        this.close();
      });
    }, ms);
    this.timer.unref();
  }

  private async read(seen: string | null): Promise<void> {
    const event = eventOf(await readProgress(this.runId));
    if (event.id !== (this.last?.id ?? seen)) for (const viewer of this.viewers) viewer.tell(event);
    this.last = event;
    // A run that is over tells nothing more: whoever watches has heard how it ended.
    if (event.progress.runState !== 'running') this.close();
    else if (this.viewers.size > 0) this.readAgain(READ_EVERY_MS, seen);
  }
}

const held = globalThis as { accessRolloutReaders?: Map<string, ProgressReader> };

function readers(): Map<string, ProgressReader> {
  held.accessRolloutReaders ??= new Map<string, ProgressReader>();
  return held.accessRolloutReaders;
}

/** Watches a run until the returned function is called, the run settles, or the portal stops. */
export function watchRun(runId: string, viewer: Viewer, seen: string | null): () => void {
  const known = readers().get(runId);
  if (known) return known.join(viewer, seen);
  const reader = new ProgressReader(runId, () => {
    if (readers().get(runId) === reader) readers().delete(runId);
  });
  readers().set(runId, reader);
  return reader.join(viewer, seen);
}

/** Ends every stream of this process, for a clean stop. */
export function closeProgressStreams(): void {
  for (const reader of [...readers().values()]) reader.close();
}
