'use client';

import type { ReactNode } from 'react';
import { Body1, Button, Caption1, Card, MessageBar, MessageBarBody, MessageBarTitle, Spinner, Title3, makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  page: {
    minHeight: '100dvh',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    padding: tokens.spacingHorizontalL,
    boxSizing: 'border-box',
    backgroundColor: tokens.colorNeutralBackground2,
  },
  card: { width: '100%', maxWidth: '26rem', padding: tokens.spacingHorizontalXXL, rowGap: tokens.spacingVerticalL },
  product: { color: tokens.colorNeutralForeground3 },
  foot: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, alignItems: 'center', minHeight: '2rem' },
});

type Problem = { title: string; message: string; reference: string | null };

type Props = {
  title: string;
  says?: string;
  busy?: string;
  problem?: Problem | null;
  action?: { label: string; onClick: () => Promise<void> };
  children?: ReactNode;
};

/** The one card of the screens outside the portal's frame: who or what it is about, one sentence, one primary button. */
export function QuietCard({ title, says, busy, problem, action, children }: Props) {
  const styles = useStyles();
  return (
    <main className={styles.page}>
      <Card className={styles.card}>
        <Caption1 className={styles.product}>Access Rollout</Caption1>
        <Title3 as="h1">{title}</Title3>
        {problem ? (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>{problem.title}</MessageBarTitle>
              {problem.message}
              {problem.reference ? ` Reference: ${problem.reference}.` : null}
            </MessageBarBody>
          </MessageBar>
        ) : null}
        {says ? <Body1>{says}</Body1> : null}
        <div className={styles.foot}>
          {busy ? <Spinner size="tiny" label={busy} /> : null}
          {action ? (
            <Button appearance="primary" onClick={action.onClick}>
              {action.label}
            </Button>
          ) : null}
          {children}
        </div>
      </Card>
    </main>
  );
}
