import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { DATA_SHEET } from '@/lib/directory/data-sheet';

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** The data sheet of the directory's copy as a file: each attribute, its purpose and how long it is kept. */
export async function GET(): Promise<Response> {
  const session = await currentSession();
  if (!session) return Response.json({ code: 'signedOut' }, { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor')) return Response.json({ code: 'forbidden' }, { status: 403 });
  const lines = [['Of', 'Attribute', 'Purpose', 'Kept'], ...DATA_SHEET.map(({ of, attribute, purpose, retention }) => [of, attribute, purpose, retention])];
  return new Response(`﻿${lines.map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n`, {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="directory-data-sheet.csv"', 'cache-control': 'no-store' },
  });
}
