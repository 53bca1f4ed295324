import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadAccountKinds } from '@/lib/directory/keep-account-kinds';
import { testAutomaticRules } from '@/lib/directory/test-automatic-rules';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { one } from '../../rollouts/address';
import type { Search } from '../../rollouts/address';
import { SpecialAccountsScreen } from './special-accounts';
import type { RuleTest } from './special-accounts';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Special accounts' };

/** Which accounts no cohort brings by itself, how they are told, and whether a rule that assigns by itself reaches an emergency account. */
async function SpecialAccountsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const test = one(await searchParams, 'test') === 'rules';
  const [view, tested] = await Promise.all([loadAccountKinds(), test ? testRules(session) : null]);
  return <SpecialAccountsScreen view={view} canChange={mayChange(session)} test={tested} />;
}

export default shown(SpecialAccountsPage);

async function testRules(reader: { tokenCacheId: string }): Promise<RuleTest> {
  try {
    return { rules: await testAutomaticRules(graphFor(reader)), failure: null };
  } catch (error) {
    if (!isAppError(error) || error.code === 'signedOut' || error.code === 'claimsChallenge') throw error;
    return { rules: [], failure: error.sentence };
  }
}
