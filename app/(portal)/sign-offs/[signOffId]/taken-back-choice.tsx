'use client';

import { Caption1, Field, Radio, RadioGroup, makeStyles, tokens } from '@fluentui/react-components';
import { useRef } from 'react';
import { useTypedBeforeWaking } from '@/components/typed-before-waking';
import { peopleWords } from '@/lib/rollout/count-words';
import { CHOICE_WORDS, REVERSAL_CHOICES } from '@/lib/rollout/reversal';
import type { ReversalChoice } from '@/lib/rollout/reversal';

const useStyles = makeStyles({
  root: { padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`, borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground2, maxWidth: '640px' },
  hint: { color: tokens.colorNeutralForeground3 },
});

type TakenBackChoiceProps = { /** People who had it before. */ had: number; proposed: ReversalChoice; chosen: ReversalChoice; choose: (choice: ReversalChoice) => void };

/** What becomes of those who had it before, if the phase is taken back: agreed to as it is proposed, or chosen otherwise, with the answer. */
export function TakenBackChoice({ had, proposed, chosen, choose }: TakenBackChoiceProps) {
  const styles = useStyles();
  // No form stands around it: each of the answers sends what is chosen here.
  const root = useRef<HTMLDivElement>(null);
  useTypedBeforeWaking(root);
  return (
    <div ref={root} className={styles.root}>
      <Field label={`If it is taken back: ${peopleWords(had)} who had it before`} hint="Part of what you sign. Taken back otherwise, you are asked again.">
        <RadioGroup value={chosen} onChange={(_, { value }) => choose(REVERSAL_CHOICES.find((choice) => choice === value) ?? proposed)}>
          {REVERSAL_CHOICES.map((choice) => (
            <Radio key={choice} value={choice} label={<>{CHOICE_WORDS[choice].name}{choice === proposed ? ' (proposed)' : ''}<br /><Caption1 className={styles.hint}>{CHOICE_WORDS[choice].does}</Caption1></>} />
          ))}
        </RadioGroup>
      </Field>
    </div>
  );
}
