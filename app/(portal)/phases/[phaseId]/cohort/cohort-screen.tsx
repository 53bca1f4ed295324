'use client';

import { EmptyState } from '@/components/empty-state';
import type { PagerProps } from '@/components/pager';
import type { MemberOrder } from '@/lib/rollout/cohort';
import type { CohortView } from '@/lib/rollout/cohort-view';
import type { SortHead } from '../../../rollouts/address';
import { AddPeople } from './add-people';
import { CohortPageHead, Overlap } from './cohort-head';
import { MembersTable } from './members-table';

export type CohortScreenProps = {
  view: CohortView;
  mayAct: boolean;
  maySupplementIt: boolean;
  adding: string | null;
  seed: string;
  /** What the list is filtered by, as the address says it; goes along when all pages are meant. */
  filter: Record<string, string[]>;
  heads: Record<MemberOrder['by'], SortHead>;
  addresses: { closed: string; people: Record<string, string>; add: Record<string, string>; notAdding: string; rest: string };
  pager: Omit<PagerProps, 'noun'>;
};

/** The cohort: its people, each with why and how they stand; the ways to add more. */
export function CohortScreen({ view, mayAct, maySupplementIt, adding, seed, filter, addresses, heads, pager }: CohortScreenProps) {
  const { phase } = view.head;
  const filtered = Object.keys(filter).length > 0;
  const empty = phase.peopleCount === 0;
  return (
    <>
      <CohortPageHead head={view.head} mayAct={mayAct} tab="people" maySupplementIt={maySupplementIt} {...(filtered ? { matching: view.matching } : {})} addHref={adding ? undefined : addresses.add.people} />
      {mayAct && (adding ?? empty) && <AddPeople phaseId={phase.id} automatic={phase.mode === 'automatic'} way={adding ?? 'people'} seed={seed} addresses={addresses.add} {...(empty ? {} : { closeHref: addresses.notAdding })} />}
      {empty && !mayAct && <EmptyState icon="people" title="Nobody is in this cohort yet" why="An identity admin adds people by name, from a group or a list, by a rule, or as a sample. Until then the phase gives nothing to anybody." />}
      {!empty && !filtered && <Overlap {...view.overlap} path={`/phases/${phase.id}/cohort`} rolloutId={phase.rolloutId} />}
      {!empty && <MembersTable view={view} mayAct={mayAct} filter={filter} addresses={addresses} heads={heads} pager={pager} />}
    </>
  );
}
