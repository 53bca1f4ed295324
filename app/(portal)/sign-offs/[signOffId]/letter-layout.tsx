'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { narrow } from '@/components/breakpoint';

const useStyles = makeStyles({
  root: {
    display: 'grid', gridTemplateColumns: 'minmax(0, 640px) minmax(0, 464px)', gridTemplateAreas: '"letter people" "answer people"', gridTemplateRows: 'max-content 1fr', columnGap: tokens.spacingHorizontalXXXL, rowGap: tokens.spacingVerticalXL, alignItems: 'start',
    [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)', gridTemplateAreas: '"letter" "people" "answer"', gridTemplateRows: 'none' },
  },
  letter: { gridArea: 'letter', minWidth: 0 },
  people: { gridArea: 'people', minWidth: 0 },
});

/** The letter, who it is about beside it, and the answers under the letter; on a phone one column, the answers at its foot. */
export function LetterLayout({ letter, people, answer }: Record<'letter' | 'people' | 'answer', React.ReactNode>) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <div className={styles.letter}>{letter}</div>
      <aside className={styles.people}>{people}</aside>
      {answer}
    </div>
  );
}
