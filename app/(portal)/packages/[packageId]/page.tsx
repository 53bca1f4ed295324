import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Columns } from '@/components/columns';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import type { StateItem } from '@/components/page-head';
import { TabLinks } from '@/components/tab-links';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { ASSIGNMENT_STATES } from '@/lib/authoring/assignment';
import { loadFindingTotals } from '@/lib/authoring/checks-view';
import { loadPackageView } from '@/lib/authoring/package-view';
import type { PackageTab, PackageView } from '@/lib/authoring/package-view';
import { policySentences } from '@/lib/authoring/policy-words';
import { findingSentence } from '@/lib/authoring/resource-approval';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../catalogs/search-params';
import { addressWith, isId, param } from '../../catalogs/search-params';
import { readPage } from '../../read-page';
import { ApartList, AssignmentList, RequestList, RoleList } from './lists';
import { ButtonLine, PolicySentences } from './policy-sentences';
import { FoundHere } from '../../checks/found-here';
import { PackageSide } from './side';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Package' };

const TABS = ['policies', 'resources', 'apart', 'assignments', 'requests'] as const;

function wantedOf(tab: (typeof TABS)[number], state: string, cursor: string): PackageTab {
  const next = cursor || null;
  if (tab === 'assignments') return { tab, state: ASSIGNMENT_STATES.find((known) => known === state) ?? null, next };
  return tab === 'requests' ? { tab, next } : { tab };
}

/** One package: what it hands out under which policy, who has it, who asked, and whether its resources are approved. */
async function PackagePage({ params, searchParams }: { params: Promise<{ packageId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ packageId }, tabName, state, cursor] = await Promise.all([params, param(searchParams, 'tab'), param(searchParams, 'state'), param(searchParams, 'cursor')]);
  if (!isId(packageId)) notFound();
  const tab = TABS.find((known) => known === tabName) ?? 'policies';
  const mayCheck = hasRole(session, 'Rollout.Admin', 'Rollout.Auditor');
  const [view, found] = await Promise.all([readPage(loadPackageView(graphFor(session), packageId, wantedOf(tab, state, cursor))), mayCheck ? loadFindingTotals({ packageId }) : null]);
  const { design } = view;
  const path = `/packages/${design.id}`;
  const canChange = mayChange(session);

  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: design.catalogName, href: `/catalogs/${design.catalogId}` }]}
        title={design.name}
        state={stateLine(view)}
        actions={
          canChange && (
            <>
              <LinkButton href={`${path}/edit`}>Edit</LinkButton>
              <LinkButton href={addressWith('/templates/new', { package: design.id })}>Save as template</LinkButton>
              <LinkButton href={`${path}/clone`}>Clone</LinkButton>
              <LinkButton href={addressWith(`${path}/add-role`, { catalog: design.catalogId })}>Add a role</LinkButton>
            </>
          )
        }
      />
      <TabLinks
        label="Parts of the package"
        chosen={tab}
        tabs={[
          { key: 'policies', label: 'Policies', href: path },
          { key: 'resources', label: design.roles.length === 1 ? '1 resource role' : `${design.roles.length} resource roles`, href: `${path}?tab=resources` },
          { key: 'apart', label: 'Incompatible', href: `${path}?tab=apart` },
          { key: 'assignments', label: 'Assignments', href: `${path}?tab=assignments` },
          { key: 'requests', label: 'Requests', href: `${path}?tab=requests` },
        ]}
      />
      <Columns side="package" aside={<PackageSide view={view} checks={found && <FoundHere found={found} of={{ package: design.id }} canLook={mayChange(session)} />} />}>
        {tab === 'policies' && <Policies design={design} canChange={canChange} />}
        {tab === 'resources' && <RoleList view={view} canChange={canChange} />}
        {view.apart && <ApartList view={view} canChange={canChange} />}
        {view.assignments && <AssignmentList page={view.assignments} path={path} state={state} cursor={cursor} />}
        {view.requests && <RequestList page={view.requests} path={path} cursor={cursor} />}
      </Columns>
    </>
  );
}

export default shown(PackagePage);

/** Whether a phase could start with it, in one line: the first thing that stands in the way, and how many more. */
function stateLine({ design, verdict, counts }: PackageView): StateItem[] {
  const [first, ...more] = verdict.findings;
  const { count, more: uncounted } = counts.delivered;
  return [
    first
      ? { text: `${findingSentence(first)}${more.length > 0 ? ` And ${more.length} more.` : ''} No phase can start with it.`, state: first.standing === 'refused' ? 'refused' : 'waitingForApproval' }
      : { text: design.roles.length > 0 ? 'All its resources are approved' : 'It hands out nothing yet', ...(design.roles.length > 0 ? { state: 'approved' as const } : {}) },
    { text: `${count}${uncounted ? ' or more' : ''} ${count === 1 ? 'person has' : 'people have'} it` },
    { text: design.hidden ? 'hidden in My Access' : 'shown in My Access' },
  ];
}

function Policies({ design, canChange }: { design: PackageView['design']; canChange: boolean }) {
  const path = `/packages/${design.id}`;
  const add = canChange && <LinkButton href={`${path}/policies/new`} icon="add">New policy</LinkButton>;
  if (design.policies.length === 0) return <EmptyState title="No policy" why="Without a policy nobody can be given the package, not even by an administrator." {...(add ? { action: add } : {})} />;
  const of = design.policies.length;
  return (
    <>
      <PolicySentences
        packageId={design.id}
        catalogId={design.catalogId}
        policies={design.policies.map((policy, index) => ({
          id: policy.id, name: policy.name, caption: of > 1 ? `policy ${index + 1} of ${of}` : 'its one policy', sentences: policySentences(policy),
          ...(canChange ? { links: { edit: `${path}/policies/${policy.id}/edit`, clone: addressWith(`${path}/policies/new`, { like: policy.id }), remove: `${path}/policies/${policy.id}/delete` } } : {}),
        }))}
      />
      <ButtonLine>{add}<LinkButton href={`${path}/who`} icon="person" appearance="subtle">Which policy would somebody get?</LinkButton></ButtonLine>
    </>
  );
}
