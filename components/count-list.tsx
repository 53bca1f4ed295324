'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { StateLabel } from './state-label';
import type { StateName } from './states';
import { TextLink } from './text-link';

const useStyles = makeStyles({
  root: { listStyleType: 'none', margin: 0, padding: 0 },
  row: { display: 'flex', justifyContent: 'space-between', alignItems: 'flex-start', columnGap: tokens.spacingHorizontalM, paddingBlock: tokens.spacingVerticalXS },
  value: { whiteSpace: 'nowrap', textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
});

export type Count = { key: string; label: string; state: StateName; value: string; href?: string };

/** States and how many are in each, one below the other; a count leads to those it counts. */
export function CountList({ counts }: { counts: Count[] }) {
  const styles = useStyles();
  return (
    <ul className={styles.root}>
      {counts.map(({ key, label, state, value, href }) => (
        <li key={key} className={styles.row}>
          <StateLabel state={state}>{label}</StateLabel>
          <span className={styles.value}>{href ? <TextLink href={href} label={`${label}: ${value}`}>{value}</TextLink> : value}</span>
        </li>
      ))}
    </ul>
  );
}
