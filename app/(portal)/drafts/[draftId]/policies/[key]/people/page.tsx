import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CursorPager } from '@/components/cursor-pager';
import { DataTable } from '@/components/data-table';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { PersonCell } from '@/components/person-cell';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import { TabLinks } from '@/components/tab-links';
import { requireRole } from '@/lib/auth/guard';
import { DISABLED_DOUBT, REACH_PARTS } from '@/lib/authoring/rule-reach';
import type { ReachPart, ReachVerdict } from '@/lib/authoring/rule-reach';
import { loadReach } from '@/lib/authoring/rule-reach-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../../../catalogs/search-params';
import { isId, param } from '../../../../../catalogs/search-params';
import { readPage } from '../../../../../read-page';
import { shown } from '../../../../../shown';
import { reachHref } from './address';

export const metadata: Metadata = { title: 'Whom the rule selects' };

const LOOK: Record<ReachVerdict, { state: StateName; word: string }> = {
  gets: { state: 'gains', word: 'Gets the package' },
  has: { state: 'alreadyHasIt', word: 'Has it already' },
  idle: { state: 'skipped', word: 'Gets nothing yet' },
  loses: { state: 'warning', word: 'Loses the package' },
  keeps: { state: 'alreadyHasIt', word: 'Keeps it' },
  hasNot: { state: 'skipped', word: 'Does not have it' },
  matches: { state: 'skipped', word: 'Does not have it yet' },
  disabled: { state: 'unknown', word: 'May not get it' },
  unknown: { state: 'unknown', word: 'Not known' },
};

const TABS: Record<ReachPart, { label: string; empty: string }> = {
  selects: { label: 'Match', empty: 'Nobody matches the rule now' },
  comes: { label: 'New', empty: 'Nobody is new' },
  leaves: { label: 'No longer match', empty: 'Nobody leaves the rule' },
};

/** Whom the rule of a drafted policy selects, who is new by it and who no longer matches, a page at a time. */
async function RuleReachPage({ params, searchParams }: { params: Promise<{ draftId: string; key: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ draftId, key: keyText }, who, cursor] = await Promise.all([params, param(searchParams, 'who'), param(searchParams, 'cursor')]);
  const key = decodeURIComponent(keyText);
  if (!isId(draftId)) notFound();
  const part = REACH_PARTS.find((each) => each === who) ?? 'selects';
  const { draft, policyName, packageName, change, people, next, asOf, partly, why } = await readPage(loadReach(graphFor(session), draftId, key, part, cursor || null));
  const reviewHref = `/drafts/${draftId}/review`;
  const parts = REACH_PARTS.filter((each) => (each === 'selects' ? change.after !== null : change.before !== null && (each === 'leaves' || change.after !== null)));
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Drafts', href: '/drafts' }, { label: draft.name, href: `/drafts/${draftId}` }, { label: 'Review', href: reviewHref }]}
        title={`Whom “${policyName}” selects`}
        state={[
          { text: `Were the policy of “${packageName}” saved as it is drafted`, icon: 'info' },
          { text: 'nothing has been changed yet' },
          ...(asOf ? [{ text: 'by the copy of the directory', at: asOf.toISOString() }] : []),
        ]}
      />
      {parts.length > 1 && <TabLinks label="Whom it concerns" chosen={part} tabs={parts.map((each) => ({ key: each, label: TABS[each].label, href: reachHref(draftId, key, { part: each }) }))} />}
      {why
        ? <EmptyState icon="people" title="They cannot be listed" why={`Because ${why}.`} action={<LinkButton href={reviewHref}>Back to the review</LinkButton>} />
        : (
          <>
            {people.some(({ verdict }) => verdict === 'disabled') && <p>{DISABLED_DOUBT}</p>}
            <DataTable
              label="Whom it concerns"
              memory={`rule-reach-${part}`}
              twoLine
              columns={[{ key: 'person', header: 'Person', width: '40%' }, { key: 'verdict', header: 'The package', width: '230px' }, { key: 'policy', header: 'Has it by', named: true }]}
              rows={people.map(({ id, name, userPrincipalName, enabled, verdict, policy }) => ({
                key: id,
                label: name,
                href: `/people/${id}`,
                cells: { person: <PersonCell name={name} detail={enabled ? userPrincipalName : `Disabled account, ${userPrincipalName}`} href={`/people/${id}`} />, verdict: <StateLabel state={LOOK[verdict].state}>{LOOK[verdict].word}</StateLabel>, policy: policy ? `“${policy}”` : '–' },
              }))}
              empty={{ icon: 'people', title: partly || cursor ? 'Nobody on this page' : TABS[part].empty, why: partly ? 'There are more people to go through: the next page goes on.' : 'As people are in the directory today.' }}
            />
            <CursorPager shown={people.length} noun="account" {...(cursor ? { firstHref: reachHref(draftId, key, { part }) } : {})} {...(next ? { nextHref: reachHref(draftId, key, { part, cursor: next }) } : {})} />
          </>
        )}
    </>
  );
}

export default shown(RuleReachPage);
