'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { countWords } from '@/lib/rollout/count-words';
import type { Leaver } from '@/lib/rollout/delivery';
import { PersonCell } from './person-cell';
import { Section } from './section';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(240px, 1fr))', columnGap: tokens.spacingHorizontalL, maxHeight: '360px', overflowY: 'auto' },
  row: { paddingBlock: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** Who loses a package by a step of its rule, each by name: what is taken is never told as a number alone. */
export function Leavers({ leavers }: { leavers: readonly Leaver[] }) {
  const styles = useStyles();
  return (
    <Section title="Who loses it" caption={countWords(leavers.length, 'person', 'people')}>
      <ul className={styles.list} aria-label="Who loses it" tabIndex={0}>
        {leavers.map(({ id, name, department }) => <li key={id} className={styles.row}><PersonCell name={name} detail={department ?? 'No department'} /></li>)}
      </ul>
      <Caption1 className={styles.quiet}>As of the rehearsal. Whoever comes to fit the rule until it is saved keeps it.</Caption1>
    </Section>
  );
}
