'use client';

import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { TextAreaField } from '@/components/form-fields';
import { SubmitButton } from '@/components/submit-button';
import { TextLink } from '@/components/text-link';
import { CHOICE_WORDS } from '@/lib/rollout/reversal';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import { peopleWords } from '../../../rollouts/phase-words';
import { agreeInsteadAction } from './actions';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalL },
  list: { margin: `${tokens.spacingVerticalXS} 0`, paddingLeft: tokens.spacingHorizontalL },
  form: { display: 'grid', rowGap: tokens.spacingVerticalS, maxWidth: '640px' },
});

type Needed = { key: string; name: string; people: number; signed: ReversalChoice; /** Who agreed. */ agreed: string | null; /** Who refused, and why. */ refused: { byName: string; reason: string } | null; /** An agreement that was given for fewer people or others. */ outgrown: { byName: string; people: number } | null; letterHref: string | null };

type OtherwiseThanSignedProps = { reversalId: string; hash: string; choice: ReversalChoice; needed: Needed[]; /** An admin who did not rehearse it. */ mayAgreeInstead: boolean };

/** A reversal makes another choice than owners signed: who has to agree, who did, and the second admin's way. */
export function OtherwiseThanSigned({ reversalId, hash, choice, needed, mayAgreeInstead }: OtherwiseThanSignedProps) {
  const styles = useStyles();
  const missing = needed.some(({ agreed }) => !agreed);
  const refusal = needed.some(({ refused }) => refused);
  return (
    <MessageBar intent={refusal ? 'error' : missing ? 'warning' : 'success'} layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{refusal ? 'Otherwise than was signed, and refused: what was signed holds' : missing ? 'Otherwise than was signed: it waits for an agreement' : 'Otherwise than was signed, and agreed to'}</MessageBarTitle>
        {`Rehearsed: ${CHOICE_WORDS[choice].name.toLowerCase()}. ${refusal ? 'Nobody else can agree over a refusal: rehearse it as it was signed, or settle it with who refused.' : 'The owner of each of these, or a second admin with a reason, agrees before it may start.'}`}
        <ul className={styles.list}>
          {needed.map((each) => (
            <li key={each.key}>{each.letterHref ? <TextLink href={each.letterHref}>{each.name}</TextLink> : each.name}{`, ${peopleWords(each.people)}: signed was ${CHOICE_WORDS[each.signed].name.toLowerCase()}. ${answerWords(each)}`}</li>
          ))}
        </ul>
        {missing && !refusal && mayAgreeInstead && (
          <ActionForm action={agreeInsteadAction} hidden={{ reversalId, hash }} label="Agree instead of the owners">
            <div className={styles.form}>
              <TextAreaField name="reason" label="Why instead of the owners?" required hint="It stands beside your name in the audit." maxLength={1000} rows={2} />
              <div><SubmitButton appearance="secondary">Agree instead of the owners</SubmitButton></div>
            </div>
          </ActionForm>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}

function answerWords({ agreed, refused, outgrown }: Needed): string {
  if (agreed) return `Agreed by ${agreed}`;
  if (refused) return `Refused by ${refused.byName}: “${refused.reason}”`;
  return outgrown ? `${outgrown.byName} agreed for ${peopleWords(outgrown.people)}; these are more or others, so its owner is asked again in their letter.` : 'Not agreed to yet; its owner is asked in their letter.';
}
