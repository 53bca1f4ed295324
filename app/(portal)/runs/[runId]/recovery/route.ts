import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { isAppError } from '@/lib/errors';
import { csvText } from '@/lib/rollout/csv-cell';
import { loadRecoveryPack } from '@/lib/rollout/recovery-pack';

/** The recovery pack of a run: `?as=script` for the PowerShell script, else the CSV. For admins and auditors. */
export async function GET(request: Request, { params }: { params: Promise<{ runId: string }> }): Promise<Response> {
  const session = await currentSession();
  if (!session) return new Response('Sign in first.', { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')) return new Response('Your role does not allow this.', { status: 403 });
  const asScript = new URL(request.url).searchParams.get('as') === 'script';
  try {
    const { run, csv, script } = await loadRecoveryPack((await params).runId, new Date());
    const name = `Recovery of ${run.rolloutName} ${run.phaseName} ${run.id.slice(0, 8)}`.replace(/[^\w -]/g, '').trim();
    return new Response(asScript ? `\uFEFF${script}` : csvText(csv), {
      headers: { 'content-type': `${asScript ? 'text/plain' : 'text/csv'}; charset=utf-8`, 'content-disposition': `attachment; filename="${name}.${asScript ? 'ps1' : 'csv'}"`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    });
  } catch (error) {
    if (isAppError(error, 'notFound')) return new Response(error.sentence, { status: 404 });
    throw error;
  }
}
