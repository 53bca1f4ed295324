import { z } from 'zod';
import { assertRole, currentSession } from '@/lib/auth/guard';
import { assertOwnOrigin } from '@/lib/auth/own-origin';
import { judgeList } from '@/lib/authoring/read-readiness';
import { AppError, isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { isId } from '../../search-params';

const Asked = z.object({ text: z.string().max(100_000) });

/** For a catalog that is only drafted. */
const DRAFTED = 'drafted';

const STATUS: Record<string, number> = { signedOut: 401, forbidden: 403, foreignOrigin: 403, notFound: 404, invalid: 400 };

/** What a pasted list could bring into a catalog, each with its verdict, and its lines that name nothing certain. Changes nothing. */
export async function POST(request: Request, { params }: { params: Promise<{ catalogId: string }> }): Promise<Response> {
  try {
    assertOwnOrigin(request.headers);
    const session = await currentSession();
    if (!session) throw new AppError('signedOut', 'a list was asked about without a live session');
    assertRole(session, 'Rollout.Admin');
    const { catalogId } = await params;
    const asked = Asked.safeParse(await request.json().catch(() => null));
    if (!(isId(catalogId) || catalogId === DRAFTED) || !asked.success) throw new AppError('invalid', 'a list of nothing');
    return Response.json(await judgeList(graphFor(session), session.personId, catalogId === DRAFTED ? null : catalogId, asked.data.text), { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!isAppError(error) || error.code === 'internal') throw error;
    const { code, sentence, details } = error;
    return Response.json({ code, message: sentence, ...(details.retryAfter === undefined ? {} : { retryAfter: details.retryAfter }), ...(details.claims ? { claims: details.claims } : {}) }, { status: STATUS[code] ?? 503, headers: { 'cache-control': 'no-store' } });
  }
}
