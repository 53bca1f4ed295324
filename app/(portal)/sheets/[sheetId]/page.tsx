import type { Metadata } from 'next';
import { DataTable } from '@/components/data-table';
import type { Row as TableRow } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { Pager } from '@/components/pager';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import type { SheetRow } from '@/lib/authoring/sheet/policy-sheet';
import { listWords, reviewWords, approvalWords } from '@/lib/authoring/sheet/row-words';
import { loadSheet } from '@/lib/authoring/sheet/sheet-view';
import type { SearchParams } from '../../catalogs/search-params';
import { addressWith, param } from '../../catalogs/search-params';
import { pageNumber, pagesOf } from '../../pages-of';
import { readPage } from '../../read-page';
import { shown } from '../../shown';
import { SheetHead } from '../sheet-head';
import { packagesWords } from '../sheet-words';
import { RowName } from './row-name';
import { WhoMayAsk } from './who-may-ask';

export const metadata: Metadata = { title: 'Policy sheet' };

const PAGE = 50;

/** A line for each policy of a package; what belongs to the package stands on the first. */
function linesOf(row: SheetRow, href: string | null): TableRow[] {
  const { id, cells, wanted } = row;
  return wanted.policies.flatMap((policy, index): TableRow[] => {
    const of = cells.policies[index];
    if (!of) return [];
    const own = index === 0 ? { role: cells.role || '–', catalog: cells.catalog, resources: cells.resources.join(', '), incompatible: cells.incompatible.length > 0 ? listWords(cells.incompatible) : 'nothing', exceptions: cells.exceptions || 'none' } : {};
    const named = wanted.policies.length > 1 ? policy.name : null;
    return [{
      key: `${id} ${index}`, label: named ? `${cells.package}, ${named}` : cells.package, ...(href ? { href } : {}),
      cells: {
        ...own, package: <RowName name={cells.package} href={href} policy={named} again={index > 0} />, ask: <WhoMayAsk row={row} cells={of} wanted={policy} />,
        decides: approvalWords(policy.stages, {}), duration: of.duration, review: policy.review ? reviewWords(policy.review, {}) : 'never',
      },
    }];
  });
}

/** The table of a sheet: its packages with all that is written of them. */
async function SheetPage({ params, searchParams }: { params: Promise<{ sheetId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ sheetId }, text, pageText] = await Promise.all([params, param(searchParams, 'q'), param(searchParams, 'page')]);
  const at = pageNumber(pageText);
  const { sheet, rows, total } = await readPage(loadSheet(sheetId, text, { skip: (at - 1) * PAGE, take: PAGE }));
  const canChange = mayChange(session);
  const href = (page: number) => addressWith(`/sheets/${sheet.id}`, { q: text, page: String(page) });
  return (
    <>
      <SheetHead sheet={sheet} chosen="table" says={text ? `${packagesWords(total)} shown` : packagesWords(total)} canChange={canChange} />
      <FilterBar search="Find a package or catalog by name">{canChange && <LinkButton href={`/sheets/${sheet.id}/rows/new`} icon="add">Add a row</LinkButton>}</FilterBar>
      <DataTable
        label="Packages of the sheet"
        memory="policy-sheet"
        twoLine
        columns={[
          { key: 'package', header: 'Package', width: '14%' }, { key: 'role', header: 'Role', named: true, startsHidden: true, width: '10%' }, { key: 'catalog', header: 'Catalog', named: true, width: '10%' }, { key: 'resources', header: 'Resources and roles', named: true }, { key: 'ask', header: 'Who may ask', named: true, width: '14%' },
          { key: 'decides', header: 'Who decides', named: true, width: '18%' }, { key: 'duration', header: 'Lasts', named: true, width: '84px' }, { key: 'review', header: 'Reviewed', named: true, startsHidden: true, width: '13%' }, { key: 'incompatible', header: 'Not together with', named: true, width: '12%' }, { key: 'exceptions', header: 'Exceptions', named: true, startsHidden: true, width: '13%' },
        ]}
        rows={rows.flatMap((row) => linesOf(row, canChange ? `/sheets/${sheet.id}/rows/${row.id}` : null))}
        empty={text ? { title: 'No package or catalog has this in its name', why: 'Take the filter away to see all.' } : { icon: 'document', title: 'This sheet holds nothing', why: 'Bring a file in, and its packages stand here.', ...(canChange ? { action: <LinkButton href={`/sheets/${sheet.id}/import`}>Bring in anew</LinkButton> } : {}) }}
      />
      <Pager {...pagesOf({ number: at, take: PAGE }, total, href)} noun="packages" />
    </>
  );
}

export default shown(SheetPage);
