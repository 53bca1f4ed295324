'use client';

import { Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { Icon } from './icon';
import { useSoftLink } from './soft-link';

const useStyles = makeStyles({
  root: { display: 'flex', justifyContent: 'space-between', alignItems: 'center', minHeight: '40px' },
  words: { color: tokens.colorNeutralForeground2 },
});

export type PagerProps = {
  /** Number of the first and last row shown, and of all. */
  from: number;
  to: number;
  total: number;
  /** `people`, `requests`: said after the total. */
  noun: string;
  /** Addresses of the neighbouring pages; absent at the ends. */
  previousHref?: string;
  nextHref?: string;
};

/** `50 people`, `1 person`; of several pages `1 to 50 of 312 people`. */
function words({ from, to, total, noun }: PagerProps): string {
  const n = (value: number) => value.toLocaleString('en-GB');
  if (total === 1) return `1 ${noun === 'people' ? 'person' : noun.replace(/ies$/, 'y').replace(/s$/, '')}`;
  return from <= 1 && to >= total ? `${n(total)} ${noun}` : `${n(from)} to ${n(to)} of ${n(total)} ${noun}`;
}

/** How many there are and which of them are shown, and the way to the neighbours; nothing of a list that is empty, which says so itself. */
export function Pager(props: PagerProps) {
  const styles = useStyles();
  const { total, noun, previousHref, nextHref } = props;
  if (total === 0) return null;
  return (
    <nav aria-label={`Pages of ${noun}`} className={styles.root}>
      <Caption1 className={styles.words}>{words(props)}</Caption1>
      {(previousHref ?? nextHref) && (
        <span>
          <Step icon="back" label="Previous page" href={previousHref} />
          <Step icon="forward" label="Next page" href={nextHref} />
        </span>
      )}
    </nav>
  );
}

function Step({ icon, label, href }: { icon: 'back' | 'forward'; label: string; href: string | undefined }) {
  const soft = useSoftLink();
  const look = { appearance: 'subtle', size: 'small', icon: <Icon name={icon} />, 'aria-label': label } as const;
  return href ? <Button as="a" {...soft(href)} {...look} /> : <Button disabled {...look} />;
}
