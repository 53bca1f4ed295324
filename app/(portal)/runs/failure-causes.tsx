'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { Icon } from '@/components/icon';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import type { SentAgainGroup } from '@/lib/rollout/run-view';
import type { FailureLine } from './failure-list';
import { failedCaption, sentAgainCaption, unitWords } from './run-words';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  cause: { display: 'grid', gridTemplateColumns: '16px minmax(0, 1fr) max-content', columnGap: tokens.spacingHorizontalS, paddingBlock: tokens.spacingVerticalSNudge, borderBottom: line },
  icon: { display: 'inline-flex', alignItems: 'center', height: tokens.lineHeightBase300 },
  words: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  before: { color: tokens.colorNeutralForeground3, marginTop: tokens.spacingVerticalS },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** What failed, by cause, where there is no room for a table: what to do stands under each cause. */
export function FailureCauses({ failures, failed, sentAgain, packageCount }: { failures: FailureLine[]; failed: number; sentAgain: SentAgainGroup[]; packageCount: number }) {
  const styles = useStyles();
  const before = sentAgain.length > 0 ? `Failed before and sent again: ${sentAgainCaption(sentAgain)}. The run says for what.` : null;
  if (failures.length === 0) return before && <Caption1 block className={styles.quiet}>{before}</Caption1>;
  return (
    <Section title="Failed" caption={failedCaption(failed, failures.length, packageCount)} flush>
      <ul className={styles.list} aria-label="Failures by cause">
        {failures.map((failure) => (
          <li key={failure.cause} className={styles.cause}>
            <span className={styles.icon}><Icon name="failed" color="colorStatusDangerForeground1" /></span>
            <span className={styles.words}>
              <span>{failure.cause}</span>
              {failure.whatToDo && <Caption1 className={styles.quiet}>{failure.whatToDo}</Caption1>}
            </span>
            <TextLink nowrap href={failure.href}>{unitWords(failure.count, packageCount)}</TextLink>
          </li>
        ))}
      </ul>
      {before && <Caption1 block className={styles.before}>{before}</Caption1>}
    </Section>
  );
}
