import type { Metadata } from 'next';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { shown } from '../../shown';
import { ColumnGuide } from '../column-guide';
import { ImportForm } from '../import-form';
import { SHEET_CRUMBS } from '../sheet-words';

export const metadata: Metadata = { title: 'New policy sheet' };

async function NewSheetPage() {
  await requireRole('Rollout.Admin');
  return (
    <>
      <PageHead crumbs={SHEET_CRUMBS} title="New policy sheet" state={[{ text: 'Nothing has been changed yet', icon: 'info' }]} />
      <ImportForm />
      <ColumnGuide />
    </>
  );
}

export default shown(NewSheetPage);
