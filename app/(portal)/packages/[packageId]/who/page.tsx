import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EmptyState } from '@/components/empty-state';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadWhoView } from '@/lib/authoring/which-policy-view';
import type { WhoView } from '@/lib/authoring/which-policy-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../catalogs/search-params';
import { isId, param } from '../../../catalogs/search-params';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { ChoosePerson } from './choose-person';
import { Barred, Verdicts } from './verdicts';

export const metadata: Metadata = { title: 'Which policy' };

/** Which policy of a package somebody would get, and why each of them fits or does not. */
async function WhoPage({ params, searchParams }: { params: Promise<{ packageId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ packageId }, personId] = await Promise.all([params, param(searchParams, 'person')]);
  if (!isId(packageId) || (personId && !isId(personId))) notFound();
  const view = await readPage(loadWhoView(graphFor(session), session, packageId, personId || null));
  const { package: of, person, barriers, verdicts } = view;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: of.catalogName, href: `/catalogs/${of.catalogId}` }, { label: of.name, href: `/packages/${packageId}` }]}
        title={`Which policy of ${of.name} would somebody get?`}
        state={person ? [{ text: saysOf(view), strong: true }] : [{ text: 'Choose a person; nothing is changed by looking', icon: 'info' }]}
      />
      <ChoosePerson key={person?.id ?? ''} packageId={packageId} person={person && { id: person.id, name: person.name }} />
      {personId && !person && <EmptyState icon="person" title="Nobody of that kind" why="The tenant does not have this person any more." />}
      {person && <Barred barriers={barriers} />}
      {person && (verdicts.length === 0 ? <EmptyState title="No policy" why="Without a policy nobody can be given the package, not even by an administrator." /> : <Verdicts verdicts={verdicts} barred={barriers.sure.length > 0} />)}
    </>
  );
}

export default shown(WhoPage);

function saysOf({ person, verdicts, barriers }: WhoView): string {
  const name = person?.name ?? '';
  const first = verdicts[0];
  const barred = barriers.sure.length > 0;
  switch (first?.outcome) {
    case 'itself':
      return `${name} gets it by “${first.name}” without asking`;
    case 'mayAsk':
      return barred ? `${name} could not ask; if they could, it would be by “${first.name}”` : `${name} would ask by “${first.name}”`;
    case 'mayChoose': {
      const between = verdicts.filter(({ outcome }) => outcome === 'mayChoose').map((each) => `“${each.name}”`).join(' and ');
      return barred ? `${name} could not ask; if they could, they would choose between ${between}` : `${name} would choose between ${between}`;
    }
    case 'unknown':
      return 'Which policy would count is not known: something may not be read';
    case 'byAdministrator':
      return `${name} cannot ask; an administrator may give it by “${first.name}”`;
    default:
      return `No policy is open to ${name}`;
  }
}
