import { ActionForm } from '@/components/action-form';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { SubmitButton } from '@/components/submit-button';
import { TabLinks } from '@/components/tab-links';
import type { PolicySheet } from '@/lib/authoring/sheet/policy-sheet';
import { draftSheetAction } from './actions';
import { SHEET_CRUMBS } from './sheet-words';

const TABS = [{ key: 'table', label: 'Table', path: '' }, { key: 'deviations', label: 'Deviations', path: '/deviations' }, { key: 'versions', label: 'Versions', path: '/versions' }] as const;

export type SheetTab = (typeof TABS)[number]['key'];

/** What is the same on every page of a sheet: its state, what can be done with it, and its parts. */
export function SheetHead({ sheet, chosen, says, canChange }: { sheet: PolicySheet; chosen: SheetTab; says: string; canChange: boolean }) {
  return (
    <>
      <PageHead
        crumbs={SHEET_CRUMBS}
        title={sheet.name}
        state={[{ text: `Version ${sheet.version}`, strong: true }, { text: says }, { text: `changed by ${sheet.changedByName}`, at: sheet.changedAt.toISOString() }]}
        actions={
          <>
            <LinkButton href={`/sheets/${sheet.id}/export?as=csv`} icon="download" download>CSV</LinkButton>
            <LinkButton href={`/sheets/${sheet.id}/export?as=json`} icon="download" download>JSON</LinkButton>
            {canChange && <LinkButton href={`/sheets/${sheet.id}/import`}>Bring in anew</LinkButton>}
            {canChange && <ActionForm action={draftSheetAction} hidden={{ sheetId: sheet.id }} label="Draft of the sheet" inline><SubmitButton>Generate draft</SubmitButton></ActionForm>}
          </>
        }
      />
      <TabLinks label={`Parts of ${sheet.name}`} chosen={chosen} tabs={TABS.map(({ key, label, path }) => ({ key, label, href: `/sheets/${sheet.id}${path}` }))} />
    </>
  );
}
