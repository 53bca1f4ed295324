'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { phone } from '@/components/breakpoint';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { takeBackAction } from '../actions';

const useStyles = makeStyles({
  root: { gridArea: 'answer', display: 'grid', rowGap: tokens.spacingVerticalL, minWidth: 0 },
  own: { [phone]: { '& > button': { minHeight: '44px' } } },
  started: { margin: 0 },
});

type AfterAnswerProps = {
  /** What else can be done about the answer. */
  children: React.ReactNode;
  /** The reader's own answer, which they may take back; null where there is none, or the phase has started. */
  own: { signOffId: string; phaseName: string; resourceName: string; given: 'signature' | 'refusal' | 'instead'; /** Something was signed with it for later phases. */ later: boolean } | null;
  /** Why it cannot be taken back any more, and whom to ask. */
  started: string | null;
};

/** Below an answer: what an admin can do about it, and for whoever gave it the way back, while the phase has not started. */
export function AfterAnswer({ children, own, started }: AfterAnswerProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      {children}
      {started && <p className={styles.started}>{started}</p>}
      {own && (
        <div className={styles.own}>
          <ConfirmDialog
            trigger={own.given === 'refusal' ? 'Take the refusal back…' : 'Take the signature back…'}
            title={`Take your ${own.given === 'refusal' ? 'refusal' : 'signature'} of ${own.resourceName} back?`}
            loss={LOSS[own.given](own.phaseName) + (own.later ? ' What you signed with it for later phases ends too.' : '')}
            confirm={own.given === 'refusal' ? 'Take the refusal back' : 'Take the signature back'}
            keep={own.given === 'refusal' ? 'Keep the refusal' : 'Keep the signature'}
            reason={{ label: 'Why?', required: true, hint: 'Whoever asked reads it, and it stays on record with your answer.' }}
            action={takeBackAction}
            hidden={{ signOffId: own.signOffId }}
          />
        </div>
      )}
    </div>
  );
}

const LOSS: Record<'signature' | 'refusal' | 'instead', (phaseName: string) => string> = {
  signature: (phaseName) => `Your signature holds no longer, and you are asked again at once. “${phaseName}” cannot start until you answer again.`,
  refusal: (phaseName) => `You are asked again at once. “${phaseName}” cannot start until you answer again. Where your refusal ended what was signed for other phases, an admin asks for that anew.`,
  instead: (phaseName) => `Your signature in place of the owner holds no longer, and whoever answers for it is asked again. “${phaseName}” cannot start until somebody signs.`,
};
