'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { Icon } from '@/components/icon';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import type { FailureLine } from './failure-list';
import { failedCaption, unitWords } from './run-words';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  cause: { display: 'grid', gridTemplateColumns: '16px minmax(0, 1fr) max-content', columnGap: tokens.spacingHorizontalS, paddingBlock: tokens.spacingVerticalSNudge, borderBottom: line },
  icon: { display: 'inline-flex', alignItems: 'center', height: tokens.lineHeightBase300 },
  words: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** What failed, by cause, where there is no room for a table: what to do stands under each cause. */
export function FailureCauses({ failures, failed, packageCount }: { failures: FailureLine[]; failed: number; packageCount: number }) {
  const styles = useStyles();
  if (failures.length === 0) return null;
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
    </Section>
  );
}
