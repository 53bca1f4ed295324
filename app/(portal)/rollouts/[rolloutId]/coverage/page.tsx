import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { loadCoverageView } from '@/lib/rollout/coverage-view';
import { loadRolloutName } from '@/lib/rollout/rollout-view';
import { addressWith, all, one, pageOf, pagerOf } from '../../address';
import type { Search } from '../../address';
import { readPage } from '../../../read-page';
import { CoverageScreen } from './coverage-screen';
import { gapFilter } from './gap-filter';
import { shown } from '../../../shown';

type Props = { params: Promise<{ rolloutId: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return { title: `Overlap and gaps of ${await readPage(loadRolloutName((await params).rolloutId))}` };
}

/** Who is in more than one phase of a rollout, and who of those it is meant for is in none. */
async function CoveragePage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const [{ rolloutId }, search] = await Promise.all([params, searchParams]);
  const page = pageOf(search, 50);
  const view = await readPage(loadCoverageView(rolloutId, gapFilter((name) => all(search, name)), page));
  const path = `/rollouts/${rolloutId}/coverage`;
  return (
    <CoverageScreen
      view={view}
      mayAct={mayChange(session) && view.open}
      mayExport={hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')}
      setting={one(search, 'target') === 'set'}
      addresses={{ set: addressWith(path, search, { target: 'set' }), notSetting: addressWith(path, search, { target: undefined }), gapsFile: addressWith(`${path}/export`, search, { what: 'gaps', page: undefined, target: undefined }), overlapFile: `${path}/export?what=overlap` }}
      pager={pagerOf(path, search, page, view.matching)}
    />
  );
}

export default shown(CoveragePage);
