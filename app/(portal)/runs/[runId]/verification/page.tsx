import type { Metadata } from 'next';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { RowPanelLayout } from '@/components/row-panel';
import { Section } from '@/components/section';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { isTakenBack } from '@/lib/rollout/phase';
import { loadRunTitle } from '@/lib/rollout/run-view';
import { VERDICTS, VERDICT_WORDS } from '@/lib/rollout/verdict';
import { loadExceptions, loadVerification } from '@/lib/rollout/verification-view';
import type { ShownException } from '@/lib/rollout/verification-view';
import { addressWith, one, pageOf, pagerOf } from '../../../rollouts/address';
import type { Search } from '../../../rollouts/address';
import { readPage } from '../../../read-page';
import { VerificationPanel } from '../../verification-panel';
import { ExceptionPanel, ExceptionsTable } from './exceptions-table';
import { shown } from '../../../shown';

type Props = { params: Promise<{ runId: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return { title: `Verification, ${await readPage(loadRunTitle((await params).runId))}` };
}

/** What a run gave, read back from the tenant and held against what was signed, person by person. */
async function VerificationPage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const [{ runId }, search] = await Promise.all([params, searchParams]);
  const verdict = VERDICTS.find((known) => known === one(search, 'verdict'));
  const text = one(search, 'q');
  const page = pageOf(search, 50);
  const filter = { ...(verdict ? { verdict } : {}), ...(text ? { text } : {}) };
  const [verification, { run, exceptions, total, opened }] = await Promise.all([readPage(loadVerification(runId)), readPage(loadExceptions(runId, filter, page, one(search, 'row')))]);
  const path = `/runs/${run.id}/verification`;
  const hrefOf = (change: Record<string, string | undefined>): string => addressWith(path, search, change);
  const rowOf = ({ foundAt, ...each }: ShownException) => ({ ...each, foundAt: foundAt.toISOString(), href: hrefOf({ row: each.id }), open: each.id === opened?.id });
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Rollouts', href: '/rollouts' }, { label: run.rolloutName, href: `/rollouts/${run.rolloutId}` }, { label: `${run.phaseName}, the run`, href: `/runs/${run.id}` }]}
        title={`${run.phaseName}, verified`}
        state={[{ text: `Held against rehearsal ${run.rehearsalNumber},`, mono: run.rehearsalHash.slice(0, 12) }, ...(verification?.hash ? [{ text: 'compared and found:', mono: verification.hash.slice(0, 12) }] : [])]}
        actions={hasRole(session, 'Rollout.Admin', 'Rollout.Auditor') ? <LinkButton href={addressWith(`${path}/export`, search, { page: undefined, row: undefined })} icon="download" download>Export</LinkButton> : undefined}
      />
      {verification && <VerificationPanel verification={verification} isAdmin={mayChange(session)} noun="compared" chosen={verdict ?? 'all'} takenBack={isTakenBack(run.phaseState)} />}
      <Section title="Otherwise than as signed" flush>
        <FilterBar search="Find a person, package or detail" filters={[{ param: 'verdict', label: 'Verdict', options: VERDICTS.map((value) => ({ value, label: value === 'asSigned' ? 'As signed, moved since' : VERDICT_WORDS[value].word })) }]} />
        <RowPanelLayout panel={opened ? <ExceptionPanel row={rowOf(opened)} closeHref={hrefOf({ row: undefined })} /> : undefined}>
          <ExceptionsTable rows={exceptions.map(rowOf)} filtered={Boolean(verdict ?? text)} read={Boolean(verification?.readAt)} />
          <Pager {...pagerOf(path, search, page, total)} noun="found otherwise" />
        </RowPanelLayout>
      </Section>
    </>
  );
}

export default shown(VerificationPage);
