import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { TOLD_OUTCOMES } from '@/lib/rollout/rehearsal';
import type { ToldOutcome } from '@/lib/rollout/rehearsal';
import { isOutcome } from '@/lib/rollout/compare-rehearsals';
import { canChangeCohort } from '@/lib/rollout/phase';
import { loadRehearsalTitle, loadRehearsalView } from '@/lib/rollout/rehearsal-view';
import { addressWith, one, pageOf, pagerOf } from '../../rollouts/address';
import type { Search } from '../../rollouts/address';
import { readPage } from '../../read-page';
import { RehearsalScreen } from './rehearsal-screen';
import { shown } from '../../shown';

type Props = { params: Promise<{ rehearsalId: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return { title: await readPage(loadRehearsalTitle((await params).rehearsalId)) };
}

/** A rehearsal as it was stored: totals, by resource, by person; or only what differs from the one before. */
async function RehearsalPage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const [{ rehearsalId }, search] = await Promise.all([params, searchParams]);
  const outcome = one(search, 'outcome');
  const text = one(search, 'q');
  const asked = one(search, 'person');
  const page = pageOf(search, 50);
  const differences = one(search, 'only') === 'differences';
  const view = await readPage(loadRehearsalView(rehearsalId, { ...(isOutcome(outcome) ? { outcome } : {}), ...(text ? { text } : {}) }, page, asked, differences));
  const path = `/rehearsals/${rehearsalId}`;
  const onlyDifferences = differences && view.against !== null;
  return (
    <RehearsalScreen
      view={view}
      mayAct={mayChange(session) && canChangeCohort(view.phase.state) && view.phase.rolloutState !== 'abandoned'}
      outcome={isOutcome(outcome) ? outcome : null}
      onlyDifferences={onlyDifferences}
      addresses={{
        all: addressWith(path, search, { outcome: undefined, page: undefined, person: undefined }),
        outcomes: Object.fromEntries(TOLD_OUTCOMES.map((each) => [each, addressWith(path, search, { outcome: each, page: undefined, only: undefined, person: undefined })])) as Record<ToldOutcome, string>,
        differences: addressWith(path, search, { only: onlyDifferences ? undefined : 'differences', page: undefined, person: undefined }),
        file: hasRole(session, 'Rollout.Admin', 'Rollout.Auditor') ? addressWith(`${path}/export`, search, { page: undefined, only: undefined }) : null,
      }}
      people={{
        opened: Object.fromEntries(view.lines.map((line) => [line.personId, addressWith(path, search, { person: line.personId })])),
        closed: addressWith(path, search, { person: undefined }),
      }}
      pager={pagerOf(path, search, page, view.matching)}
    />
  );
}

export default shown(RehearsalPage);
