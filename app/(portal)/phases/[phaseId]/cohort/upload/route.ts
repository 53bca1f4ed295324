import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/action-result';
import { assertRole, currentSession } from '@/lib/auth/guard';
import { assertOwnOrigin } from '@/lib/auth/own-origin';
import { refreshSoon } from '@/lib/directory/keep-mirror';
import { AppError, isAppError } from '@/lib/errors';
import { importList } from '@/lib/rollout/import-list';
import type { Imported } from '@/lib/rollout/import-list';
import { readListFile } from '@/lib/rollout/list-file';

const STATUS: Record<string, number> = { signedOut: 401, forbidden: 403, foreignOrigin: 403, readOnly: 403, notFound: 404, conflict: 409, invalid: 400, throttled: 503, offline: 503 };

/**
 * Takes a list that is too large for an action, as the body of the request; its name comes in `x-file-name`. A route
 * handler has no check of its own, so it makes the same ones as an action before it reads a byte.
 */
export async function POST(request: Request, { params }: { params: Promise<{ phaseId: string }> }): Promise<Response> {
  try {
    assertOwnOrigin(request.headers);
    const session = await currentSession();
    if (!session) throw new AppError('signedOut', 'a list was sent without a live session');
    assertRole(session, 'Rollout.Admin');
    if (session.readOnly) throw new AppError('readOnly', 'the roles were checked over an hour ago');
    const { phaseId } = await params;
    const label = fileName(request.headers.get('x-file-name'));
    const imported = await importList(session, phaseId, { label, text: await readListFile(request.body) });
    await refreshSoon(session);
    revalidatePath(`/phases/${phaseId}`, 'layout');
    revalidatePath('/rollouts', 'layout');
    return answer({ ok: true, value: imported }, 200);
  } catch (error) {
    if (!isAppError(error) || error.code === 'internal') throw error;
    // A file has no field to say it at: what is wrong with the list is the message.
    return answer({ ok: false, code: error.code, message: error.details.fields?.list ?? error.sentence, ...(error.details.fields ? { fields: error.details.fields } : {}), ...(error.details.claims ? { claims: error.details.claims } : {}) }, STATUS[error.code] ?? 400);
  }
}

function answer(result: ActionResult<Imported>, status: number): Response {
  return Response.json(result, { status, headers: { 'cache-control': 'no-store' } });
}

function fileName(header: string | null): string {
  try {
    return decodeURIComponent(header ?? '').replace(/[\u0000-\u001f]/g, '').trim().slice(0, 120) || 'Uploaded list';
  } catch {
    return 'Uploaded list';
  }
}
