'use client';

import { Body1Strong, Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import type { FailureKind } from '@/lib/errors';
import { againWords, useAgain } from './use-again';
import { Icon } from './icon';
import type { IconName } from './icons';

const useStyles = makeStyles({
  root: { display: 'flex', columnGap: tokens.spacingHorizontalM, alignItems: 'flex-start', maxWidth: '640px', paddingBlock: tokens.spacingVerticalXL },
  icon: { display: 'inline-flex', paddingTop: '2px', color: tokens.colorNeutralForeground3 },
  text: { margin: 0, marginTop: tokens.spacingVerticalXXS, color: tokens.colorNeutralForeground2 },
  reference: { display: 'block', marginTop: tokens.spacingVerticalS, color: tokens.colorNeutralForeground3 },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  actions: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS, marginTop: tokens.spacingVerticalM },
});

type Look = { icon: IconName; title: string; todo: string };

const LOOKS: Record<FailureKind, Look> = {
  noLicence: {
    icon: 'licence',
    title: 'The tenant has no licence for this',
    todo: 'It needs Microsoft Entra ID P2 or Microsoft Entra ID Governance. A billing administrator can add it in the Microsoft 365 admin center; everything else keeps working.',
  },
  noPermission: {
    icon: 'key',
    title: 'You may not see or do this',
    todo: 'Your role here, or your role in Microsoft Entra, does not reach this far. Whoever runs the portal can change the first, a Privileged Role Administrator the second.',
  },
  nothingThere: {
    icon: 'nothing',
    title: 'There is nothing here',
    todo: 'It was removed, or it is not yours to see. Check the address, or find it by search.',
  },
  notYetVisible: {
    icon: 'notVisible',
    title: 'Not yet visible',
    todo: 'It was made a moment ago and Microsoft Entra does not show it yet. This usually takes a few seconds.',
  },
  throttled: {
    icon: 'gauge',
    title: 'Microsoft Entra asks us to slow down',
    todo: 'Nothing is lost. Wait a moment, then try again.',
  },
  offline: {
    icon: 'offline',
    title: 'No answer',
    todo: 'Microsoft Entra, the portal or its database cannot be reached. Check the connection, then try again.',
  },
  ourBug: {
    icon: 'bug',
    title: 'Something broke on our side',
    todo: 'Nothing more was changed. Try again; if it stays, tell whoever runs the portal.',
  },
};

export type ErrorStateProps = {
  kind: FailureKind;
  /** Said instead of the kind's own sentence. */
  message?: string;
  /** Stands in the log too. */
  reference?: string;
  /** Tries again in place; what passes by itself is tried again by itself. */
  onRetry?: () => void;
  /** Seconds until it is worth trying again. */
  retryAfter?: number;
  /** Other ways out: links or buttons. */
  action?: React.ReactNode;
};

/** A failure that took a whole place: what it is, what to do, and the number to tell. */
export function ErrorState({ kind, message, reference, onRetry, retryAfter, action }: ErrorStateProps) {
  const styles = useStyles();
  const left = useAgain(reference ?? kind, kind, retryAfter, onRetry && (() => {
    onRetry();
    return true;
  }));
  const look = LOOKS[kind];
  return (
    <div role="alert" className={styles.root}>
      <span className={styles.icon}><Icon name={look.icon} size={20} /></span>
      <div>
        <Body1Strong as="h2" style={{ margin: 0 }}>{look.title}</Body1Strong>
        <p className={styles.text}>{message ?? look.todo}</p>
        {left !== null && <Caption1 className={styles.reference} aria-live="off">{againWords(left)}</Caption1>}
        {reference && <Caption1 className={styles.reference}>Reference <span className={styles.mono}>{reference}</span></Caption1>}
        {(onRetry ?? action) && (
          <div className={styles.actions}>
            {onRetry && <Button icon={<Icon name="retry" size={20} />} onClick={onRetry}>Try again</Button>}
            {action}
          </div>
        )}
      </div>
    </div>
  );
}
