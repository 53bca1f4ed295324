'use client';

import { Body1Strong, Button, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { useGo } from '@/components/navigation';
import { SubmitButton } from '@/components/submit-button';
import { isObjectId } from '@/lib/directory/object-id';
import { DraftChoice } from '../../drafts/draft-choice';
import { changesWords } from '../../drafts/draft-words';
import { draftIncompatibilitiesAction } from './actions';
import { matrixHref } from './address';
import type { MatrixAddress } from './address';
import type { useWishes } from './use-wishes';

const useStyles = makeStyles({
  // It stands after the pair that is looked at, and never over it.
  root: { borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`, paddingBlock: tokens.spacingVerticalM, marginBottom: tokens.spacingVerticalL },
});

export type ChangeBarProps = { wishes: ReturnType<typeof useWishes>; draft: { id: string; name: string } | null; drafts: { id: string; name: string }[]; address: MatrixAddress };

/** What was changed and is in no draft yet, and the way into one; then the matrix goes on over that draft. */
export function ChangeBar({ wishes, draft, drafts, address }: ChangeBarProps) {
  const styles = useStyles();
  const go = useGo();
  const count = wishes.all.length;
  if (count === 0) return null;
  // What only this draft makes, no other can name.
  const ofDraft = wishes.all.some(({ packageId, otherId }) => !isObjectId(packageId) || !isObjectId(otherId));
  return (
    <section className={styles.root} aria-label="Changes in no draft yet">
      <FormColumn>
        <ActionForm
          action={draftIncompatibilitiesAction}
          hidden={{ wishes: JSON.stringify(wishes.all) }}
          label="Keep apart"
          onDone={({ draftId }) => {
            wishes.clear();
            go(matrixHref({ ...address, draftId }), { stay: true });
          }}
        >
          <Body1Strong>{`${changesWords(count)}, in no draft yet. Nothing has been changed in the tenant.`}</Body1Strong>
          <DraftChoice key={draft?.id ?? 'none'} drafts={drafts} chosen={draft?.id} only={ofDraft ? (draft ?? undefined) : undefined} name="Incompatible packages" />
          <FormButtons>
            <SubmitButton>{`Add ${changesWords(count)} to the draft`}</SubmitButton>
            <Button onClick={wishes.clear}>Forget them</Button>
          </FormButtons>
        </ActionForm>
      </FormColumn>
    </section>
  );
}
