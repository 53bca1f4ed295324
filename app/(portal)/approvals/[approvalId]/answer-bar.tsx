'use client';

import { Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { TextAreaField } from '@/components/form-fields';
import { Icon } from '@/components/icon';
import { SubmitButton } from '@/components/submit-button';
import type { ActionResult } from '@/lib/action-result';
import { approveAction, refuseAction } from '../actions';
import { LimitFields } from '../limit-fields';
import type { LimitFieldsProps } from '../limit-fields';
import { TooLate } from './too-late';
import type { TooLateProps } from './too-late';

const useStyles = makeStyles({
  // On a phone its parts stand in the page itself, so that the buttons stay at the foot of all of it.
  root: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalS, maxWidth: '640px', [phone]: { display: 'contents' } },
  truth: { display: 'flex', alignItems: 'flex-start', columnGap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground2, [phone]: { marginBlock: tokens.spacingVerticalL } },
  reason: { [phone]: { marginBottom: tokens.spacingVerticalL } },
  limit: { alignSelf: 'start', justifySelf: 'start', paddingInline: 0, minWidth: 0, [phone]: { marginBottom: tokens.spacingVerticalL } },
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalS,
    rowGap: tokens.spacingVerticalS,
    [phone]: {
      position: 'sticky',
      bottom: 'calc(var(--foot) + env(safe-area-inset-bottom))',
      zIndex: 5,
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 1fr)',
      marginInline: `calc(-1 * ${tokens.spacingHorizontalL})`,
      padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL}`,
      backgroundColor: tokens.colorNeutralBackground1,
      borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
      '& > button': { minHeight: '44px', width: '100%', whiteSpace: 'normal' },
    },
  },
});

export type AnswerBarProps = {
  approvalId: string;
  contentHash: string;
  resourceName: string;
  /** What they may limit, beginning with what they allowed before. */
  limiting: LimitFieldsProps & { begins: boolean };
  /** What became of the question; null while it waits for the answer. */
  outcome: TooLateProps['outcome'] | null;
};

/** The two answers, always in reach on a phone. A refusal asks for its reason first. */
export function AnswerBar({ approvalId, contentHash, resourceName, limiting, outcome }: AnswerBarProps) {
  const styles = useStyles();
  const router = useRouter();
  const [refusing, setRefusing] = useState(false);
  const [limited, setLimited] = useState(limiting.begins);
  const [late, setLate] = useState<{ reason: string | null } | null>(null);
  const seen = { approvalId, contentHash };
  // What is true by now was not true when this page was read: the page is read again, with what was typed kept here.
  const onRefused = useCallback(
    (answer: Extract<ActionResult<null>, { ok: false }>) => {
      if (answer.code !== 'conflict') return;
      setLate({ reason: answer.values?.reason?.[0] ?? null });
      router.refresh();
    },
    [router],
  );
  if (outcome) return late && <TooLate outcome={outcome} reason={late.reason} />;
  return (
    <div className={styles.root} role="group" aria-label="Your answer">
      <Caption1 className={styles.truth}><Icon name="lock" /> Nothing has been changed yet. You answer to exactly this; if it changes, you are asked again.</Caption1>
      {refusing ? (
        // Keys of their own: without them React would take one form for the other, and its answer with it.
        <ActionForm key="refuse" action={refuseAction} hidden={seen} label="Refuse" onRefused={onRefused} bare>
          <Reason />
          <div className={styles.bar}>
            <SubmitButton>{`Refuse ${resourceName}`}</SubmitButton>
            <Button onClick={() => setRefusing(false)}>Back</Button>
          </div>
        </ActionForm>
      ) : (
        <ActionForm key="approve" action={approveAction} hidden={{ ...seen, ...(limited ? { limited: 'yes' } : {}) }} label="Approve" onRefused={onRefused} bare>
          {limited && <div className={styles.reason}><LimitFields roles={limiting.roles} limits={limiting.limits} /></div>}
          <Button className={styles.limit} size="small" appearance="transparent" aria-expanded={limited} onClick={() => setLimited(!limited)}>{limited ? 'Approve without limits' : 'Set limits…'}</Button>
          <div className={styles.bar}>
            <SubmitButton>{limited ? 'Approve within these limits' : 'Approve'}</SubmitButton>
            <Button onClick={() => setRefusing(true)}>Refuse…</Button>
          </div>
        </ActionForm>
      )}
    </div>
  );
}

/** Opened by a button that may stand far from it: it comes into view and is ready to be written in. */
function Reason() {
  const styles = useStyles();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    root.current?.scrollIntoView({ block: 'center' });
    root.current?.querySelector('textarea')?.focus({ preventScroll: true });
  }, []);
  return <div ref={root} className={styles.reason}><TextAreaField name="reason" label="Why not?" required hint="Whoever asked reads it." maxLength={1000} rows={3} /></div>;
}
