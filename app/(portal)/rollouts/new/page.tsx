import type { Metadata } from 'next';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadPackageChoices } from '@/lib/rollout/package-choices';
import { all, one } from '../address';
import type { Search } from '../address';
import { readPage } from '../../read-page';
import { NewRollout } from './new-rollout';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'New rollout' };

/** Name, packages with the policy each is assigned under, and phases. The packages chosen so far live in the address. */
async function NewRolloutPage({ searchParams }: { searchParams: Promise<Search> }) {
  const session = await requireRole('Rollout.Admin');
  const search = await searchParams;
  const { found, next, chosen } = await readPage(loadPackageChoices(session, one(search, 'q') ?? '', all(search, 'package').slice(0, 20)));
  return (
    <>
      <PageHead crumbs={[{ label: 'Rollouts', href: '/rollouts' }]} title="New rollout" state={[{ text: 'Nothing has been changed yet.', icon: 'lock', strong: true }, { text: 'nobody gets anything before a phase is started' }]} />
      <NewRollout found={found.map(({ id, name, catalogName }) => ({ id, name, catalogName }))} more={next !== null} chosen={chosen} />
    </>
  );
}

export default shown(NewRolloutPage);
