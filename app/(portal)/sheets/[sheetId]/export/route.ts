import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { loadSheetCells, loadSheetText } from '@/lib/authoring/sheet/sheet-view';
import { isAppError } from '@/lib/errors';
import { fileAnswer, sheetFile } from '../../sheet-file';

/** A sheet as a file: as it is now, or with `version` an import as it came. */
export async function GET(request: Request, { params }: { params: Promise<{ sheetId: string }> }): Promise<Response> {
  const session = await currentSession();
  if (!session) return new Response('Sign in first.', { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk')) return new Response('Your role does not allow this.', { status: 403 });
  const { sheetId } = await params;
  const version = Number.parseInt(new URL(request.url).searchParams.get('version') ?? '', 10);
  try {
    if (version > 0) {
      const { sheet, origin, text } = await loadSheetText(sheetId, version);
      return fileAnswer(text, `${sheet.name} version ${version}`, origin === 'json' ? 'json' : 'csv');
    }
    const { sheet, cells } = await loadSheetCells(sheetId);
    return sheetFile(request, sheet.name, cells);
  } catch (error) {
    if (isAppError(error, 'notFound')) return new Response(error.sentence, { status: 404 });
    throw error;
  }
}
