import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { ACCESS_STATES } from '@/lib/authoring/access-policy';
import { loadAccessPolicies } from '@/lib/authoring/keep-access-policies';
import { one, pageOf, pagerOf } from '../../rollouts/address';
import type { Search } from '../../rollouts/address';
import { shown } from '../../shown';
import { ConditionalAccessScreen } from './conditional-access';

export const metadata: Metadata = { title: 'Conditional Access' };

const PAGE = 50;

/** The export of the Conditional Access policies that readiness goes by: what it holds, who brought it, and how to bring another. */
async function ConditionalAccessPage({ searchParams }: { searchParams: Promise<Search> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor');
  const search = await searchParams;
  const [text, wanted, page] = [one(search, 'q'), one(search, 'state'), pageOf(search, PAGE)];
  const state = ACCESS_STATES.find((known) => known === wanted);
  const { brought, policies, total } = await loadAccessPolicies({ ...(text ? { text } : {}), ...(state ? { state } : {}) }, page);
  return (
    <ConditionalAccessScreen
      brought={brought && { ...brought, broughtAt: brought.broughtAt.toISOString() }}
      policies={policies}
      pager={pagerOf('/settings/conditional-access', search, page, total)}
      filtered={text !== undefined || state !== undefined}
      canChange={mayChange(session)}
    />
  );
}

export default shown(ConditionalAccessPage);
