import type { Metadata } from 'next';
import { DataTable } from '@/components/data-table';
import { Pager } from '@/components/pager';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { DEVIATION_FIELDS } from '@/lib/authoring/sheet/hold-sheet';
import { loadDeviations } from '@/lib/authoring/sheet/sheet-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../catalogs/search-params';
import { addressWith, param } from '../../../catalogs/search-params';
import { pageNumber, pagesOf } from '../../../pages-of';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { SheetHead } from '../../sheet-head';
import { packagesWords } from '../../sheet-words';
import { BringBack, Settle } from './settle';

export const metadata: Metadata = { title: 'Deviations' };

const PAGE = 50;

/** In what the tenant is not as the sheet says, package by package, with both values. */
async function DeviationsPage({ params, searchParams }: { params: Promise<{ sheetId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ sheetId }, pageText] = await Promise.all([params, param(searchParams, 'page')]);
  const at = pageNumber(pageText);
  const { sheet, total, deviations } = await readPage(loadDeviations(graphFor(session), sheetId, { skip: (at - 1) * PAGE, take: PAGE }));
  const canChange = mayChange(session);
  const pager = pagesOf({ number: at, take: PAGE }, total, (page) => addressWith(`/sheets/${sheet.id}/deviations`, { page: String(page) }));
  const looked = total > PAGE ? `packages ${pager.from} to ${pager.to} of ${total.toLocaleString('en-GB')}` : packagesWords(total);
  return (
    <>
      <SheetHead sheet={sheet} chosen="deviations" says={`${deviations.length === 0 ? 'No deviation' : deviations.length === 1 ? '1 deviation' : `${deviations.length.toLocaleString('en-GB')} deviations`} in ${looked}, read from the tenant just now`} canChange={canChange} />
      <DataTable
        label="Deviations"
        twoLine
        columns={[{ key: 'package', header: 'Package', width: '190px' }, { key: 'field', header: 'What', named: true, width: '150px' }, { key: 'sheet', header: 'The sheet says', named: true }, { key: 'tenant', header: 'The tenant has', named: true }, ...(canChange ? [{ key: 'settle', header: 'Settle', hiddenHeader: true, width: '170px' }] : [])]}
        rows={deviations.map(({ rowId, field, policy, of, packageName, catalogName, packageId, sheet: says, tenant, takeable }) => {
          const chosen = `${rowId}:${field}:${policy ?? ''}`;
          const what = of ? `${DEVIATION_FIELDS[field]}, ${of}` : DEVIATION_FIELDS[field];
          const label = `${what} of ${packageName}`;
          return {
            key: chosen, label,
            cells: {
              package: packageId ? <TextLink href={`/packages/${packageId}`}>{packageName}</TextLink> : `${packageName}, ${catalogName}`, field: what, sheet: says, tenant,
              settle: <Settle sheetId={sheet.id} rowId={rowId} field={field} policy={policy} chosen={chosen} label={label} takeable={takeable} />,
            },
          };
        })}
        {...(canChange && deviations.length > 0 ? { selection: { total: deviations.length, noun: 'deviations', actions: <BringBack sheetId={sheet.id} /> } } : {})}
        empty={{ icon: 'checkmark', title: 'The tenant is as the sheet says', why: `Packages, roles, policies and what must not be held together were compared for ${looked}.` }}
      />
      {total > PAGE && <Pager {...pager} noun="packages" />}
    </>
  );
}

export default shown(DeviationsPage);
