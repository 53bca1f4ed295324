import type { Metadata } from 'next';
import { EmptyState } from '@/components/empty-state';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadRolloutList } from '@/lib/rollout/rollout-view';
import { ROLLOUT_ORDERS, ROLLOUT_STATES } from '@/lib/rollout/rollout';
import { one, pageOf, pagerOf, sortHeads, sortOf } from '../address';
import type { Search } from '../address';
import { ROLLOUT_STATE, countWords } from '../phase-words';
import { readPage } from '../../read-page';
import { RolloutsTable } from './rollouts-table';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Rollouts' };

/** Every rollout, those touched last first unless the address says otherwise. */
async function RolloutsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const search = await searchParams;
  const page = pageOf(search, 25);
  const text = one(search, 'q');
  const state = ROLLOUT_STATES.find((known) => known === one(search, 'state'));
  const sort = sortOf(search, ROLLOUT_ORDERS, { by: 'changed', down: true });
  const { rollouts, total } = await readPage(loadRolloutList({ ...(text ? { text } : {}), ...(state ? { states: [state] } : {}) }, page, sort));
  const isAdmin = mayChange(session);
  const filtered = Boolean(text ?? state);
  const create = isAdmin ? <LinkButton href="/rollouts/new" appearance="primary">New rollout</LinkButton> : undefined;
  const pager = pagerOf('/rollouts', search, page, total);
  return (
    <>
      <PageHead title="Rollouts" state={total > 0 || filtered ? [{ text: countWords(total, 'rollout', 'rollouts') }] : []} actions={total > 0 || filtered ? create : undefined} />
      {total === 0 && !filtered ? (
        <EmptyState icon="rollouts" title="No rollouts yet" why="A rollout brings one or more packages to people in phases: first a few, then more. Nothing is given to anybody before a phase is rehearsed and started." action={create} />
      ) : (
        <>
          <FilterBar search="Find a rollout or package" filters={[{ param: 'state', label: 'State', options: ROLLOUT_STATES.map((value) => ({ value, label: ROLLOUT_STATE[value].word })) }]} />
          <RolloutsTable heads={sortHeads('/rollouts', search, ROLLOUT_ORDERS, sort)} rollouts={rollouts.map(({ id, name, state: is, packages, current, phases, people, delivered, onItsWay, failed, byPolicy, takenBack, updatedAt }) => ({
            id, name, state: is, packages: packages.map((each) => each.packageName), current, phaseCount: phases.length, people, delivered, onItsWay, failed, byPolicy, takenBack, updatedAt: updatedAt.toISOString(),
          }))} />
          <Pager {...pager} noun="rollouts" />
        </>
      )}
    </>
  );
}

export default shown(RolloutsPage);
