import { assertRole, sessionOf } from '@/lib/auth/guard';
import { isAppError } from '@/lib/errors';
import { readProgress, watchRun } from '@/lib/rollout/run-progress';

export const dynamic = 'force-dynamic';

const CHECK_EVERY_MS = 30_000;

/** The right to watch a run, asked at the start and again and again. */
async function mayWatch(request: Request): Promise<boolean> {
  const session = await sessionOf(request);
  if (!session) return false;
  assertRole(session, 'Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return true;
}

/** How a run goes on, as server-sent events: counts only, no names. Ends when the run settles or the session does. */
export async function GET(request: Request, { params }: { params: Promise<{ runId: string }> }): Promise<Response> {
  const { runId } = await params;
  try {
    if (!(await mayWatch(request))) return new Response(null, { status: 401 });
    await readProgress(runId);
  } catch (error) {
    if (isAppError(error, 'notFound') || isAppError(error, 'forbidden')) return new Response(null, { status: 404 });
    throw error;
  }

  const text = new TextEncoder();
  let finish = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let over = false;
      const say = (words: string) => {
        if (!over) controller.enqueue(text.encode(words));
      };
      finish = () => {
        if (over) return;
        over = true;
        clearInterval(checking);
        leave();
        controller.close();
      };
      const checking = setInterval(() => {
        mayWatch(request)
          .then((may) => (may ? say(': still here\n\n') : finish()))
          .catch(finish);
      }, CHECK_EVERY_MS);
      let leave = () => {};
      say('retry: 3000\n\n');
      leave = watchRun(runId, { tell: ({ id, progress }) => say(`id: ${id}\ndata: ${JSON.stringify(progress)}\n\n`), end: () => finish() }, request.headers.get('last-event-id'));
      request.signal.addEventListener('abort', finish);
    },
    cancel() {
      finish();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' } });
}
