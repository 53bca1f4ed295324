import type { Metadata } from 'next';
import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import type { SheetVersion } from '@/lib/authoring/sheet/policy-sheet';
import { loadSheetVersions } from '@/lib/authoring/sheet/sheet-view';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { removeSheetAction } from '../../actions';
import { SheetHead } from '../../sheet-head';
import { packagesWords } from '../../sheet-words';

export const metadata: Metadata = { title: 'Versions' };

function words({ origin, fileName, said }: SheetVersion): string {
  if (origin === 'csv' || origin === 'json') return `Brought in as ${origin.toUpperCase()}${fileName ? `, ${fileName}` : ''}`;
  return said ?? 'Edited';
}

/** How a sheet came to be as it is: each import with its text as it came, each edit in words. */
async function VersionsPage({ params }: { params: Promise<{ sheetId: string }> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const { sheetId } = await params;
  const { sheet, versions } = await readPage(loadSheetVersions(sheetId));
  const canChange = mayChange(session);
  return (
    <>
      <SheetHead sheet={sheet} chosen="versions" says={packagesWords(versions[0]?.rowCount ?? 0)} canChange={canChange} />
      <Section title="Versions" caption="the newest first">
        <DataTable
          label="Versions of the sheet"
          columns={[{ key: 'version', header: 'Version', named: true, width: '100px' }, { key: 'how', header: 'What was done' }, { key: 'packages', header: 'Held', named: true, width: '140px' }, { key: 'by', header: 'By', named: true, width: '260px' }, { key: 'text', header: 'As it came', hiddenHeader: true, width: '130px' }]}
          rows={versions.map((version) => ({
            key: String(version.version), label: `Version ${version.version}`,
            cells: { version: String(version.version), how: words(version), packages: packagesWords(version.rowCount), by: <>{version.byName}, <AgeText at={version.at.toISOString()} /></>, text: (version.origin === 'csv' || version.origin === 'json') && <LinkButton href={`/sheets/${sheet.id}/export?version=${version.version}`} size="small" appearance="subtle" icon="download" download label={`Version ${version.version} as it came`}>As it came</LinkButton> },
          }))}
        />
      </Section>
      {canChange && <ConfirmDialog trigger="Delete sheet…" title={`Delete “${sheet.name}”?`} loss="The table and its versions are gone then. Catalogs, packages and policies that were made of it stay in the tenant." confirm="Delete sheet" keep="Keep it" action={removeSheetAction} hidden={{ sheetId: sheet.id }} doneHref="/sheets" />}
    </>
  );
}

export default shown(VersionsPage);
