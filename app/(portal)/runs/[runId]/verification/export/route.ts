import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { isAppError } from '@/lib/errors';
import { csvStream } from '@/lib/rollout/csv-cell';
import { VERDICTS, VERDICT_WORDS } from '@/lib/rollout/verdict';
import { eachShownException, loadVerificationTitle } from '@/lib/rollout/verification-view';

/** What the last reading found otherwise than as signed, as a file sent slice by slice. For admins and auditors: helpdesk reads, and takes no list of people away. */
export async function GET(request: Request, { params }: { params: Promise<{ runId: string }> }): Promise<Response> {
  const session = await currentSession();
  if (!session) return new Response('Sign in first.', { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')) return new Response('Your role does not allow this.', { status: 403 });
  const query = new URL(request.url).searchParams;
  const verdict = VERDICTS.find((known) => known === query.get('verdict'));
  const text = query.get('q') ?? '';
  const { runId } = await params;
  try {
    const { run, summary } = await loadVerificationTitle(runId);
    const name = `${run.rolloutName} ${run.phaseName} verification ${summary?.reading ?? 0}`.replace(/[^\w -]/g, '').trim();
    return new Response(csvStream(rowsOf(run.id, { ...(verdict ? { verdict } : {}), ...(text ? { text } : {}) }, summary?.hash ?? '')), {
      headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name || 'verification'}.csv"`, 'cache-control': 'no-store' },
    });
  } catch (error) {
    if (isAppError(error, 'notFound')) return new Response(error.sentence, { status: 404 });
    throw error;
  }
}

async function* rowsOf(runId: string, filter: Parameters<typeof eachShownException>[1], hash: string): AsyncGenerator<string[][]> {
  yield [['Person', 'User principal name', 'Package', 'Verdict', 'What was found', 'Detail', 'What mends it', 'Who may', 'Described at', 'Since', 'Hash of what was compared']];
  for await (const exceptions of eachShownException(runId, filter)) {
    yield exceptions.map((each) => [each.personName, each.userPrincipalName ?? '', each.packageName, VERDICT_WORDS[each.verdict].word, each.says, each.detail, each.fix ?? '', each.who ?? '', each.doc ?? '', each.foundAt.toISOString(), hash]);
  }
}
