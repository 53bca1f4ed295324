'use client';

import { Switch, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { phone } from '@/components/breakpoint';
import { Icon } from '@/components/icon';
import { LinkButton } from '@/components/link-button';
import { useGo } from '@/components/navigation';
import { PageHead } from '@/components/page-head';
import type { PagerProps } from '@/components/pager';
import { TextLink } from '@/components/text-link';
import type { StateName } from '@/components/states';
import { Totals } from '@/components/totals';
import type { ToldOutcome } from '@/lib/rollout/rehearsal';
import type { DeliveryMode } from '@/lib/rollout/phase';
import type { RehearsalView } from '@/lib/rollout/rehearsal-view';
import { countWords, peopleWords } from '../../rollouts/phase-words';
import { RehearseButton } from '../../rollouts/rehearse-button';
import { shortFingerprint } from '../outcome-words';
import { phaseCrumbs } from '../../phases/phase-crumbs';
import { ByPerson } from './by-person';
import type { PeopleAddresses } from './by-person';
import { ByResource } from './by-resource';
import { CohortNotes } from './cohort-notes';
import { Deliveries } from './deliveries';
import { Differences } from './differences';
import { HeldBefore } from './held-before';
import { WhatElse } from './what-else';

const useStyles = makeStyles({
  against: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM, minHeight: '32px', marginBottom: tokens.spacingVerticalM, color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  words: { display: 'flex', columnGap: tokens.spacingHorizontalS, alignItems: 'flex-start', minWidth: 0 },
  switch: { '& label': { fontSize: tokens.fontSizeBase200 }, [phone]: { marginLeft: `calc(-1 * ${tokens.spacingHorizontalS})` } },
});

export type RehearsalScreenProps = {
  view: RehearsalView;
  mayAct: boolean;
  outcome: ToldOutcome | null;
  onlyDifferences: boolean;
  /** No file for who may only read. */
  people: PeopleAddresses;
  addresses: { all: string; differences: string; outcomes: Record<ToldOutcome, string>; file: string | null };
  pager: Omit<PagerProps, 'noun'>;
};

/** What happens to people, each counted once; what is of one way of delivery stands where the phase goes that way. */
const TOTALS: readonly { key: ToldOutcome; label: string; state: StateName; mode?: DeliveryMode }[] = [
  { key: 'assign', label: 'gain it', state: 'gains', mode: 'assign' },
  { key: 'byRule', label: 'gain it by the rule', state: 'gains', mode: 'automatic' },
  { key: 'mayAsk', label: 'may ask', state: 'mayAsk', mode: 'invite' },
  { key: 'alreadyAssigned', label: 'already have it', state: 'alreadyHasIt' },
  { key: 'inFlight', label: 'already on the way', state: 'onItsWay' },
  { key: 'blocked', label: 'blocked', state: 'blocked' },
];

/** The rehearsal, read like a bank statement: the totals that matter, by resource, by person. */
export function RehearsalScreen({ view, mayAct, outcome, onlyDifferences, addresses, people, pager }: RehearsalScreenProps) {
  const { phase, rehearsal, stale, latestId } = view;
  const { people: counts } = rehearsal.totals;
  const before = onlyDifferences ? view.against?.head : undefined;
  const since = (now: number, then: number | undefined) => (then === undefined ? {} : { change: now - then });
  const { begins } = rehearsal;
  const started = phase.state !== 'draft' && phase.state !== 'rehearsed' && phase.state !== 'signed';
  return (
    <>
      <PageHead
        crumbs={phaseCrumbs(phase)}
        title={`Rehearsal ${rehearsal.number} of ${phase.name}, ${peopleWords(rehearsal.peopleCount)}`}
        state={[
          started ? { text: 'The phase has started', state: phase.state } : { text: 'Nothing has been changed yet.', icon: 'lock' as const, strong: true },
          { text: 'rehearsed', at: new Date(rehearsal.createdAt).toISOString() },
          { text: `by ${rehearsal.createdByName}` },
          ...(rehearsal.readFrom === 'mirror' ? [{ text: 'from the copy of the directory', at: new Date(rehearsal.tenantReadAt).toISOString() }] : []),
          ...(begins ? [{ text: `access begins ${begins}` }] : []),
          { text: 'fingerprint', mono: shortFingerprint(rehearsal.hash) },
        ]}
        actions={
          <>
            {stale === 'newer' && <LinkButton href={`/rehearsals/${latestId}`}>See the newest rehearsal</LinkButton>}
            {mayAct && (
              <RehearseButton phaseId={phase.id} appearance={stale === 'changed' ? 'primary' : 'secondary'} opens>Rehearse again</RehearseButton>
            )}
            {stale === null && !started && <LinkButton href={`/rollouts/${phase.rolloutId}?phase=${phase.id}`} appearance="primary">{mayAct ? `Go on with ${phase.name}` : `See ${phase.name}`}</LinkButton>}
          </>
        }
      />
      <Totals
        totals={[
          { key: 'all', value: rehearsal.peopleCount, ...since(rehearsal.peopleCount, before?.peopleCount), label: rehearsal.peopleCount === 1 ? 'person in all' : 'people in all', icon: 'people', href: addresses.all, chosen: outcome === null && !onlyDifferences },
          ...TOTALS.filter(({ key, mode }) => !mode || rehearsal.modes.includes(mode) || counts[key] > 0).map(({ key, label, state }) => ({ key, value: counts[key], ...since(counts[key], before?.totals.people[key]), label, state, href: addresses.outcomes[key], chosen: outcome === key })),
          ...(rehearsal.modes.includes('assign') ? [{ key: 'requests', value: rehearsal.totals.changes.assign, ...since(rehearsal.totals.changes.assign, before?.totals.changes.assign), label: rehearsal.totals.changes.assign === 1 ? 'request, once started' : 'requests, once started', icon: 'send' as const }] : []),
        ]}
      />
      <Against view={view} onlyDifferences={onlyDifferences} href={addresses.differences} />
      {onlyDifferences && view.against ? (
        <Differences against={view.against} rehearsal={rehearsal} />
      ) : (
        <>
          <Deliveries deliveries={view.deliveries} />
          <CohortNotes notes={view.notes} phaseId={phase.id} />
          <ByResource resources={view.resources} />
          <HeldBefore baseline={view.baseline} />
          {view.effects && <WhatElse effects={view.effects} />}
          <ByPerson view={view} outcome={outcome} fileHref={addresses.file} people={people} pager={pager} />
        </>
      )}
    </>
  );
}

/** What differs from the rehearsal before, and the way to see only that. */
function Against({ view, onlyDifferences, href }: { view: RehearsalView; onlyDifferences: boolean; href: string }) {
  const styles = useStyles();
  const go = useGo();
  const { against, stale } = view;
  if (stale === 'changed') {
    return (
      <div className={styles.against}>
        <span className={styles.words}><Icon name="warning" /> The cohort or the packages changed since this rehearsal. It can no longer be started; rehearse again.</span>
      </div>
    );
  }
  if (!against) return <div className={styles.against}><span className={styles.words}><Icon name="compare" /> The first rehearsal of this phase; there is none before it to compare with.</span></div>;
  const { head, differences } = against;
  const same = differences.peopleCount === 0 && differences.design.length === 0 && against.baseline.resources.length === 0 && against.baseline.differing === 0;
  return (
    <div className={styles.against}>
      <span className={styles.words}>
        <Icon name="compare" />
        <span>
          {'Against '}
          <TextLink href={`/rehearsals/${head.id}`}>{`rehearsal ${head.number}`}</TextLink>
          {' of '}
          <AgeText at={new Date(head.createdAt).toISOString()} as="moment" />
          {same ? ': nothing differs.' : `: ${countWords(differences.peopleCount, 'person differs', 'people differ')}, ${differences.wider === 0 ? 'nobody gains more' : `${differences.wider.toLocaleString('en-GB')} of them wider`}. ${differences.design.length === 0 ? 'Resources, policies and end dates are the same.' : countWords(differences.design.length, 'change in the packages.', 'changes in the packages.')}${against.baseline.resources.length + against.baseline.differing === 0 ? '' : ' What was held before differs.'}`}
        </span>
      </span>
      {!same && <Switch className={styles.switch} labelPosition="before" label="Only the differences" checked={onlyDifferences} onChange={() => go(href, { stay: true })} />}
    </div>
  );
}
