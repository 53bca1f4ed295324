import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { isAppError } from '@/lib/errors';
import { isOutcome } from '@/lib/rollout/compare-rehearsals';
import { csvText } from '@/lib/rollout/csv-cell';
import { loadAllLines } from '@/lib/rollout/rehearsal-view';
import { OUTCOME_TEXT } from '../../outcome-words';

/** A rehearsal as a file: every person and package with its outcome. For admins and auditors: helpdesk reads, and takes no list of people away. */
export async function GET(request: Request, { params }: { params: Promise<{ rehearsalId: string }> }): Promise<Response> {
  const session = await currentSession();
  if (!session) return new Response('Sign in first.', { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')) return new Response('Your role does not allow this.', { status: 403 });
  const query = new URL(request.url).searchParams;
  const outcome = query.get('outcome') ?? undefined;
  const text = query.get('q') ?? '';
  try {
    const { rehearsal, phase, lines } = await loadAllLines((await params).rehearsalId, { ...(isOutcome(outcome) ? { outcome } : {}), ...(text ? { text } : {}) });
    const rows = lines.flatMap((line) =>
      line.packages.map((each) => [line.name, line.userPrincipalName, line.department ?? '', each.packageName, OUTCOME_TEXT[each.outcome], each.reason, each.held]),
    );
    const name = `${phase.rolloutName} ${phase.name} rehearsal ${rehearsal.number}`.replace(/[^\w -]/g, '').trim();
    return new Response(csvText([['Person', 'User principal name', 'Department', 'Package', 'Outcome', 'Reason', 'Held before'], ...rows]), {
      headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name || 'rehearsal'}.csv"`, 'cache-control': 'no-store' },
    });
  } catch (error) {
    if (isAppError(error, 'notFound')) return new Response(error.sentence, { status: 404 });
    throw error;
  }
}
