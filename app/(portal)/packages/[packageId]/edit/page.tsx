import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ActionForm } from '@/components/action-form';
import { FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadOpenDrafts, loadPackageObject } from '@/lib/authoring/draft-view';
import { graphFor } from '@/lib/graph/graph-for';
import { addressWith, isId } from '../../../catalogs/search-params';
import { draftPackageAction } from '../../../drafts/actions';
import { DraftButtons, DraftChoice } from '../../../drafts/draft-choice';
import { PackageFields } from '../../../drafts/object-fields';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';

export const metadata: Metadata = { title: 'Edit package' };

/** A package's own properties, changed in a draft. */
async function EditPackagePage({ params }: { params: Promise<{ packageId: string }> }) {
  const session = await requireRole('Rollout.Admin');
  const { packageId } = await params;
  if (!isId(packageId)) notFound();
  const [item, drafts] = await readPage(Promise.all([loadPackageObject(graphFor(session), packageId), loadOpenDrafts(session.personId)]));
  const path = `/packages/${packageId}`;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: item.name, href: path }]}
        title={`Edit ${item.name}`}
        state={[{ text: 'Nothing has been changed yet', icon: 'info' }]}
        actions={<LinkButton href={addressWith('/drafts/remove', { kind: 'package', object: packageId })}>Delete package…</LinkButton>}
      />
      <FormColumn>
        <ActionForm action={draftPackageAction} hidden={{ packageId }} madeOf={{ seen: JSON.stringify({ name: item.name, description: item.description, hidden: item.hidden }) }} label="Edit package" keepsTyped>
          <PackageFields item={item} />
          <DraftChoice drafts={drafts} name={`Changes of ${item.name}`} />
          <DraftButtons backHref={path} />
        </ActionForm>
      </FormColumn>
    </>
  );
}

export default shown(EditPackagePage);
