import type { Metadata } from 'next';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadSheet } from '@/lib/authoring/sheet/sheet-view';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { ColumnGuide } from '../../column-guide';
import { ImportForm } from '../../import-form';
import { packagesWords, SHEET_CRUMBS } from '../../sheet-words';

export const metadata: Metadata = { title: 'Bring in a policy sheet anew' };

async function ImportPage({ params }: { params: Promise<{ sheetId: string }> }) {
  await requireRole('Rollout.Admin');
  const { sheetId } = await params;
  const { sheet, total } = await readPage(loadSheet(sheetId, '', { skip: 0, take: 1 }));
  return (
    <>
      <PageHead crumbs={[...SHEET_CRUMBS, { label: sheet.name, href: `/sheets/${sheet.id}` }]} title="Bring in anew" state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: `it stands in place of version ${sheet.version} with ${packagesWords(total)}` }]} />
      <ImportForm sheet={{ id: sheet.id, name: sheet.name, version: sheet.version, packages: total }} />
      <ColumnGuide />
    </>
  );
}

export default shown(ImportPage);
