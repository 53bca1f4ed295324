'use client';

import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import { Icon } from '@/components/icon';
import type { IconName } from '@/components/icons';

const useStyles = makeStyles({
  verdict: { display: 'grid', gridTemplateColumns: '20px minmax(0, 1fr)', columnGap: tokens.spacingHorizontalS, alignItems: 'start', marginBottom: tokens.spacingVerticalM },
  icon: { display: 'inline-flex', alignItems: 'center', height: tokens.lineHeightBase300 },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** What Settings says of one thing: all is well, something is missing, or a fact (null). */
export type Verdict = { good: boolean | null; says: React.ReactNode; more?: string };

export const LOOK: Record<'good' | 'bad' | 'note', { name: IconName; color: keyof typeof tokens }> = {
  good: { name: 'delivered', color: 'colorStatusSuccessForeground1' },
  bad: { name: 'failed', color: 'colorStatusDangerForeground1' },
  note: { name: 'info', color: 'colorNeutralForeground3' },
};

/** A verdict with its picture; `more` says what to do. */
export function VerdictLine({ verdict }: { verdict: Verdict }) {
  const styles = useStyles();
  const look = LOOK[verdict.good === null ? 'note' : verdict.good ? 'good' : 'bad'];
  return (
    <div className={styles.verdict}>
      <span className={styles.icon}><Icon {...look} /></span>
      <Body1>
        {verdict.says}
        {verdict.more && <><br /><span className={styles.quiet}>{verdict.more}</span></>}
      </Body1>
    </div>
  );
}
