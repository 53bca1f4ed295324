'use client';

import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import type { TakenBack } from '@/lib/rollout/reversal-view';
import { peopleWords } from '../rollouts/phase-words';
import { unitWords } from './run-words';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalM } });

/** What the run brought was taken back: what of it, what stayed, and that the counts under it are of before. */
export function RunTakenBack({ taken: { over, people, cleared, kept, left, failed, open, policies }, packageCount }: { taken: TakenBack; packageCount: number }) {
  const styles = useStyles();
  const words = (many: number): string => unitWords(many, packageCount);
  const said = [
    `${over ? 'Taken back' : 'So far taken back'} from ${peopleWords(people)}${kept > 0 ? `, of whom ${kept.toLocaleString('en-GB')} ${kept === 1 ? 'has' : 'have'} what they had before` : ''}`,
    ...(cleared > 0 ? [`${words(cleared)} had failed and never had it, so there was nothing to take`] : []),
    ...(policies > 0 ? [policies === 1 ? '1 policy is as it was before' : `${policies} policies are as they were before`] : []),
    ...(open > 0 ? [`${words(open)} to go`] : []),
    ...(left > 0 ? [`${words(left)} stayed as they were`] : []),
    ...(failed > 0 ? [`${words(failed)} could not be taken back`] : []),
  ];
  return (
    <MessageBar intent="info" layout="multiline" className={styles.bar}>
      <MessageBarBody><MessageBarTitle>{over ? 'This run was taken back' : 'This run is being taken back'}</MessageBarTitle>{`${said.join('; ')}. What is counted below is what the run did before.`}</MessageBarBody>
    </MessageBar>
  );
}
