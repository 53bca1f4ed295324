'use client';

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { phone } from './breakpoint';

const useStyles = makeStyles({
  list: { display: 'grid', gridTemplateColumns: 'fit-content(180px) minmax(0, 1fr)', columnGap: tokens.spacingHorizontalM, margin: 0, marginTop: tokens.spacingVerticalXXS, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  narrow: { gridTemplateColumns: 'minmax(0, 1fr)' },
  field: { color: tokens.colorNeutralForeground3, margin: 0 },
  value: { margin: 0, minWidth: 0, overflowWrap: 'anywhere', [phone]: { marginBottom: tokens.spacingVerticalXS } },
  was: { color: tokens.colorNeutralForeground3 },
  summary: { cursor: 'pointer', color: tokens.colorNeutralForeground2 },
});

type Difference = { field: string; before: string; after: string };

type Props = { differences: readonly Difference[]; /** Whether there was something before; otherwise only what it says is told. */ changed: boolean; /** Each value beneath its property. */ narrow?: boolean };

/** Properties of something as they were and as they are. */
export function Differences({ differences, changed, narrow }: Props) {
  const styles = useStyles();
  if (differences.length === 0) return null;
  return (
    <dl className={mergeClasses(styles.list, narrow && styles.narrow)}>
      {differences.map(({ field, before, after }) => (
        <div key={field} style={{ display: 'contents' }}>
          <dt className={styles.field}>{field}</dt>
          <dd className={styles.value}>{changed && <><span className={styles.was}>{before || 'nothing'}</span>{' → '}</>}{after || 'nothing'}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The same, opened where somebody wants to see it. */
export function DifferencesOpened({ summary, label, ...props }: Props & { summary: string; /** Which of several it is, for whoever hears it. */ label: string }) {
  const styles = useStyles();
  if (props.differences.length === 0) return null;
  return (
    <details>
      <summary className={styles.summary} aria-label={label}>{summary}</summary>
      <Differences {...props} />
    </details>
  );
}
