import { AgeText } from '@/components/age-text';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { Section } from '@/components/section';
import type { DraftReview, SettledSteps } from '@/lib/authoring/review-draft';
import type { StandInView } from '@/lib/rollout/stand-in';
import { addressWith } from '../catalogs/search-params';
import { pagesOf } from '../pages-of';
import { ApplyReviewed } from './apply-reviewed';
import { changesWords, standingWords, standInWords, standsWords } from './draft-words';
import { ConflictList, DecidedList } from './conflict-list';
import { DoubtList, LeftOutList, NothingList, ProblemList, StepList } from './plan-parts';
import { idsOf, undoAddress } from './settled-steps';
import { planWords, shownSteps, STEPS_A_PAGE } from './shown-steps';

type Props = { session: { tokenCacheId: string }; review: DraftReview; undo: boolean; /** What was decided of steps that are in the way of undoing. */ settled?: SettledSteps; lost?: string[]; page: number; calls: boolean; canChange: boolean; place: StandInView | null; /** By whom and when it was put aside. */ aside: { byName: string | null; at: Date } | null };

/** What a draft, or its undoing, would do to the tenant as it is now: sentences, differences, what is in the way, and the way on. */
export function ReviewScreen({ session, review, undo, settled = {}, lost = [], page, calls, canChange, place, aside }: Props) {
  const { draft, plan, done } = review;
  const path = `/drafts/${draft.id}/${undo ? 'undo' : 'review'}`;
  const total = plan.steps.length;
  const from = (page - 1) * STEPS_A_PAGE;
  const decided = { over: idsOf(settled, 'over'), left: idsOf(settled, 'left') };
  const ways = (key: string) => (undo && canChange ? { over: undoAddress(draft.id, settled, key, 'over'), left: undoAddress(draft.id, settled, key, 'left') } : null);
  const blocked = plan.problems.length + plan.conflicts.length;
  const ready = canChange && blocked === 0 && total + plan.nothing.length > 0 && (undo ? draft.state !== 'applying' && draft.state !== 'undoing' && draft.state !== 'undone' : draft.state === 'open');
  const pages = pagesOf({ number: page, take: STEPS_A_PAGE }, total, (to) => addressWith(path, { page: String(to), calls: calls ? '1' : '', ...decided }));
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Drafts', href: '/drafts' }, { label: draft.name, href: `/drafts/${draft.id}` }]}
        title={undo ? `Undo ${draft.name}` : `Review ${draft.name}`}
        state={[
          ...(undo || draft.state !== 'open' ? standsWords(draft, aside) : []),
          { text: undo ? 'Nothing has been taken back yet' : done.length > 0 ? `${standingWords(done.length)}, nothing else has been changed yet` : 'Nothing has been changed yet', icon: 'info', strong: true },
          { text: total > 0 ? planWords(plan) : 'Nothing to do' },
          ...(place && !undo ? [{ text: standInWords(place, draft.state) }] : []),
          ...(blocked > 0 ? [{ text: undo ? `${changesWords(blocked)} to decide about first` : `${changesWords(blocked)} cannot be applied so`, state: 'blocked' as const }] : []),
        ]}
        actions={
          <>
            <LinkButton href={addressWith(path, { page: page > 1 ? String(page) : '', calls: calls ? '' : '1', ...decided })}>{calls ? 'Hide Graph calls' : 'Show Graph calls'}</LinkButton>
            {ready && <ApplyReviewed session={session} review={review} undo={undo ? decided : null} lost={lost} />}
          </>
        }
      />
      <ProblemList draftId={draft.id} problems={plan.problems.map((problem) => ({ ...problem, leftHref: ways(problem.key)?.left ?? null }))} canChange={canChange && !undo} />
      <ConflictList draftId={draft.id} conflicts={plan.conflicts.map(({ theirs: _theirs, ...conflict }) => ({ ...conflict, ways: ways(conflict.key) }))} undo={undo} canChange={canChange} />
      <DecidedList decided={done.flatMap(({ id, words }) => (settled[id] ? [{ key: id, words, left: settled[id] === 'left', href: undoAddress(draft.id, settled, id, null) }] : []))} />
      <DoubtList doubts={plan.doubts} open />
      <LeftOutList copies={review.leftOut} />
      {total > 0 && (
        <Section title={undo ? 'What would be taken back' : 'What would be done'} caption={<>held against the tenant <AgeText at={new Date().toISOString()} />, in this order, one write each</>}>
          <StepList steps={shownSteps(plan, from, calls)} />
          {total > STEPS_A_PAGE && <Pager {...pages} noun="steps" />}
        </Section>
      )}
      <NothingList nothing={plan.nothing.map(({ key, words }) => ({ key, words }))} />
      {total + plan.nothing.length + blocked + (undo ? plan.doubts.length : 0) === 0 && <EmptyState icon="edit" title={undo ? 'There is nothing to take back' : 'This draft holds nothing'} why={undo ? (decided.left ? 'All of it is left as it is in the tenant.' : 'It wrote nothing to the tenant, or all of it was taken back.') : 'Edit a catalog or package and choose this draft; the change then stands here.'} action={<LinkButton href={undo ? `/drafts/${draft.id}` : '/catalogs'}>{undo ? 'Back to the draft' : 'Go to catalogs'}</LinkButton>} />}
    </>
  );
}
