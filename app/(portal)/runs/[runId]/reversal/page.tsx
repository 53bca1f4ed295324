import type { Metadata } from 'next';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { RereadWhile } from '@/components/reread-while';
import { Section } from '@/components/section';
import { Totals } from '@/components/totals';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { CHOICE_WORDS, itemWords, OPEN_ITEM_STATES, REVERSAL_ACTIONS } from '@/lib/rollout/reversal';
import { loadReversal, loadReversalItems } from '@/lib/rollout/reversal-view';
import type { ReversalView, ShownReversalItem } from '@/lib/rollout/reversal-view';
import { loadRunTitle } from '@/lib/rollout/run-view';
import { addressWith, one, pageOf, pagerOf } from '../../../rollouts/address';
import type { Search } from '../../../rollouts/address';
import { readPage } from '../../../read-page';
import { unitOf } from '../../run-words';
import { OtherwiseThanSigned } from './otherwise-than-signed';
import { Losses, RehearseReversal, ReversalButtons, ReversalHeld, ReversalItems, ReversalLate, ReversalPause, ReversalRoles, ReversalWaits, ReversedPolicies, UnderTotals } from './reversal-parts';
import { ACTION_LOOK, reversedWords } from './reversal-words';

type Props = { params: Promise<{ runId: string }>; searchParams: Promise<Search> };

const STATES = ['open', 'done', 'left', 'failed'] as const;
const STATE_WORDS = { open: 'Not done yet', done: 'Done', left: 'Left as it is', failed: 'Failed' };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return { title: `Reversal, ${await readPage(loadRunTitle((await params).runId))}` };
}

/** Taking back what a run gave: rehearsed first, person by person and by resource, then started and followed. */
export default async function ReversalPage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const [{ runId }, search] = await Promise.all([params, searchParams]);
  const view = await readPage(loadReversal(runId));
  const { run, reversal, counts, roles, policies } = view;
  const action = REVERSAL_ACTIONS.find((known) => known === one(search, 'action'));
  const state = STATES.find((known) => known === one(search, 'state'));
  const text = one(search, 'q');
  const page = pageOf(search, 50);
  const { items, total } = reversal ? await readPage(loadReversalItems(reversal, { ...(action ? { action } : {}), ...(state ? { state } : {}), ...(text ? { text } : {}) }, page)) : { items: [], total: 0 };
  const path = `/runs/${run.id}/reversal`;
  const isAdmin = mayChange(session);
  const started = reversal !== null && reversal.state !== 'rehearsed';
  const sum = sumsOf(view);
  const packages = new Set(roles.map(({ packageName }) => packageName)).size;
  const noun = unitOf(packages).many;
  const pager = pagerOf(path, search, page, total);
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Rollouts', href: '/rollouts' }, { label: run.rolloutName, href: `/rollouts/${run.rolloutId}` }, { label: `${run.phaseName}, the run`, href: `/runs/${run.id}` }]}
        title={started ? `${run.phaseName}, ${run.phaseState === 'reversed' ? '' : 'being '}taken back` : `Take ${run.phaseName} back`}
        state={headOf(view)}
        actions={
          <>
            {reversal && hasRole(session, 'Rollout.Admin', 'Rollout.Auditor') && <LinkButton href={addressWith(`${path}/export`, search, { page: undefined })} icon="download" download>Export</LinkButton>}
            {isAdmin && reversal?.state === 'running' && !reversal.heldAt && <ReversalPause reversalId={reversal.id} phaseName={run.phaseName} />}
            {isAdmin && reversal && counts && <ReversalButtons reversalId={reversal.id} hash={reversal.hash} number={reversal.number} state={reversal.state} phaseReversing={run.phaseState === 'reversing'} mayStart={view.mayStart && view.needed.every(({ agreed }) => agreed)} taken={counts.queued - sum.of('clear')} bridged={sum.of('bridge')} cleared={sum.of('clear')} restored={sum.of('restore')} packages={packages} people={view.people.taken} left={counts.left} policies={policies.length} failed={sum.failed} loses={reversal.losses.length > 0} />}
          </>
        }
      />
      {reversal && !started && view.needed.length > 0 && reversal.choice !== 'signed' && <OtherwiseThanSigned reversalId={reversal.id} hash={reversal.hash} choice={reversal.choice} needed={view.needed.map(({ originSystem, originId, name, people, signed, agreed, refused, outgrown }) => ({ key: `${originSystem} ${originId}`, name, people, signed, agreed: agreed && `${agreed.agreedByName}${agreed.reason ? `, instead of the owner: ${agreed.reason}` : ''}`, refused: refused && { byName: refused.agreedByName, reason: refused.reason ?? '' }, outgrown: outgrown && { byName: outgrown.agreedByName, people: outgrown.people }, letterHref: letterOf(view, originSystem, originId) }))} mayAgreeInstead={isAdmin && reversal.createdBy !== session.personId} />}
      {reversal && <RereadWhile underWay={reversal.state === 'running'} />}
      {reversal?.heldAt && <ReversalHeld reversalId={reversal.id} says={reversal.holdSays ?? ''} at={reversal.heldAt.toISOString()} stopId={view.stopId} isAdmin={isAdmin} />}
      {reversal && <ReversalWaits reversalId={reversal.id} jobState={reversal.jobState} actsAsName={reversal.jobActsAsName ?? ''} isAdmin={isAdmin} />}
      {reversal && <ReversalLate reversalId={reversal.id} late={view.late} packages={packages} isAdmin={isAdmin} />}
      {reversal && (
        <Totals
          totals={[
            { key: 'all', value: sum.all - sum.of('clear'), label: `${noun} ${packages > 1 ? 'the run gave' : `${started ? 'had' : 'have'} it by the run`}`, href: path, chosen: !action && !state },
            ...REVERSAL_ACTIONS.filter((each) => sum.of(each) > 0 || each === 'remove' || each === 'leave').map((each) => ({ key: each, value: sum.of(each), label: ACTION_LOOK[each].label, state: ACTION_LOOK[each].state, href: `${path}?action=${each}`, chosen: action === each })),
            ...(started && counts ? [{ key: 'done', value: counts.done, label: 'done', state: 'verified' as const, href: `${path}?state=done`, chosen: state === 'done' }, { key: 'failed', value: counts.failed, label: 'failed', state: 'failed' as const, href: `${path}?state=failed`, chosen: state === 'failed' }] : []),
          ]}
        />
      )}
      <UnderTotals>
        {reversal && <Losses losses={reversal.losses} started={started} />}
        <ReversedPolicies policies={policies.map(({ id, packageName, policyName, before, state: at, failure, differences }) => ({ id, packageName, policyName, made: before === null, state: at, failure, differences: differences ?? [] }))} />
        {isAdmin && !started && view.mayStart && <RehearseReversal runId={run.id} choice={reversal?.choice ?? 'signed'} signed={signedWords(view)} again={reversal !== null} sites={roles.some(({ originSystem }) => originSystem === 'SharePointOnline') || !reversal} />}
        {reversal && <ReversalRoles roles={roles} people={view.people.all} otherwise={view.otherwise} />}
        {reversal && (
          <Section title="By person" caption={reversedWords(sum.all, packages, view.people.all)} flush>
            <FilterBar search="Find a person or package" filters={[{ param: 'action', label: 'What is done', options: REVERSAL_ACTIONS.map((value) => ({ value, label: ACTION_LOOK[value].word })) }, ...(started ? [{ param: 'state', label: 'How far', options: STATES.map((value) => ({ value, label: STATE_WORDS[value] })) }] : [])]} />
            <ReversalItems rows={items.map(rowOf)} filtered={Boolean(action ?? state ?? text)} started={started} />
            <Pager {...pager} noun={noun} />
          </Section>
        )}
      </UnderTotals>
    </>
  );
}

function letterOf({ signed }: ReversalView, originSystem: string, originId: string): string | null {
  const found = signed.find(({ resource }) => resource.originSystem === originSystem && resource.originId === originId);
  return found ? `/sign-offs/${found.signOffId}` : null;
}

function signedWords({ signed }: ReversalView): string {
  const asked = signed.filter((each) => each.asked);
  return asked.length === 0 ? '' : `Signed: ${asked.map(({ resource, choice }) => `“${resource.name}” ${CHOICE_WORDS[choice].name.toLowerCase()}`).join(', ')}.`;
}

function sumsOf({ actions, counts, policies }: ReversalView): { all: number; failed: number; of: (action: string) => number } {
  const of = (action: string): number => actions.filter((each) => each.action === action).reduce((all, { count }) => all + count, 0);
  return { all: actions.reduce((all, { count }) => all + count, 0), failed: (counts?.failed ?? 0) + policies.filter(({ state }) => state === 'failed').length, of };
}

function headOf({ run, reversal, counts, mayStart }: ReversalView) {
  if (!reversal) return [{ text: mayStart ? 'Not rehearsed yet. Nothing has been changed.' : run.state === 'running' ? 'The run is still sending; it can be taken back once it has settled or was stopped.' : 'This phase cannot be taken back from where it is.' }];
  const open = counts ? OPEN_ITEM_STATES.reduce((all, state) => all + counts[state], 0) : 0;
  const about = [{ text: CHOICE_WORDS[reversal.choice].name.toLowerCase() }, { text: `reversal ${reversal.number},`, mono: reversal.hash.slice(0, 12) }];
  if (reversal.state === 'rehearsed') return [{ text: 'Nothing has been changed yet', state: 'rehearsed' as const }, ...about, { text: 'read', at: reversal.tenantReadAt.toISOString() }];
  const done = run.phaseState === 'reversed' ? { text: 'Taken back', state: 'reversed' as const } : reversal.state === 'settled' ? { text: 'Not everything could be taken back', state: 'failed' as const } : { text: `Being taken back, ${open.toLocaleString('en-GB')} to go`, state: 'reversing' as const };
  return [done, ...about, { text: `started by ${reversal.startedByName ?? ''}`, at: reversal.startedAt?.toISOString() ?? '' }];
}

function rowOf(item: ShownReversalItem) {
  const { id, personId, personName, userPrincipalName, packageName, action, why, state } = item;
  return { id, personId, personName, userPrincipalName, packageName, action, why, state, held: item.held.map(({ roleName, resourceName }) => `${roleName} of “${resourceName}”`).join(', '), says: itemWords(item), since: item.stateSince.toISOString() };
}
