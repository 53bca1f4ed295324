import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { RereadWhile } from '@/components/reread-while';
import type { Draft, DraftStep, DraftStepState } from '@/lib/authoring/draft';
import { begunWords, draftState } from '../../draft-words';
import { STEPS_A_PAGE } from '../../shown-steps';
import { StepProgress } from '../(draft)/step-progress';

type Props = { draft: Draft; steps: { steps: DraftStep[]; total: number; counts: Partial<Record<DraftStepState, number>> }; page: number };

/** A draft that is past its review, to whoever comes back to it: how it stands, by whom and when, and what came of each step. */
export function BegunScreen({ draft, steps, page }: Props) {
  const { state, text } = draftState(draft.state, draft.heldAt !== null);
  const begun = begunWords(draft);
  return (
    <>
      <RereadWhile underWay={draft.state === 'applying' || draft.state === 'undoing'} />
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Drafts', href: '/drafts' }, { label: draft.name, href: `/drafts/${draft.id}` }]}
        title={`Review ${draft.name}`}
        state={[{ text, state, strong: true }, ...(begun ? [begun] : []), { text: 'nothing of it is left to review' }]}
        actions={<LinkButton href={`/drafts/${draft.id}`}>Open the draft</LinkButton>}
      />
      <StepProgress draft={draft} steps={steps} undo={false} page={page} size={STEPS_A_PAGE} />
    </>
  );
}
