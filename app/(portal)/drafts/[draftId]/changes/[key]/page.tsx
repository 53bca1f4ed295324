import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadChange } from '@/lib/authoring/draft-view';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';
import { ChangeForm } from './change-form';

export const metadata: Metadata = { title: 'Edit a change' };

/** One change of a draft, edited where it stands. */
async function ChangePage({ params }: { params: Promise<{ draftId: string; key: string }> }) {
  await requireRole('Rollout.Admin');
  const { draftId, key } = await params;
  const { draft, change } = await readPage(loadChange(draftId, decodeURIComponent(key)));
  const { kind, wanted } = change;
  if (!wanted || draft.state !== 'open') notFound();
  const fields = kind === 'catalog' && 'published' in wanted ? { kind, is: wanted } : kind === 'package' && 'hidden' in wanted ? { kind, is: { name: wanted.name, description: wanted.description, hidden: wanted.hidden } } : null;
  if (!fields) notFound();
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Drafts', href: '/drafts' }, { label: draft.name, href: `/drafts/${draft.id}` }]} title={`Edit ${change.name}`} state={[{ text: 'Nothing has been changed in the tenant yet', icon: 'info' }]} actions={<LinkButton href={`/drafts/${draft.id}`}>Leave without changing</LinkButton>} />
      <ChangeForm draftId={draft.id} changeKey={change.key} version={change.version} fields={fields} />
    </>
  );
}

export default shown(ChangePage);
