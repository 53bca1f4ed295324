'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { FilterBar } from '@/components/filter-bar';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { PersonCell } from '@/components/person-cell';
import { Section } from '@/components/section';
import { peopleWords } from '@/lib/rollout/count-words';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  row: { paddingBlock: tokens.spacingVerticalXS, borderBottom: line },
  none: { color: tokens.colorNeutralForeground2, paddingBlock: tokens.spacingVerticalM },
});

export type PeopleListProps = { /** As `Who gains it`. */ title: string; total: number; rows: { id: string; name: string; detail: string }[]; pager: Omit<PagerProps, 'noun'> };

/** Who gains it or may ask for it: searched by name, mail or department, a page at a time. */
export function PeopleList({ title, total, rows, pager }: PeopleListProps) {
  const styles = useStyles();
  return (
    <Section title={title} caption={peopleWords(total)}>
      <FilterBar search="Is someone among them?" />
      <ul className={styles.list} aria-label={title}>
        {rows.map(({ id, name, detail }) => <li key={id} className={styles.row}><PersonCell name={name} detail={detail} /></li>)}
      </ul>
      {rows.length === 0 && <p className={styles.none}>Nobody of that name is among them.</p>}
      {pager.total > rows.length && <Pager {...pager} noun="people" />}
    </Section>
  );
}
