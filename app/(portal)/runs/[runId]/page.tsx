import type { Metadata } from 'next';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { RowPanelLayout } from '@/components/row-panel';
import { Section } from '@/components/section';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { countGroups, ITEM_GROUPS, ITEM_ORDERS, statesOf } from '@/lib/rollout/run';
import { loadFinishGate } from '@/lib/rollout/gate-view';
import { isTakenBack } from '@/lib/rollout/phase';
import { loadTakenBack } from '@/lib/rollout/reversal-view';
import { NOTHING_TO_DO, whatToDo } from '@/lib/rollout/run-failures';
import { loadRunItems, loadRunTitle, loadRunView } from '@/lib/rollout/run-view';
import type { ShownItem } from '@/lib/rollout/run-view';
import { loadVerification } from '@/lib/rollout/verification-view';
import { addressWith, one, pageOf, pagerOf, sortHeads, sortOf } from '../../rollouts/address';
import type { Search } from '../../rollouts/address';
import { EndedBar } from '../../held-work';
import { readPage } from '../../read-page';
import { DeliveryOverTime } from '../delivery-over-time';
import { FailureList, SentAgainList } from '../failure-list';
import { followUpsOf } from '../follow-up';
import { ItemPanel } from '../item-panel';
import { ItemsTable } from '../items-table';
import { RecoveryPack } from '../recovery-pack';
import { RunButtons } from '../run-buttons';
import { RunGate } from '../run-gate';
import { RunHeld } from '../run-held';
import { RunLive } from '../run-live';
import { RunPolicies } from '../run-policies';
import { RunTakenBack } from '../run-taken-back';
import { RunWaits } from '../run-waits';
import { VerificationPanel } from '../verification-panel';
import { GROUP_LOOK, groupHrefs, lookOf, runSentence, unitOf } from '../run-words';
import { shown } from '../../shown';

type Props = { params: Promise<{ runId: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return { title: await readPage(loadRunTitle((await params).runId)) };
}

/** A run: how it goes on, what failed and why, and each of its people. */
async function RunPage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const [{ runId }, search] = await Promise.all([params, searchParams]);
  const group = ITEM_GROUPS.find((known) => known === one(search, 'state'));
  const text = one(search, 'q');
  const page = pageOf(search, 50);
  const sort = sortOf(search, ITEM_ORDERS, { by: 'person', down: false });
  const [{ run, job, progress, failures, sentAgain, curve, packageCount, policies, waits, held, ended }, { items, total, opened }, verification, takenBack] = await Promise.all([
    readPage(loadRunView(runId)),
    readPage(loadRunItems(runId, { ...(group ? { states: statesOf(group) } : {}), ...(text ? { text } : {}) }, page, one(search, 'item'), sort)),
    readPage(loadVerification(runId)),
    readPage(loadTakenBack(runId)),
  ]);
  const path = `/runs/${run.id}`;
  const hrefOf = (change: Record<string, string | undefined>): string => addressWith(path, search, change);
  const groups = countGroups(progress.counts);
  const isAdmin = mayChange(session);
  const gate = isAdmin ? await loadFinishGate(session.personId, run) : null;
  const sentence = runSentence(progress);
  const at = opened ? items.findIndex((item) => item.id === opened.id) : -1;
  const neighbour = (index: number): string | undefined => (at >= 0 && items[index] ? hrefOf({ item: items[index].id }) : undefined);
  const pager = pagerOf(path, search, page, total);
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Rollouts', href: '/rollouts' }, { label: run.rolloutName, href: `/rollouts/${run.rolloutId}` }]}
        title={`${run.phaseName}, the run`}
        state={[
          { text: sentence.text, state: sentence.state },
          { text: `started by ${run.startedByName}`, at: run.startedAt.toISOString() },
          ...(run.settledAt ? [{ text: 'settled', at: run.settledAt.toISOString() }] : []),
          { text: `rehearsal ${run.rehearsalNumber},`, mono: run.rehearsalHash.slice(0, 12) },
        ]}
        actions={isAdmin ? (
          <>
          {run.state !== 'running' && <LinkButton href={`/runs/${run.id}/reversal`}>{isTakenBack(run.phaseState) ? 'See what was taken back' : 'Take it back…'}</LinkButton>}
          <RunButtons runId={run.id} phaseId={run.phaseId} phaseName={run.phaseName} failed={groups.failed} failedPolicies={progress.policies.failed} packageCount={packageCount} canRetry={run.phaseState !== 'held' && (run.state === 'running' || run.state === 'settled')} gate={gate} canPause={run.state === 'running' && !held && !ended} canEnd={run.state === 'running' && !ended} notSent={groups.queued} primary />
          </>
        ) : <LinkButton href={`/runs/${run.id}/reversal`}>See the reversal</LinkButton>}
      />
      <RunHeld runId={run.id} phaseId={run.phaseId} held={held && { ...held, at: held.at.toISOString() }} startedByMe={run.startedBy === session.personId} isAdmin={isAdmin} />
      {ended && <EndedBar title="The run was ended" byName={ended.byName} at={ended.at.toISOString()} reason={ended.reason} />}
      {gate && <RunGate gate={gate} rolloutId={run.rolloutId} phaseId={run.phaseId} phaseName={run.phaseName} />}
      {takenBack && <RunTakenBack taken={takenBack} packageCount={packageCount} />}
      <RunWaits says={held ? [] : waits} />
      <RunLive
        runId={run.id}
        initial={progress}
        packageCount={packageCount}
        actsAsName={job?.actsAsName ?? null}
        waitsBecause={job?.lastError ?? null}
        isAdmin={isAdmin}
        holdList={Boolean(group ?? text)}
        chosen={group ?? 'all'}
        hrefs={groupHrefs((each) => hrefOf({ state: each, page: undefined, item: undefined }))}
      />
      {curve && <DeliveryOverTime curve={curve} packageCount={packageCount} />}
      {verification && <VerificationPanel verification={verification} isAdmin={isAdmin} noun={unitOf(packageCount).many} takenBack={isTakenBack(run.phaseState)} linked />}
      <RunPolicies policies={policies} followUps={followUpsOf(session, run.id, policies)} />
      <FailureList
        failed={groups.failed}
        packageCount={packageCount}
        failures={failures.map((failure) => ({ ...failure, since: failure.since.toISOString(), href: hrefOf({ state: 'failed', q: failure.cause, page: undefined, item: undefined }) }))}
      />
      <SentAgainList groups={sentAgain} packageCount={packageCount} />
      {hasRole(session, 'Rollout.Admin', 'Rollout.Auditor') && <RecoveryPack runId={run.id} />}
      {(groups.total > 0 || policies.length === 0) && (
        <Section title="People" flush>
          <FilterBar search={`Find in ${groups.total.toLocaleString('en-GB')} ${unitOf(packageCount).many}`} filters={[{ param: 'state', label: 'State', options: ITEM_GROUPS.map((value) => ({ value, label: GROUP_LOOK[value].word })) }]} />
          <RowPanelLayout
            panel={opened ? <ItemPanel item={openedOf(opened, isTakenBack(run.phaseState))} closeHref={hrefOf({ item: undefined })} {...optional('previousHref', neighbour(at - 1))} {...optional('nextHref', neighbour(at + 1))} /> : undefined}
          >
            <ItemsTable
              heads={sortHeads(path, { ...search, item: undefined }, ITEM_ORDERS, sort)}
              showPackage={packageCount > 1}
              filtered={Boolean(group ?? text)}
              items={items.map((item) => ({ id: item.id, personName: item.personName, userPrincipalName: item.userPrincipalName, packageName: item.packageName, ...lookOf(item.state), since: item.stateSince.toISOString(), reason: item.failure, href: hrefOf({ item: item.id }), open: item.id === opened?.id }))}
            />
            <Pager {...pager} noun={unitOf(packageCount).many} />
          </RowPanelLayout>
        </Section>
      )}
    </>
  );
}

export default shown(RunPage);

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}

function openedOf(item: ShownItem, takenBack: boolean) {
  const { personId, personName, userPrincipalName, packageName, stateSince, sentAt, attempts, failure, failureCode, requestId, graphRequestId } = item;
  return { personId, personName, userPrincipalName, packageName, ...lookOf(item.state), since: stateSince.toISOString(), sentAt: sentAt?.toISOString() ?? null, attempts, reason: failure, whatToDo: failure ? takenBack ? NOTHING_TO_DO : whatToDo(failureCode) : null, requestId, graphRequestId };
}
