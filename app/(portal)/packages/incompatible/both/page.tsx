import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CursorPager } from '@/components/cursor-pager';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadBoth } from '@/lib/authoring/clashes';
import type { Direction } from '@/lib/authoring/incompatibility';
import { loadMatrix } from '@/lib/authoring/incompatibility-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../catalogs/search-params';
import { isId, param } from '../../../catalogs/search-params';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { AssignmentTable } from '../../[packageId]/lists';
import { bothHref, matrixHref } from '../address';

export const metadata: Metadata = { title: 'People who have both' };

/** The people who have two packages, or a package and a group, that are or would be kept apart; they keep both. */
async function BothPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [packageId, otherPackage, group, cursor] = await Promise.all([param(searchParams, 'package'), param(searchParams, 'other'), param(searchParams, 'group'), param(searchParams, 'cursor')]);
  const direction: Direction = group ? { packageId, kind: 'group', otherId: group } : { packageId, kind: 'package', otherId: otherPackage };
  if (!isId(packageId) || !isId(direction.otherId) || packageId === direction.otherId) notFound();
  const graph = graphFor(session);
  const asked = { catalogId: null, packageIds: direction.kind === 'group' ? [packageId] : [packageId, otherPackage], groupIds: group ? [group] : [], draftId: null, rowPage: 1, columnPage: 1 };
  const [page, view] = await readPage(Promise.all([loadBoth(graph, direction, cursor || null), loadMatrix(graph, asked)]));
  const nameOf = (id: string): string => view.chosen.find((each) => each.id === id)?.name ?? 'what is gone';
  const [one, other] = [nameOf(packageId), nameOf(direction.otherId)];
  const path = bothHref(packageId, direction.kind, direction.otherId);
  const having = direction.kind === 'group' ? `have “${one}” and are in “${other}”` : `have “${one}” and “${other}”`;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Packages', href: '/packages' }, { label: 'Incompatible packages', href: matrixHref(asked) }]}
        title={`${one} and ${other}`}
        state={[{ text: `People who ${having} today`, icon: 'people' }, { text: 'keeping the two apart takes nothing from them: it keeps others from getting both' }]}
        actions={<LinkButton href={matrixHref(asked)}>Open in the matrix</LinkButton>}
      />
      {page === null
        ? <EmptyState icon="notVisible" title="Nobody is told who is in this group" why="Its membership is hidden, or you may not read it. Ask one of its owners." />
        : (
          <>
            <AssignmentTable
              label="People who have both"
              items={page.items}
              empty={page.next || cursor ? { icon: 'people', title: 'Nobody on this page', why: page.looked === null ? 'There are further pages.' : `None of the ${page.looked} people looked at here is in the group.` } : { icon: 'people', title: 'Nobody has both', why: 'Keeping the two apart would concern nobody today.' }}
            />
            <CursorPager shown={page.items.length} noun="assignment" {...(cursor ? { firstHref: path } : {})} {...(page.next ? { nextHref: `${path}&${new URLSearchParams({ cursor: page.next }).toString()}` } : {})} />
          </>
        )}
    </>
  );
}

export default shown(BothPage);
