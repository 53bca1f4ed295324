import type { Metadata } from 'next';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import { TextLink } from '@/components/text-link';
import { hasRole } from '@/lib/auth/role';
import { requireSession } from '@/lib/auth/guard';
import { kindWord } from '@/lib/authoring/package-design';
import type { ApprovalState } from '@/lib/authoring/resource-approval';
import type { SearchParams } from '../../catalogs/search-params';
import { addressWith, param } from '../../catalogs/search-params';
import { loadApprovals } from '@/lib/authoring/approval-view';

export const metadata: Metadata = { title: 'Approvals' };

const PAGE = 25;

const STATES: { value: ApprovalState; label: string }[] = [
  { value: 'open', label: 'Waiting' },
  { value: 'approved', label: 'Approved' },
  { value: 'refused', label: 'Refused' },
  { value: 'replaced', label: 'Replaced by a later one' },
];

/** What an owner is asked and answered; those who read everything see everybody's. */
export default async function ApprovalsPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireSession();
  const [text, stateText, pageText] = await Promise.all([param(searchParams, 'q'), param(searchParams, 'state'), param(searchParams, 'page')]);
  const readsAll = hasRole(session, 'Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const state = STATES.find(({ value }) => value === stateText)?.value;
  const page = Math.max(1, Number.parseInt(pageText, 10) || 1);
  const { approvals, total, open } = await loadApprovals({ ...(readsAll ? {} : { ownerId: session.personId }), ...(state ? { state } : {}), ...(text ? { text } : {}) }, PAGE, (page - 1) * PAGE);
  const at = (to: number) => addressWith('/approvals', { q: text, state: stateText, page: String(to) });

  return (
    <>
      <PageHead title="Approvals" state={[open > 0 ? { text: waitingWords(open, readsAll), state: readsAll ? 'waitingForApproval' : 'waitingForYou' } : { text: readsAll ? 'Nobody is asked anything right now' : 'Nothing waits for your answer' }]} />
      <FilterBar search="Find by resource" filters={[{ param: 'state', label: 'State', options: STATES }]} />
      <DataTable
        label="Approvals"
        columns={[{ key: 'resource', header: 'Resource' }, { key: 'kind', header: 'Kind', width: '110px' }, { key: 'catalog', header: 'Catalog', named: true, width: '180px' }, { key: 'owner', header: 'Asked', named: true, width: '170px' }, { key: 'state', header: 'State', width: '190px' }, { key: 'at', header: 'Since', width: '140px' }]}
        rows={approvals.map((approval) => ({
          key: approval.id,
          label: approval.resourceName,
          href: `/approvals/${approval.id}`,
          cells: {
            resource: <TextLink href={`/approvals/${approval.id}`}>{approval.resourceName}</TextLink>,
            kind: kindWord(approval.originSystem),
            catalog: approval.catalogName,
            owner: approval.ownerId === session.personId ? 'You' : approval.ownerName,
            state: <StateLabel state={stateName(approval.state, approval.ownerId === session.personId)} />,
            at: <AgeText at={approval.answeredAt ?? approval.askedAt} />,
          },
        }))}
        empty={{
          icon: 'approvals',
          title: state || text ? 'Nothing fits these filters' : readsAll ? 'Nobody was asked yet' : 'You were not asked anything',
          why: readsAll ? 'When a resource enters a catalog its owner is asked, and asked again when what they approved changes.' : 'When a group, application or site of yours is to be handed out by an access package, you are asked here.',
        }}
      />
      {total > 0 && <Pager from={(page - 1) * PAGE + 1} to={Math.min(page * PAGE, total)} total={total} noun="approvals" {...(page > 1 ? { previousHref: at(page - 1) } : {})} {...(page * PAGE < total ? { nextHref: at(page + 1) } : {})} />}
    </>
  );
}

function waitingWords(open: number, readsAll: boolean): string {
  if (readsAll) return open === 1 ? '1 answer is waited for' : `${open} answers are waited for`;
  return open === 1 ? '1 waits for your answer' : `${open} wait for your answer`;
}

function stateName(state: ApprovalState, mine: boolean): StateName {
  switch (state) {
    case 'open':
      return mine ? 'waitingForYou' : 'waitingForApproval';
    case 'approved':
      return 'approved';
    case 'refused':
      return 'refused';
    case 'replaced':
      return 'ended';
  }
}
