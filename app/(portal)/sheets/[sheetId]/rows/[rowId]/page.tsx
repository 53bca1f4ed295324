import type { Metadata } from 'next';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { FactList } from '@/components/fact-list';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { requireRole } from '@/lib/auth/guard';
import { checkRow } from '@/lib/authoring/sheet/check-row';
import { columnRules } from '@/lib/authoring/sheet/columns';
import { loadSheetRow } from '@/lib/authoring/sheet/sheet-view';
import { prerequisiteWords } from '@/lib/authoring/sheet/wanted-row';
import type { WantedRow } from '@/lib/authoring/sheet/wanted-row';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';
import { removeSheetRowAction } from '../../../actions';
import { SHEET_CRUMBS } from '../../../sheet-words';
import { RowForm } from '../row-form';

export const metadata: Metadata = { title: 'Row of a policy sheet' };

/** What is doubtful about the policies of a row, by column; a prerequisite that nothing enforces first. */
function doubtsOf(wanted: WantedRow): { label: string; what: string }[] {
  const of = (policy: string, what: string): string => (wanted.policies.length > 1 ? `“${policy}”: ${what}` : what);
  const unchecked = wanted.policies.flatMap((policy) => {
    const prerequisite = prerequisiteWords(policy, wanted.prerequisite);
    return prerequisite && !prerequisite.enforced ? [{ label: columnRules('prerequisite').header, what: of(policy.name, prerequisite.words) }] : [];
  });
  const said = checkRow(wanted, new Date().toISOString()).doubtful.map(({ policy, column, what }) => ({ label: columnRules(column).header, what: of(wanted.policies[policy - 1]?.name ?? '', what) }));
  const all = [...unchecked, ...said];
  return [...new Map(all.map((each) => [each.label, { ...each, what: all.filter(({ label }) => label === each.label).map(({ what }) => what).join(' ') }])).values()];
}

async function RowPage({ params }: { params: Promise<{ sheetId: string; rowId: string }> }) {
  await requireRole('Rollout.Admin');
  const { sheetId, rowId } = await params;
  const { sheet, row, at, total, before, after } = await readPage(loadSheetRow(sheetId, rowId));
  if (!row) return null;
  const doubts = doubtsOf(row.wanted);
  const to = (id: string) => `/sheets/${sheet.id}/rows/${id}`;
  return (
    <>
      <PageHead
        crumbs={[...SHEET_CRUMBS, { label: sheet.name, href: `/sheets/${sheet.id}` }]}
        title={row.package}
        state={[{ text: `Row ${at} of ${total}` }, { text: `changed by ${row.changedByName}`, at: row.changedAt.toISOString() }, { text: 'The tenant is not changed by what is saved here', icon: 'info' }]}
        actions={
          <>
            {before && <LinkButton href={to(before)} icon="back">Row before</LinkButton>}
            {after && <LinkButton href={to(after)} icon="forward">Row after</LinkButton>}
            <ConfirmDialog trigger="Take out…" title={`Take “${row.package}” out of the sheet?`} loss="The row is gone from the sheet. The package stays in the tenant as it is." confirm="Take it out" keep="Keep it" action={removeSheetRowAction} hidden={{ sheetId: sheet.id, rowId: row.id }} doneHref={`/sheets/${sheet.id}`} />
          </>
        }
      />
      {doubts.length > 0 && <Section title="Worth another look"><FactList facts={doubts.map(({ label, what }) => ({ label, value: what }))} /></Section>}
      <RowForm key={row.id} sheetId={sheet.id} cells={row.cells} row={{ id: row.id, version: row.version }} nextId={after} />
    </>
  );
}

export default shown(RowPage);
