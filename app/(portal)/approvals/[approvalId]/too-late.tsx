'use client';

import { MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { AgeText } from '@/components/age-text';
import { CopyButton } from '@/components/copy-button';
import { TextLink } from '@/components/text-link';

const useStyles = makeStyles({
  root: { maxWidth: '640px', marginTop: tokens.spacingVerticalL, scrollMarginTop: '64px', scrollMarginBottom: '80px' },
  reason: { display: 'block', marginTop: tokens.spacingVerticalXS, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
});

const TITLES: Partial<Record<TooLateProps['outcome']['state'], string>> = { replaced: 'A later question took the place of this one', withdrawn: 'You are not asked this any more' };

export type TooLateProps = {
  outcome: { state: 'approved' | 'refused' | 'replaced' | 'withdrawn'; /** Why it is not asked any more. */ because: string | null; at: string | null; /** The question that took its place. */ laterHref: string | null };
  /** What was typed for the answer that was not taken. */
  reason: string | null;
};

/** Said to who answers what was answered meanwhile, in another tab: which answer stands, and that theirs is not lost. */
export function TooLate({ outcome, reason }: TooLateProps) {
  const styles = useStyles();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => root.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <MessageBar ref={root} className={styles.root} intent="warning" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{TITLES[outcome.state] ?? 'This was answered already'}</MessageBarTitle>
        {outcome.state === 'replaced' || outcome.state === 'withdrawn' ? `${outcome.because ? `${outcome.because} ` : ''}Your answer was not taken. ` : <>You {outcome.state} it{outcome.at && <> <AgeText at={outcome.at} /></>}, in another window. That answer stands; this one was not taken. </>}
        {outcome.laterHref && <TextLink href={outcome.laterHref}>Open the later question</TextLink>}
        {reason && <span className={styles.reason}>{`What you wrote: “${reason}”`}</span>}
      </MessageBarBody>
      {reason && <MessageBarActions><CopyButton text={reason} size="small">Copy what I wrote</CopyButton></MessageBarActions>}
    </MessageBar>
  );
}
