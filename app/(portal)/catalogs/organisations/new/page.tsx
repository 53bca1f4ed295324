import type { Metadata } from 'next';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { shown } from '../../../shown';
import { OrganisationForm } from '../organisation-form';

export const metadata: Metadata = { title: 'Connect an organisation' };

async function ConnectPage() {
  const session = await requireRole('Rollout.Admin');
  const drafts = await loadOpenDrafts(session.personId);
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Connected organisations', href: '/catalogs/organisations' }]} title="Connect an organisation" state={[{ text: 'Nothing has been changed yet', icon: 'info' }]} />
      <OrganisationForm drafts={drafts} />
    </>
  );
}

export default shown(ConnectPage);
