import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DataTable } from '@/components/data-table';
import { FactList } from '@/components/fact-list';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { limitWords } from '@/lib/authoring/approval-limits';
import { kindWord } from '@/lib/authoring/package-design';
import { heldWords } from '@/lib/authoring/plan-draft';
import { accessFindings } from '@/lib/authoring/readiness';
import type { Origin } from '@/lib/authoring/readiness';
import { loadResourceUses } from '@/lib/authoring/resource-uses';
import { graphFor } from '@/lib/graph/graph-for';
import { dayWords } from '@/lib/rollout/count-words';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';
import { ApprovalStateLabel } from '../../../approval-state';
import { addressWith, isId } from '../../../search-params';
import { AccessFindings } from './access-findings';

export const metadata: Metadata = { title: 'Resource of a catalog' };

/** One resource of a catalog: which packages hand out which of its roles, how many people have them, and what its owner allows. */
async function ResourcePage({ params }: { params: Promise<{ catalogId: string; resourceId: string }> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const { catalogId, resourceId } = await params;
  if (!isId(catalogId) || !isId(resourceId)) notFound();
  const { catalog, resource, approval, notAsked, access, uses } = await readPage(loadResourceUses(graphFor(session), catalogId, resourceId));
  const limits = limitWords(approval?.limits ?? null);
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: catalog.name, href: `/catalogs/${catalogId}` }]}
        title={resource.name}
        state={[{ text: kindWord(resource.originSystem) }, { text: uses.length === 0 ? 'No package hands it out' : uses.length === 1 ? '1 package hands it out' : `${uses.length} packages hand it out` }]}
        actions={mayChange(session) && <LinkButton href={addressWith('/drafts/remove', { kind: 'catalogResource', object: resourceId, of: catalogId })}>Take it out of the catalog…</LinkButton>}
      />
      <Section title="What its owner says">
        <FactList facts={[{ label: 'Approval', value: <ApprovalStateLabel approval={approval} notAsked={notAsked} /> }, { label: 'Answers for it', value: approval?.ownerName ?? '–' }, { label: 'Limits', value: limits.length > 0 ? limits.join('; ') : 'None' }]} />
        {notAsked && mayChange(session) && <p><TextLink href={addressWith(`/catalogs/${catalogId}/ask`, { resource: resource.id, originSystem: resource.originSystem, originId: resource.originId })}>Ask somebody else</TextLink></p>}
      </Section>
      {resource.originSystem !== 'SharePointOnline' && hasRole(session, 'Rollout.Admin', 'Rollout.Auditor') && (
        <Section title="Conditional Access">
          <AccessFindings findings={accessFindings({ originSystem: resource.originSystem as Origin['originSystem'], conditionalAccess: access })} none={`No policy of the export brought on ${access ? dayWords(access.day) : ''} names it.`} />
        </Section>
      )}
      <Section title="Used by" caption={uses.length > 0 ? 'these have to stop handing it out before it can leave the catalog' : undefined} flush>
        <DataTable
          label="Used by"
          columns={[{ key: 'package', header: 'Package', width: '40%' }, { key: 'roles', header: 'Roles of it' }, { key: 'people', header: 'Who has the package', named: true, width: '220px' }]}
          rows={uses.map(({ packageId, packageName, roles, held }) => ({ key: packageId, label: packageName, href: `/packages/${packageId}`, cells: { package: <TextLink href={`/packages/${packageId}`}>{packageName}</TextLink>, roles: roles.join(', '), people: `${heldWords(held)} it` } }))}
          empty={{ title: 'No package hands it out', why: 'It can be taken out of the catalog, and nobody loses anything by that.' }}
        />
      </Section>
    </>
  );
}

export default shown(ResourcePage);
