import type { Metadata } from 'next';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadTemplate } from '@/lib/authoring/templates';
import { readPage } from '../../read-page';
import { shown } from '../../shown';
import { DeleteTemplate } from '../delete-template';
import { TemplateForm } from '../template-form';

export const metadata: Metadata = { title: 'Template' };

/** One template: what packages of it are called, what is filled in, and their policies. */
async function TemplatePage({ params }: { params: Promise<{ templateId: string }> }) {
  await requireRole('Rollout.Admin');
  const { templateId } = await params;
  const { id, name, description, content, version, changedAt, changedByName } = await readPage(loadTemplate(templateId));
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Templates', href: '/templates' }]}
        title={name}
        state={[{ text: `edited by ${changedByName}`, at: changedAt.toISOString() }, { text: 'a template changes nothing in the tenant' }]}
        actions={<><DeleteTemplate templateId={id} name={name} /><LinkButton href={`/templates/${id}/use`} appearance="primary">Make a package of it</LinkButton></>}
      />
      <TemplateForm start={{ name, description, content }} of={{ id, version }} left={[]} />
    </>
  );
}

export default shown(TemplatePage);
