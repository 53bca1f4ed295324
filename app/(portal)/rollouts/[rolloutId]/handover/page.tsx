import type { Metadata } from 'next';
import { FilterBar } from '@/components/filter-bar';
import { PageHead } from '@/components/page-head';
import type { StateItem } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { RereadWhile } from '@/components/reread-while';
import { Section } from '@/components/section';
import { Totals } from '@/components/totals';
import type { PackagePolicy } from '@/lib/authoring/package-design';
import { decisionText } from '@/lib/authoring/policy-words';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { handoverWords, OPEN_HANDOVER_STATES } from '@/lib/rollout/handover-item';
import type { HandoverItemState } from '@/lib/rollout/handover-item';
import { loadHandoverItems, loadHandoverView } from '@/lib/rollout/handover-view';
import type { HandoverView } from '@/lib/rollout/handover-view';
import { loadRolloutName } from '@/lib/rollout/rollout-view';
import { EndedBar } from '../../../held-work';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { one, pageOf, pagerOf } from '../../address';
import type { Search } from '../../address';
import { peopleWords } from '../../phase-words';
import { CloseRollout } from './close-rollout';
import { HandoverButtons, HandoverHeld, HandoverTrouble, HandoverTurn, HandoverWaits } from './handover-buttons';
import { HandoverItems } from './handover-items';
import { HandoverPackages } from './handover-packages';
import type { HowGiven } from './handover-packages';

type Props = { params: Promise<{ rolloutId: string }>; searchParams: Promise<Search> };

const GROUPS: Record<string, readonly HandoverItemState[]> = { open: OPEN_HANDOVER_STATES, done: ['done'], left: ['left'], failed: ['failed'] };
const GROUP_WORDS = { open: 'To be moved', done: 'Moved', left: 'Left as they are', failed: 'Failed' };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return { title: `Handover of ${await readPage(loadRolloutName((await params).rolloutId))}` };
}

/** Who is still under a pilot's policy, where they go and when their access ends then: rehearsed, then moved and read back. */
async function HandoverPage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const [{ rolloutId }, search] = await Promise.all([params, searchParams]);
  const view = await readPage(loadHandoverView(session, rolloutId));
  const { rollout, handover, counts, packages } = view;
  const state = one(search, 'state');
  const group = state && state in GROUPS ? state : undefined;
  const text = one(search, 'q');
  const page = pageOf(search, 50);
  const states = group ? GROUPS[group] : undefined;
  const { items, total } = handover ? await readPage(loadHandoverItems(handover.id, { ...(states ? { states } : {}), ...(text ? { text } : {}) }, page)) : { items: [], total: 0 };
  const path = `/rollouts/${rollout.id}/handover`;
  const mayAct = mayChange(session) && rollout.state !== 'abandoned';
  const open = openOf(view);
  const nobodyLeft = view.onPilot.people === 0 && view.onPilot.undecided.length === 0;
  const all = open + counts.done + counts.left + counts.failed;
  const pager = pagerOf(path, search, page, total);
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Rollouts', href: '/rollouts' }, { label: rollout.name, href: `/rollouts/${rollout.id}` }]}
        title="Handover"
        state={headOf(view)}
        actions={mayAct ? <HandoverButtons rolloutId={rollout.id} handover={handover && { hash: handover.hash, held: handover.heldAt !== null, ended: handover.endedAt !== null, waiting: view.waiting, state: handover.state, way: handover.way, back: handover.back, moves: counts.queued, failed: handover.endedAt ? view.failed.between : counts.failed, left: counts.left, names: view.names, ...policiesOf(view) }} moved={view.moved} refused={handover?.state === 'settled' && view.failed.refused > 0} nobodyLeft={nobodyLeft} stopped={view.stop !== null} packages={new Set(packages.filter(({ found }) => found).map(({ packageId }) => packageId)).size} /> : undefined}
      />
      <RereadWhile underWay={handover?.state === 'running'} />
      {handover?.heldAt && <HandoverHeld rolloutId={rollout.id} says={view.stop?.says ?? handover.holdSays ?? ''} at={(view.stop?.at ?? handover.heldAt).toISOString()} stopId={view.stop?.id ?? null} isAdmin={mayAct} />}
      {handover?.endedAt && <EndedBar title="The handover was ended" byName={handover.endedByName ?? ''} at={handover.endedAt.toISOString()} reason={handover.endReason ?? ''} />}
      {handover && <HandoverWaits rolloutId={rollout.id} jobState={handover.jobState} actsAsName={handover.jobActsAsName ?? ''} isAdmin={mayAct && !view.stop} />}
      <HandoverTurn waits={view.waitsFor.map(({ packageId, policyId, since, ...wait }) => ({ ...wait, key: `${packageId} ${policyId} ${wait.kept}`, since: since.toISOString() }))} />
      {handover?.state === 'settled' && <HandoverTrouble rolloutId={rollout.id} back={handover.back} {...view.failed} goBack={view.goBack} staying={view.staying} mayAct={mayAct} stopped={view.stop !== null} />}
      <HandoverPackages
        rolloutId={rollout.id}
        mayAct={mayAct && handover?.state !== 'running'}
        notRead={view.notRead}
        isOver={handover?.state === 'settled' && !handover.endedAt && counts.done > 0 && counts.failed === 0}
        packages={packages.map(({ packageId, packageName, policyId, policyName, policies, target, found }) => ({
          packageId, packageName, policyId, policyName, target: target && { ...target, how: howOf(policies.find(({ id }) => id === target.policyId)) },
          policies: policies.map(({ id, name }) => ({ id, name })),
          found: found && !handover?.back ? { holders: found.holders, others: found.others, othersLeft: found.othersLeft, outside: found.outside, extendable: found.extendable, ruled: found.ruled, matched: found.matched, firstEnd: iso(found.firstEnd), lastEnd: iso(found.lastEnd), endless: found.endless, moving: found.moving, firstNewEnd: iso(found.firstNewEnd), lastNewEnd: iso(found.lastNewEnd), newEndDays: found.newEndDays } : null,
        }))}
      />
      {handover && (
        <Section title="By person">
          {all > 0 && (
            <Totals
              totals={[
                { key: 'all', value: all, label: handover.back ? 'were moved before' : 'under a pilot’s policy when read', href: path, chosen: !group },
                { key: 'open', value: open, label: handover.back ? 'to be put back' : 'to be moved', state: handover.state === 'running' ? 'onItsWay' : 'notStarted', href: `${path}?state=open`, chosen: group === 'open' },
                { key: 'done', value: counts.done, label: handover.back ? 'put back and read back' : 'moved and read back', state: 'verified', href: `${path}?state=done`, chosen: group === 'done' },
                { key: 'left', value: counts.left, label: 'left as they are', state: 'skipped', href: `${path}?state=left`, chosen: group === 'left' },
                { key: 'failed', value: counts.failed, label: 'failed', state: 'failed', href: `${path}?state=failed`, chosen: group === 'failed' },
              ]}
            />
          )}
          <FilterBar search="Find a person or package" filters={[{ param: 'state', label: 'How far', options: Object.entries(GROUP_WORDS).map(([value, label]) => ({ value, label })) }]} />
          <HandoverItems
            filtered={Boolean(group ?? text)}
            severalPackages={packages.length > 1}
            rows={items.map((item) => ({ id: item.id, personId: item.personId, personName: item.personName, packageName: item.packageName, endsAt: iso(item.endsAt), extendable: item.extendable, ruleMatches: item.ruleMatches, toPolicyName: item.toPolicyName, newEndsAt: iso(item.newEndsAt), stays: item.state === 'left', state: item.state, says: handoverWords(item) }))}
          />
          <Pager {...pager} noun="people" />
        </Section>
      )}
      <CloseRollout
        rolloutId={rollout.id}
        mayAct={mayAct}
        handedOver={nobodyLeft}
        packages={packages.map(({ packageId, packageName, hidden }) => ({ packageId, packageName, hidden }))}
        groups={view.groups.map(({ groupId, packageName, policyName, people, phaseName, goneAt }) => ({ groupId, packageName, policyName, people, phaseName, goneAt: iso(goneAt) }))}
        catalogs={view.catalogs}
      />
    </>
  );
}

export default shown(HandoverPage);

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** How a policy gives a package, where that is not at once. */
function howOf(policy: PackagePolicy | undefined): HowGiven | null {
  return policy?.automatic || policy?.approvalRequired ? { byRule: policy.automatic, decision: policy.automatic ? null : decisionText(policy) } : null;
}

/** Policies whose rule or approvers have a part in a handover, by name; those put back go where they came from. */
function policiesOf({ handover, packages }: HandoverView): { byRule: string[]; decided: string[] } {
  const goTo = packages.flatMap(({ policyId, policies, target, found }) => (found ? (policies.find(({ id }) => id === (handover?.back ? policyId : target?.policyId)) ?? []) : []));
  const named = (those: PackagePolicy[]): string[] => [...new Set(those.map(({ name }) => name))];
  return { byRule: named(goTo.filter(({ automatic }) => automatic)), decided: named(goTo.filter(({ automatic, approvalRequired }) => approvalRequired && !automatic)) };
}

function openOf({ counts }: HandoverView): number {
  return OPEN_HANDOVER_STATES.reduce((sum, each) => sum + counts[each], 0);
}

function headOf(view: HandoverView): StateItem[] {
  const { handover, onPilot, counts } = view;
  const still: StateItem[] = onPilot.people === null ? [{ text: 'Not read yet who is under a pilot’s policy' }] : [{ text: onPilot.people === 0 ? (counts.left > 0 ? 'Nobody is left to be handed over' : 'Nobody is on a pilot’s policy') : `${peopleWords(onPilot.people)} on a pilot’s policy ${onPilot.people === 1 ? 'is' : 'are'} to be handed over`, ...(onPilot.people === 0 ? { state: 'verified' as const } : {}) }, ...(onPilot.asOf ? [{ text: 'read', at: onPilot.asOf.toISOString() }] : [])];
  if (!handover) return [...still, { text: 'Nothing has been changed yet.', icon: 'lock', strong: true }];
  const number = { text: `${handover.back ? 'putting back' : 'handover'} ${handover.number}${handover.way === 'bridge' ? ' by bridge' : ''},`, mono: handover.hash.slice(0, 12) };
  if (handover.state === 'rehearsed') return [{ text: 'Rehearsed', state: 'rehearsed' }, ...still, number, { text: 'Nothing has been changed yet.', icon: 'lock', strong: true }];
  if (handover.heldAt) return [{ text: `${view.stop ? 'Stopped with everything' : 'Paused'}, ${openOf(view).toLocaleString('en-GB')} to go`, state: 'held' }, number, { text: `held by ${handover.heldByName ?? ''}`, at: iso(handover.heldAt) ?? '' }];
  if (handover.state === 'running') return [{ text: `Being ${handover.back ? 'put back' : 'moved'}, ${openOf(view).toLocaleString('en-GB')} to go`, state: 'running' }, number, { text: `started by ${handover.startedByName ?? ''}`, at: iso(handover.startedAt) ?? '' }];
  if (handover.endedAt && counts.failed === 0) return [{ text: `Ended, ${counts.done.toLocaleString('en-GB')} ${handover.back ? 'put back' : 'moved'} and read back so`, state: 'ended' }, ...still, number];
  return [{ text: counts.failed > 0 ? `Not everybody could be ${handover.back ? 'put back' : 'moved'}` : handover.back ? 'Put back, and read back so' : 'Moved, and read back so', state: counts.failed > 0 ? 'failed' : 'verified' }, ...still, number];
}
