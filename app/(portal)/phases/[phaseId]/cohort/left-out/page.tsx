import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { ACCOUNT_KINDS } from '@/lib/directory/account-kind';
import { loadLeftOutView } from '@/lib/rollout/cohort-view';
import { one, pageOf, pagerOf } from '../../../../rollouts/address';
import type { Search } from '../../../../rollouts/address';
import { readPage } from '../../../../read-page';
import { LeftOutScreen } from './left-out-screen';
import { shown } from '../../../../shown';

export const metadata: Metadata = { title: 'Left out of a cohort' };

type Props = { params: Promise<{ phaseId: string }>; searchParams: Promise<Search> };

/** Accounts that were brought to a cohort and are left out because of what they are, with how that was told. */
async function LeftOutPage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const [{ phaseId }, search] = await Promise.all([params, searchParams]);
  const kind = ACCOUNT_KINDS.find((known) => known === one(search, 'kind'));
  const text = one(search, 'q');
  const page = pageOf(search, 50);
  const view = await readPage(loadLeftOutView(phaseId, { ...(kind ? { kind } : {}), ...(text ? { text } : {}) }, page));
  const path = `/phases/${phaseId}/cohort/left-out`;
  return <LeftOutScreen view={view} mayAct={mayChange(session) && view.head.open} pager={pagerOf(path, search, page, view.matching)} />;
}

export default shown(LeftOutPage);
