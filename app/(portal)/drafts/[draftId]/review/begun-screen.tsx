import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { RereadWhile } from '@/components/reread-while';
import type { Draft, DraftStep, DraftStepState } from '@/lib/authoring/draft';
import { standsWords } from '../../draft-words';
import { STEPS_A_PAGE } from '../../shown-steps';
import { StepProgress } from '../(draft)/step-progress';

type Props = { draft: Draft; /** It was to be undone, and not applied. */ undo: boolean; steps: { steps: DraftStep[]; total: number; counts: Partial<Record<DraftStepState, number>> }; page: number };

/** A draft that is past what is reviewed here, to whoever comes back to it: how it stands, by whom and when, and what came of each step. */
export function BegunScreen({ draft, undo, steps, page }: Props) {
  return (
    <>
      <RereadWhile underWay={draft.state === 'applying' || draft.state === 'undoing'} />
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Drafts', href: '/drafts' }, { label: draft.name, href: `/drafts/${draft.id}` }]}
        title={`${undo ? 'Undo' : 'Review'} ${draft.name}`}
        state={[...standsWords(draft, null), { text: undo && draft.state === 'applying' ? 'it can be undone once that has ended' : `nothing of it is left to ${undo ? 'undo' : 'review'}` }]}
        actions={<LinkButton href={`/drafts/${draft.id}`}>Open the draft</LinkButton>}
      />
      <StepProgress draft={draft} steps={steps} undo={undo && draft.state !== 'applying'} page={page} size={STEPS_A_PAGE} />
    </>
  );
}
