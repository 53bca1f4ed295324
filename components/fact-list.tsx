'use client';

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'max-content minmax(0, 1fr)', margin: 0 },
  wide: { gridTemplateColumns: '116px minmax(0, 1fr)' },
  pair: { display: 'contents' },
  label: { color: tokens.colorNeutralForeground3, paddingRight: tokens.spacingHorizontalL, paddingBlock: '2px', margin: 0 },
  value: { margin: 0, paddingBlock: '2px', minWidth: 0, overflowWrap: 'anywhere' },
  lined: { paddingBlock: tokens.spacingVerticalSNudge, borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}` },
  strong: { fontWeight: tokens.fontWeightSemibold },
});

export type Fact = { label: string; value: React.ReactNode; strong?: boolean };

export type FactListProps = {
  facts: Fact[];
  /** A line under each, as in the owner's letter. */
  lined?: boolean;
};

/** Labels and their values. */
export function FactList({ facts, lined }: FactListProps) {
  const styles = useStyles();
  return (
    <dl className={mergeClasses(styles.root, styles.wide)}>
      {facts.map((fact) => (
        <div key={fact.label} className={styles.pair}>
          <dt className={mergeClasses(styles.label, lined && styles.lined)}>{fact.label}</dt>
          <dd className={mergeClasses(styles.value, lined && styles.lined, fact.strong && styles.strong)}>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
