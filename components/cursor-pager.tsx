'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { phone } from './breakpoint';
import { TextLink } from './text-link';

const useStyles = makeStyles({
  root: { display: 'flex', justifyContent: 'space-between', alignItems: 'center', columnGap: tokens.spacingHorizontalM, minHeight: '40px' },
  words: { color: tokens.colorNeutralForeground2 },
  ways: { display: 'flex', columnGap: tokens.spacingHorizontalM, [phone]: { '& > a': { display: 'inline-flex', alignItems: 'center', minHeight: '40px' } } },
});

export type CursorPagerProps = {
  /** How many rows this page shows. */
  shown: number;
  /** One of them: `catalog`, `request`; takes an s for more. */
  noun: string;
  /** Back to the first page; absent on it. */
  firstHref?: string;
  nextHref?: string;
};

/** Pages of a list whose length the tenant does not tell: how many are shown, and the way on. */
export function CursorPager({ shown, noun, firstHref, nextHref }: CursorPagerProps) {
  const styles = useStyles();
  if (shown === 0 && !firstHref) return null;
  return (
    <nav aria-label={`Pages of ${noun}s`} className={styles.root}>
      <Caption1 className={styles.words}>{`${shown.toLocaleString('en-GB')} ${shown === 1 ? noun : `${noun}s`}${nextHref ?? firstHref ? ' on this page' : ''}`}</Caption1>
      <span className={styles.ways}>
        {firstHref && <TextLink href={firstHref}>First page</TextLink>}
        {nextHref && <TextLink href={nextHref}>Next page</TextLink>}
      </span>
    </nav>
  );
}
