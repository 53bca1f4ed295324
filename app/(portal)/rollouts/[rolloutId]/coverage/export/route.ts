import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { KIND_WORD } from '@/lib/directory/account-kind';
import { isAppError } from '@/lib/errors';
import { everyGap, everyTwicePlanned } from '@/lib/rollout/coverage-view';
import { csvStream } from '@/lib/rollout/csv-cell';
import { loadRolloutName } from '@/lib/rollout/rollout-view';
import { gapFilter } from '../gap-filter';

/** Who is in no phase, or in more than one, as a file sent slice by slice. For admins and auditors: helpdesk reads, and takes no list of people away. */
export async function GET(request: Request, { params }: { params: Promise<{ rolloutId: string }> }): Promise<Response> {
  const session = await currentSession();
  if (!session) return new Response('Sign in first.', { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')) return new Response('Your role does not allow this.', { status: 403 });
  const query = new URL(request.url).searchParams;
  const { rolloutId } = await params;
  try {
    const name = (await loadRolloutName(rolloutId)).replace(/[^\w -]/g, '').trim() || 'rollout';
    const overlap = query.get('what') === 'overlap';
    return new Response(overlap ? csvStream(overlapRows(rolloutId)) : csvStream(gapRows(rolloutId, query)), {
      headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name} ${overlap ? 'in several phases' : 'in no phase'}.csv"`, 'cache-control': 'no-store' },
    });
  } catch (error) {
    if (isAppError(error, 'notFound')) return new Response(error.sentence, { status: 404 });
    throw error;
  }
}

async function* gapRows(rolloutId: string, query: URLSearchParams): AsyncGenerator<string[][]> {
  yield [['Person', 'User principal name', 'Department', 'Country', 'Office', 'Left out as']];
  for await (const gaps of everyGap(rolloutId, gapFilter((name) => query.getAll(name)))) {
    yield gaps.map((gap) => [gap.name, gap.userPrincipalName, gap.department ?? '', gap.country ?? '', gap.office ?? '', gap.kind ? KIND_WORD[gap.kind] : '']);
  }
}

async function* overlapRows(rolloutId: string): AsyncGenerator<string[][]> {
  yield [['Person', 'User principal name', 'Department', 'Phases']];
  for await (const people of everyTwicePlanned(rolloutId)) yield people.map((person) => [person.name, person.userPrincipalName, person.department ?? '', person.phases]);
}
