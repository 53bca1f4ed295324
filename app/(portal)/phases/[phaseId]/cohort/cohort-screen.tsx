'use client';

import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import type { StateItem } from '@/components/page-head';
import type { PagerProps } from '@/components/pager';
import type { MemberOrder } from '@/lib/rollout/cohort';
import type { CohortView } from '@/lib/rollout/cohort-view';
import type { SortHead } from '../../../rollouts/address';
import { peopleWords } from '../../../rollouts/phase-words';
import { RehearseButton } from '../../../rollouts/rehearse-button';
import { AddPeople } from './add-people';
import { MembersTable } from './members-table';
import { Sources } from './sources';

export type CohortScreenProps = {
  view: CohortView;
  mayAct: boolean;
  adding: string | null;
  /** What the list is filtered by, as the address says it; goes along when all pages are meant. */
  filter: Record<string, string>;
  heads: Record<MemberOrder['by'], SortHead>;
  addresses: { closed: string; people: Record<string, string>; add: Record<string, string>; notAdding: string };
  pager: Omit<PagerProps, 'noun'>;
};

/** The cohort: its people, each with why and how they stand; adding in three ways. */
export function CohortScreen({ view, mayAct, adding, filter, addresses, heads, pager }: CohortScreenProps) {
  const { phase } = view;
  const filtered = Object.keys(filter).length > 0;
  const state: StateItem[] = [
    { text: phase.state === 'draft' ? 'Draft' : phase.state === 'rehearsed' ? 'Rehearsed' : phase.name, state: phase.state },
    { text: peopleWords(phase.peopleCount) },
    ...(filtered ? [{ text: `${view.matching.toLocaleString('en-GB')} match the filter` }] : []),
    ...(view.open ? [{ text: 'Nothing has been changed yet.', strong: true }] : [{ text: 'frozen since the phase started' }]),
  ];
  const empty = phase.peopleCount === 0;
  return (
    <>
      <PageHead
        crumbs={[
          { label: 'Rollouts', href: '/rollouts' },
          { label: phase.rolloutName, href: `/rollouts/${phase.rolloutId}` },
          { label: phase.name, href: `/rollouts/${phase.rolloutId}?phase=${phase.id}` },
        ]}
        title={`Cohort of ${phase.name}`}
        state={state}
        actions={mayAct && !empty ? (
          <>
            {adding ? null : <LinkButton href={addresses.add.people ?? ''} icon="add">Add people</LinkButton>}
            <RehearseButton phaseId={phase.id} opens>{`Rehearse ${peopleWords(phase.peopleCount)}`}</RehearseButton>
          </>
        ) : undefined}
      />
      {mayAct && (adding ?? empty) && <AddPeople phaseId={phase.id} way={adding ?? 'people'} addresses={addresses.add} {...(empty ? {} : { closeHref: addresses.notAdding })} />}
      {empty && !mayAct && <EmptyState icon="people" title="Nobody is in this cohort yet" why="An identity admin adds people by name, from a group or from a list. Until then the phase gives nothing to anybody." />}
      {view.sources.length > 0 && <Sources phaseId={phase.id} sources={view.sources} mayAct={mayAct} />}
      {!empty && <MembersTable view={view} mayAct={mayAct} filter={filter} addresses={addresses} heads={heads} pager={pager} />}
    </>
  );
}
