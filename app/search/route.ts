import { currentSession } from '@/lib/auth/guard';
import { searchEverything } from '@/lib/support/search-everything';

/** What the search of the top bar finds. For people with a role; an owner's portal has nothing to search. */
export async function GET(request: Request): Promise<Response> {
  const session = await currentSession();
  if (!session || session.roles.length === 0) return Response.json([], { status: session ? 403 : 401, headers: { 'cache-control': 'no-store' } });
  const text = (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, 100);
  return Response.json(text.length < 2 ? [] : await searchEverything(session, text), { headers: { 'cache-control': 'no-store' } });
}
