import type { Metadata } from 'next';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { loadDrafts } from '@/lib/authoring/draft-view';
import { PlaceTabs } from '../../catalogs/place-tabs';
import type { SearchParams } from '../../catalogs/search-params';
import { addressWith, param } from '../../catalogs/search-params';
import { pageNumber, pagesOf } from '../../pages-of';
import { shown } from '../../shown';
import { changesWords, DRAFT_FILTERS, draftState } from '../draft-words';

export const metadata: Metadata = { title: 'Drafts' };

const PAGE = 25;

/** Drafts of changes to the tenant, the last edited first. */
async function DraftsPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [text, stateName, whose, pageText] = await Promise.all([param(searchParams, 'q'), param(searchParams, 'state'), param(searchParams, 'whose'), param(searchParams, 'page')]);
  const at = pageNumber(pageText);
  const chosen = DRAFT_FILTERS.find(({ value }) => value === stateName);
  const { drafts, total } = await loadDrafts({ ...(chosen ? { states: chosen.states } : {}), ...(whose === 'mine' ? { createdBy: session.personId } : {}), ...(text ? { text } : {}) }, { skip: (at - 1) * PAGE, take: PAGE });
  const create = mayChange(session) ? <LinkButton href="/drafts/new" appearance="primary">New draft</LinkButton> : undefined;
  // The empty list offers it itself.
  const nothing = total === 0 && !text && !stateName && !whose;
  const href = (page: number) => addressWith('/drafts', { q: text, state: stateName, whose, page: String(page) });

  return (
    <>
      <PageHead title="Catalogs & packages" state={[{ text: 'A draft holds changes until they are reviewed and applied; nothing of it is in the tenant before' }]} actions={!nothing && create} />
      <PlaceTabs chosen="drafts" checks={hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')} />
      {!nothing && <FilterBar search="Find a draft by name" filters={[{ param: 'state', label: 'State', options: DRAFT_FILTERS }, { param: 'whose', label: 'Whose', options: [{ value: 'mine', label: 'Mine' }] }]} />}
      <DataTable
        label="Drafts"
        columns={[{ key: 'name', header: 'Draft' }, { key: 'state', header: 'State', width: '170px' }, { key: 'changes', header: 'Holds', named: true, width: '120px' }, { key: 'by', header: 'Begun by', named: true, width: '170px' }, { key: 'changed', header: 'Last edited', named: true, width: '220px' }]}
        rows={drafts.map((draft) => {
          const { state, text: words } = draftState(draft.state, draft.heldAt !== null);
          return {
            key: draft.id, label: draft.name, href: `/drafts/${draft.id}`,
            cells: {
              name: <TextLink href={`/drafts/${draft.id}`}>{draft.name}</TextLink>, state: <StateLabel state={state}>{words}</StateLabel>, changes: changesWords(draft.changes), by: draft.createdByName,
              changed: <><AgeText at={draft.changedAt.toISOString()} /> by {draft.changedByName}</>,
            },
          };
        })}
        empty={text || stateName || whose ? { title: 'No draft fits these filters', why: 'Take a filter away to see more.' } : { icon: 'edit', title: 'No drafts yet', why: 'Edit a catalog or package, and the change waits in a draft until somebody reviews and applies it.', action: create }}
      />
      <Pager {...pagesOf({ number: at, take: PAGE }, total, href)} noun="drafts" />
    </>
  );
}

export default shown(DraftsPage);
