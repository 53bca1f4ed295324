import type { Metadata } from 'next';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { Section } from '@/components/section';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { MATRIX_PAGE, loadMatrix } from '@/lib/authoring/incompatibility-view';
import type { MatrixAsked, MatrixView } from '@/lib/authoring/incompatibility-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../catalogs/search-params';
import { changesWords } from '../../drafts/draft-words';
import { pagesOf } from '../../pages-of';
import { readPage } from '../../read-page';
import { shown } from '../../shown';
import { matrixHref } from './address';
import { askedOf } from './asked';
import { BeyondList } from './beyond-list';
import { Choose } from './choose';
import { Matrix } from './matrix';

export const metadata: Metadata = { title: 'Incompatible packages' };

/** Which packages exclude which packages and groups, both ways, as a matrix that is changed by a draft. */
async function IncompatiblePage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const asked = await askedOf(searchParams);
  const canChange = mayChange(session);
  const [view, drafts] = await readPage(Promise.all([loadMatrix(graphFor(session), asked), canChange ? loadOpenDrafts(session.personId) : []]));
  const { draft } = view;
  const pages = {
    rows: pagesOf({ number: asked.rowPage, take: MATRIX_PAGE }, view.total.rows, (rows) => matrixHref({ ...addressOf(asked), rows })),
    columns: pagesOf({ number: asked.columnPage, take: MATRIX_PAGE }, view.total.columns, (columns) => matrixHref({ ...addressOf(asked), columns })),
  };
  const drafted = Object.keys(view.drafted).length;
  const choices = draft ? [draft, ...drafts.filter(({ id }) => id !== draft.id)] : drafts;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Packages', href: '/packages' }]}
        title="Incompatible packages"
        state={[
          ...(draft ? [{ text: drafted > 0 ? `Shown as the draft “${draft.name}” would make it: ${changesWords(drafted)} of what is kept apart` : `Shown with the draft “${draft.name}”, which changes nothing of what is kept apart yet`, icon: 'info' as const }] : [{ text: 'As the tenant has it', icon: 'info' as const }]),
          ...(canChange ? [{ text: 'nothing reaches the tenant before a draft is reviewed and applied' }] : []),
          ...(view.missing > 0 ? [{ text: view.missing === 1 ? '1 of those chosen is not in the tenant any more, or you may not read it' : `${view.missing} of those chosen are not in the tenant any more, or you may not read them`, state: 'unknown' as const }] : []),
        ]}
        actions={draft && <><LinkButton href={matrixHref({ ...addressOf(asked), draftId: null })}>As the tenant has it</LinkButton><LinkButton href={`/drafts/${draft.id}/review`} appearance="primary">Review changes</LinkButton></>}
      />
      <Choose catalog={view.catalog} chosen={view.chosen} draftId={draft?.id ?? null} drafts={choices} />
      {view.rows.length === 0
        ? <Nothing view={view} />
        : (
          <>
            <Matrix
              rows={view.rows} columns={view.columns} holds={view.holds} drafted={view.drafted} canChange={canChange} draft={draft} address={addressOf(asked)}
              drafts={choices}
            />
            {view.total.rows > view.rows.length && <Pager {...pages.rows} noun="packages down" />}
            {view.total.columns > view.columns.length && <Pager {...pages.columns} noun="packages and groups across" />}
            <BeyondList beyond={view.beyond} showHref={matrixHref({ ...addressOf(asked), packageIds: [...asked.packageIds, ...view.beyond.flatMap(({ other }) => (other.kind === 'package' ? [other.id] : []))] })} />
          </>
        )}
    </>
  );
}

export default shown(IncompatiblePage);

/** The same page of the matrix again. */
function addressOf({ catalogId, packageIds, groupIds, draftId, rowPage, columnPage }: MatrixAsked) {
  return { catalogId, packageIds, groupIds, draftId, rows: rowPage, columns: columnPage };
}

function Nothing({ view }: { view: MatrixView }) {
  if (view.catalog) return <Section title={view.catalog.name}><EmptyState icon="packages" title="This catalog has no packages" why="Choose another catalog, or packages by name." /></Section>;
  return <EmptyState icon="packages" title="No packages chosen" why="Choose a catalog, or packages by name, to see which of them exclude each other. Groups can stand beside them: whoever is in one can be kept from a package, too." />;
}
