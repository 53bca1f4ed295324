import type { Metadata } from 'next';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { emptyPackage, newPolicyCells } from '@/lib/authoring/sheet/columns';
import { loadSheetTitle } from '@/lib/authoring/sheet/sheet-view';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';
import { SHEET_CRUMBS } from '../../../sheet-words';
import { RowForm } from '../row-form';

export const metadata: Metadata = { title: 'New row' };

async function NewRowPage({ params }: { params: Promise<{ sheetId: string }> }) {
  await requireRole('Rollout.Admin');
  const { sheetId } = await params;
  const sheet = await readPage(loadSheetTitle(sheetId));
  return (
    <>
      <PageHead crumbs={[...SHEET_CRUMBS, { label: sheet.name, href: `/sheets/${sheet.id}` }]} title="New row" state={[{ text: 'The tenant is not changed by what is saved here', icon: 'info' }]} />
      <RowForm sheetId={sheet.id} cells={{ ...emptyPackage(), policies: [{ ...newPolicyCells(), policy: 'Initial policy' }] }} row={null} nextId={null} />
    </>
  );
}

export default shown(NewRowPage);
