import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Suspense } from 'react';
import { ActionForm } from '@/components/action-form';
import { DataTable } from '@/components/data-table';
import { FactList } from '@/components/fact-list';
import { FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { withoutSecrets } from '@/lib/authoring/draft';
import type { WantedOf } from '@/lib/authoring/draft';
import { extensionForm } from '@/lib/authoring/extension-form';
import { loadExtension, loadUses } from '@/lib/authoring/workflow-extensions';
import type { ExtensionUse } from '@/lib/authoring/workflow-extensions';
import { graphFor } from '@/lib/graph/graph-for';
import { DraftButtons, DraftChoice } from '../../../../drafts/draft-choice';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';
import type { SearchParams } from '../../../search-params';
import { addressWith, isId, param } from '../../../search-params';
import { deleteExtensionAction } from '../actions';
import { ExtensionForm } from '../extension-form';
import { behaviourWords, OF_WORDS, stagesWords } from '../extension-words';

export const metadata: Metadata = { title: 'Custom extension' };

/** One custom extension: what it calls and how, which policies call it at which stages; changed and deleted by drafts. */
async function ExtensionPage({ params, searchParams }: { params: Promise<{ catalogId: string; extensionId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ catalogId, extensionId }, leaving] = await Promise.all([params, param(searchParams, 'delete')]);
  if (!isId(catalogId) || !isId(extensionId)) notFound();
  const graph = graphFor(session);
  const [{ catalog, extension: { name, is, unknown } }, drafts] = await readPage(Promise.all([loadExtension(graph, catalogId, extensionId), loadOpenDrafts(session.personId)]));
  const uses = loadUses(graph, catalog).then(({ by, why }): Uses => ({ read: by && (by.get(extensionId.toLowerCase()) ?? []), why }));
  const whole = unknown.length === 0;
  const canChange = mayChange(session) && whole;
  const list = `/catalogs/${catalogId}/extensions`;
  const path = `${list}/${extensionId}`;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: catalog.name, href: `/catalogs/${catalogId}` }, { label: 'Custom extensions', href: list }]}
        title={name} state={[{ text: behaviourWords(is) }, ...(is.description ? [{ text: is.description }] : []), ...(whole ? [] : [{ text: `Holds what this version does not know (${unknown.join(', ')}): change it in Microsoft Entra`, icon: 'info' as const }])]}
        actions={canChange && !leaving && <Suspense><Unused uses={uses}><LinkButton href={addressWith(path, { delete: 'yes' })}>Delete…</LinkButton></Unused></Suspense>}
      />
      <Section title="What it calls"><FactList facts={factsOf(is)} /></Section>
      <Suspense fallback={<Section title="Used by" caption="being read">{null}</Section>}><UsedBy uses={uses} canChange={canChange} /></Suspense>
      {canChange && !leaving && <Section title="Edit" flush><ExtensionForm catalogId={catalogId} was={extensionForm(is)} extension={{ id: extensionId, address: is.endpoint.kind === 'address' }} drafts={drafts} /></Section>}
      {canChange && leaving && <Suspense><Unused uses={uses}>
        <Section title="Delete" flush>
          <FormColumn>
            <ActionForm action={deleteExtensionAction} hidden={{ catalogId, extensionId }} label={`Delete ${name}`}>
              <DraftChoice drafts={drafts} name={`Delete ${name}`} />
              <DraftButtons backHref={path} back="Leave it as it is" />
            </ActionForm>
          </FormColumn>
        </Section>
      </Unused></Suspense>}
    </>
  );
}

export default shown(ExtensionPage);

/** Which policies call it; null where that is not known, and why. */
type Uses = { read: ExtensionUse[] | null; why: string | null };

async function UsedBy({ uses, canChange }: { uses: Promise<Uses>; canChange: boolean }) {
  const { read, why } = await uses;
  return (
    <Section title="Used by" caption={read && read.length > 0 ? 'take it out of these before it can be deleted' : 'policies of this catalog'} flush={!canChange}>
      <DataTable
        label="Policies that call it"
        columns={[{ key: 'policy', header: 'Policy', width: '32%' }, { key: 'package', header: 'Package', width: '32%' }, { key: 'stages', header: 'When', named: true }]}
        rows={(read ?? []).map((use) => ({ key: use.policyId, label: `${use.policyName} of ${use.packageName}`, cells: { policy: canChange ? <TextLink href={`/packages/${use.packageId}/policies/${use.policyId}/edit`}>{use.policyName}</TextLink> : use.policyName, package: <TextLink href={`/packages/${use.packageId}`}>{use.packageName}</TextLink>, stages: stagesWords(use) } }))}
        empty={read ? { title: 'No policy calls it', why: 'A policy of this catalog calls it where its editor says so, under Extensions and mails.' } : { title: 'Which policies call it is not known', why: `${why ?? ''} Reload the page to read them again.` }}
      />
    </Section>
  );
}

/** What is there for an extension that nothing calls. Where it is not known who does, Microsoft Entra refuses to delete what is called. */
async function Unused({ uses, children }: { uses: Promise<Uses>; children: React.ReactNode }) {
  return (await uses).read?.length ? null : children;
}

function factsOf({ of, endpoint, tokenFor, client }: WantedOf['workflowExtension']) {
  const { timeoutInMilliseconds: timeout, maximumRetries: retries } = client ?? { timeoutInMilliseconds: null, maximumRetries: null };
  return [
    ...(endpoint.kind === 'logicApp'
      ? [{ label: 'Logic app', value: endpoint.workflow }, { label: 'Resource group', value: endpoint.resourceGroup }, { label: 'Subscription', value: endpoint.subscriptionId }]
      : [{ label: 'Address', value: withoutSecrets(endpoint.targetUrl) }]),
    { label: 'Called for', value: OF_WORDS[of] },
    { label: 'Signs in', value: tokenFor === null ? 'With proof of possession' : `With a token for ${tokenFor}` },
    ...(timeout === null ? [] : [{ label: 'Closed after', value: `${timeout.toLocaleString('en-GB')} milliseconds` }]),
    ...(retries === null ? [] : [{ label: 'Tried again', value: retries === 0 ? 'Not at all' : retries === 1 ? 'Once' : `${retries} times` }]),
  ];
}
