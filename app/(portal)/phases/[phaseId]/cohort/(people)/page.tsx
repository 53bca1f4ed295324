import { isObjectId } from '@/lib/directory/object-id';
import { randomBytes } from 'node:crypto';
import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { MEMBER_ORDERS } from '@/lib/rollout/cohort';
import { loadCohortView, loadPhaseAddress } from '@/lib/rollout/cohort-view';
import { addressWith, all, one, pageOf, pagerOf, sortHeads, sortOf } from '../../../../rollouts/address';
import type { Search } from '../../../../rollouts/address';
import { readPage } from '../../../../read-page';
import { FILTER_NAMES, memberFilter } from '../../../cohort-filter';
import { CohortScreen } from '../cohort-screen';
import { shown } from '../../../../shown';

const WAYS = ['people', 'group', 'list', 'rule', 'sample'] as const;

type Props = { params: Promise<{ phaseId: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const { name, rolloutName } = await readPage(loadPhaseAddress((await params).phaseId));
  return { title: `Cohort of ${name}, ${rolloutName}` };
}

/** The people of a phase, where they came from, and the ways to add more. */
async function CohortPage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const [{ phaseId }, search] = await Promise.all([params, searchParams]);
  const page = pageOf(search, 50);
  const asked = one(search, 'person');
  const person = asked && isObjectId(asked) ? asked : undefined;
  const sort = sortOf(search, MEMBER_ORDERS, { by: 'person', down: false });
  const view = await readPage(loadCohortView(phaseId, memberFilter((name) => all(search, name)), page, sort, person));
  const path = `/phases/${phaseId}/cohort`;
  return (
    <CohortScreen
      view={view}
      mayAct={mayChange(session) && view.head.open}
      maySupplementIt={mayChange(session)}
      adding={WAYS.find((way) => way === one(search, 'add')) ?? null}
      seed={randomBytes(4).toString('hex')}
      filter={Object.fromEntries(FILTER_NAMES.map((name): [string, string[]] => [name, all(search, name)]).filter(([, values]) => values.length > 0))}
      addresses={{
        closed: addressWith(path, search, { person: undefined }),
        people: Object.fromEntries(view.members.map((member) => [member.personId, addressWith(path, search, { person: member.personId, add: undefined })])),
        add: Object.fromEntries(WAYS.map((way) => [way, addressWith(path, search, { add: way, person: undefined })])),
        notAdding: addressWith(path, search, { add: undefined }),
        rest: addressWith(path, search, { ...(view.outcomes ? { outcome: ['alreadyAssigned', 'inFlight', 'blocked'] } : { account: 'disabled' }), page: undefined, person: undefined }),
      }}
      heads={sortHeads(path, search, MEMBER_ORDERS, sort)}
      pager={pagerOf(path, search, page, view.matching)}
    />
  );
}

export default shown(CohortPage);
