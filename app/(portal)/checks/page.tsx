import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { loadChecks } from '@/lib/authoring/checks-view';
import { FINDINGS_A_PAGE, LINT_RULES, SEVERITIES } from '@/lib/authoring/lint/finding';
import { isId } from '../catalogs/search-params';
import { pageNumber, pagesOf } from '../pages-of';
import { shown } from '../shown';
import { addressOfChecks } from './address';
import { ChecksScreen } from './checks';

export const metadata: Metadata = { title: 'Checks' };

type Search = Record<string, string | string[] | undefined>;

function one(search: Search, name: string): string {
  const value = search[name];
  return typeof value === 'string' ? value.trim().slice(0, 500) : '';
}

/** What stands out in the whole tenant; what to keep to stands in the address. Reads what the last look kept, never the tenant. */
async function ChecksPage({ searchParams }: { searchParams: Promise<Search> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor');
  const search = await searchParams;
  const [rule, severity] = [LINT_RULES.find((known) => known === one(search, 'rule')), SEVERITIES.find((known) => known === one(search, 'severity'))];
  const state = (['open', 'excepted'] as const).find((known) => known === one(search, 'state'));
  const [catalogId, packageId, text] = [one(search, 'catalog'), one(search, 'package'), one(search, 'q')];
  const page = pageNumber(search.page);
  const filter = { ...(rule ? { rule } : {}), ...(severity ? { severity } : {}), ...(state ? { state } : {}), ...(isId(catalogId) ? { catalogId } : {}), ...(isId(packageId) ? { packageId } : {}), ...(text ? { text } : {}) };
  const view = await loadChecks(filter, page);
  const { row: _row, page: _page, ...kept } = Object.fromEntries(Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  const pager = pagesOf({ number: page, take: FINDINGS_A_PAGE }, view.total, (to) => addressOfChecks(kept, { page: to > 1 ? String(to) : null }));
  return <ChecksScreen view={view} chosen={filter} kept={kept} page={page} pager={pager} row={one(search, 'row') || null} today={new Date().toISOString().slice(0, 10)} mayChange={mayChange(session)} mayExport={hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')} />;
}

export default shown(ChecksPage);
