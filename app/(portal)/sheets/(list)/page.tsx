import type { Metadata } from 'next';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { loadSheets } from '@/lib/authoring/sheet/sheet-view';
import { PlaceTabs } from '../../catalogs/place-tabs';
import type { SearchParams } from '../../catalogs/search-params';
import { addressWith, param } from '../../catalogs/search-params';
import { pageNumber, pagesOf } from '../../pages-of';
import { shown } from '../../shown';
import { packagesWords } from '../sheet-words';

export const metadata: Metadata = { title: 'Policy sheets' };

const PAGE = 25;

/** The tables of roles that packages and policies are made of, the last changed first. */
async function SheetsPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [text, pageText] = await Promise.all([param(searchParams, 'q'), param(searchParams, 'page')]);
  const at = pageNumber(pageText);
  const { sheets, total } = await loadSheets(text, { skip: (at - 1) * PAGE, take: PAGE });
  const create = mayChange(session) ? <LinkButton href="/sheets/new" appearance="primary">New policy sheet</LinkButton> : undefined;
  // The empty list offers it itself.
  const nothing = total === 0 && !text;
  const href = (page: number) => addressWith('/sheets', { q: text, page: String(page) });
  return (
    <>
      <PageHead title="Catalogs & packages" state={[{ text: 'A policy sheet says for each role which package it gets, who decides and for how long' }]} actions={!nothing && create} />
      <PlaceTabs chosen="sheets" checks={hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')} />
      {!nothing && <FilterBar search="Find a policy sheet by name" />}
      <DataTable
        label="Policy sheets"
        columns={[{ key: 'name', header: 'Policy sheet' }, { key: 'packages', header: 'Holds', named: true, width: '140px' }, { key: 'version', header: 'Version', named: true, width: '110px' }, { key: 'by', header: 'Begun by', named: true, width: '170px' }, { key: 'changed', header: 'Last changed', named: true, width: '220px' }]}
        rows={sheets.map((sheet) => ({
          key: sheet.id, label: sheet.name, href: `/sheets/${sheet.id}`,
          cells: { name: <TextLink href={`/sheets/${sheet.id}`}>{sheet.name}</TextLink>, packages: packagesWords(sheet.packages), version: String(sheet.version), by: sheet.createdByName, changed: <><AgeText at={sheet.changedAt.toISOString()} /> by {sheet.changedByName}</> },
        }))}
        empty={text ? { title: 'No policy sheet has this in its name', why: 'Take the filter away to see all.' } : { icon: 'document', title: 'No policy sheets yet', why: 'Write down for each role its package, who decides, for how long, and what nobody may have beside it, as a CSV or JSON. Packages and policies are drafted of it, and later it shows where the tenant deviates.', action: create }}
      />
      <Pager {...pagesOf({ number: at, take: PAGE }, total, href)} noun="policy sheets" />
    </>
  );
}

export default shown(SheetsPage);
