import { z } from 'zod';
import { assertRole, currentSession } from '@/lib/auth/guard';
import { assertOwnOrigin } from '@/lib/auth/own-origin';
import { findListedPackages } from '@/lib/authoring/find-packages';
import { MOST_CHOSEN } from '@/lib/authoring/incompatibility-view';
import { readLines } from '@/lib/authoring/resource-list';
import { AppError, isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';

const Asked = z.object({ text: z.string().max(20_000) });

const STATUS: Record<string, number> = { signedOut: 401, forbidden: 403, foreignOrigin: 403, invalid: 400 };

/** The packages that a pasted list names, and its lines that name none for certain. Changes nothing. */
export async function POST(request: Request): Promise<Response> {
  try {
    assertOwnOrigin(request.headers);
    const session = await currentSession();
    if (!session) throw new AppError('signedOut', 'a list was asked about without a live session');
    assertRole(session, 'Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
    const asked = Asked.safeParse(await request.json().catch(() => null));
    if (!asked.success) throw new AppError('invalid', 'a list of nothing', { say: 'The list is too long, or empty. Paste names or ids, one a line.' });
    const lines = readLines(asked.data.text);
    if (lines.length > MOST_CHOSEN) throw new AppError('invalid', `${lines.length} packages at once`, { say: `A matrix takes ${MOST_CHOSEN} packages chosen one by one; these are ${lines.length}. Take some out, or choose their catalog.` });
    return Response.json(await findListedPackages(graphFor(session), lines), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!isAppError(error) || error.code === 'internal') throw error;
    const { code, sentence } = error;
    return Response.json({ code, message: sentence }, { status: STATUS[code] ?? 503, headers: { 'cache-control': 'no-store' } });
  }
}
