import { z } from 'zod';
import { assertRole, currentSession } from '@/lib/auth/guard';
import { assertOwnOrigin } from '@/lib/auth/own-origin';
import { AppError, isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { countSample } from '@/lib/rollout/add-sample';
import type { SampleTable } from '@/lib/rollout/add-sample';
import { loadPhaseAddress } from '@/lib/rollout/cohort-view';
import { previewRule } from '@/lib/rollout/preview-rule';
import type { RulePreview } from '@/lib/rollout/preview-rule';
import { readSample } from '../../../sample-fields';

const Wanted = z.discriminatedUnion('what', [
  z.object({ what: z.literal('rule'), rule: z.string().max(20_000), asked: z.boolean() }),
  z.object({ what: z.literal('sample'), fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])) }),
]);

const STATUS: Record<string, number> = { signedOut: 401, forbidden: 403, foreignOrigin: 403, notFound: 404, invalid: 400, throttled: 503, offline: 503 };

/** How often what was counted so far is told, in milliseconds. */
const TELL_EVERY = 250;

/**
 * What a rule or a sample would bring to a cohort, before anything is added: one line of JSON after another, each in place
 * of the one before, the last with `done`. A reader who goes away ends the reading. Changes nothing.
 */
export async function POST(request: Request, { params }: { params: Promise<{ phaseId: string }> }): Promise<Response> {
  try {
    assertOwnOrigin(request.headers);
    const session = await currentSession();
    if (!session) throw new AppError('signedOut', 'a preview was asked for without a live session');
    assertRole(session, 'Rollout.Admin');
    const wanted = Wanted.safeParse(await request.json().catch(() => null));
    if (!wanted.success) throw new AppError('invalid', 'a preview of nothing');
    const { phaseId } = await params;
    const graph = graphFor(session);
    const previews: AsyncGenerator<RulePreview | SampleTable> = wanted.data.what === 'rule' ? previewRule(graph, phaseId, wanted.data.rule, wanted.data.asked) : countSample(graph, await loadPhaseAddress(phaseId), readSample(wanted.data.fields));
    // What is wrong shows before the first page, so it can still be the answer itself.
    const first = await previews.next();
    return new Response(linesOf(first, previews), { headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' } });
  } catch (error) {
    if (!isAppError(error) || error.code === 'internal') throw error;
    return Response.json(refusal(error), { status: STATUS[error.code] ?? 400, headers: { 'cache-control': 'no-store' } });
  }
}

function refusal(error: AppError): { ok: false; code: string; message: string; fields?: Record<string, string>; claims?: string } {
  return { ok: false, code: error.code, message: error.sentence, ...(error.details.fields ? { fields: error.details.fields } : {}), ...(error.details.claims ? { claims: error.details.claims } : {}) };
}

type Preview = RulePreview | SampleTable;

function linesOf(first: IteratorResult<Preview>, rest: AsyncGenerator<Preview>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const line = (value: unknown): Uint8Array => encoder.encode(`${JSON.stringify(value)}\n`);
  let next: IteratorResult<Preview> | null = first;
  return new ReadableStream({
    async pull(controller) {
      try {
        const until = Date.now() + TELL_EVERY;
        let last: Preview | null = null;
        do {
          const step: IteratorResult<Preview> = next ?? (await rest.next());
          next = null;
          if (step.done) {
            if (last) controller.enqueue(line(last));
            controller.close();
            return;
          }
          last = step.value;
        } while (Date.now() < until);
        controller.enqueue(line(last));
      } catch (error) {
        if (!isAppError(error)) {
          controller.error(error);
          return;
        }
        controller.enqueue(line(refusal(error)));
        controller.close();
      }
    },
    async cancel() {
      await rest.return(undefined);
    },
  });
}
