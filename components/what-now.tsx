'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { phone } from './breakpoint';
import { Section } from './section';
import { TextLink } from './text-link';

const useStyles = makeStyles({
  causes: { margin: 0, paddingLeft: tokens.spacingHorizontalXL, maxWidth: '640px', display: 'grid', rowGap: tokens.spacingVerticalXS },
  ways: { listStyleType: 'none', margin: 0, padding: 0, maxWidth: '640px', borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}` },
  way: {
    display: 'grid',
    gridTemplateColumns: '200px minmax(0, 1fr)',
    alignItems: 'baseline',
    paddingBlock: tokens.spacingVerticalSNudge,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  quiet: { color: tokens.colorNeutralForeground3 },
  hint: { display: 'block', marginTop: tokens.spacingVerticalM, color: tokens.colorNeutralForeground3, [phone]: { display: 'none' } },
});

export type WhatNowProps = {
  /** What may have happened, the likeliest first. */
  causes: string[];
  ways: { label: string; href: string; detail: string }[];
  /** Whether this person has the search of the top bar. */
  search: boolean;
};

/** For a page that leads nowhere: why that may be, and the ways on. */
export function WhatNow({ causes, ways, search }: WhatNowProps) {
  const styles = useStyles();
  return (
    <>
      <Section title="What may have happened">
        <ul className={styles.causes}>{causes.map((cause) => <li key={cause}>{cause}</li>)}</ul>
      </Section>
      <Section title="Where to go" flush>
        <ul className={styles.ways}>
          {ways.map(({ label, href, detail }) => (
            <li key={href} className={styles.way}>
              <TextLink href={href}>{label}</TextLink>
              <Caption1 className={styles.quiet}>{detail}</Caption1>
            </li>
          ))}
        </ul>
        {search && <Caption1 className={styles.hint}>Or press Ctrl K and type a part of its name.</Caption1>}
      </Section>
    </>
  );
}
