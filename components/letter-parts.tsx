'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from './age-text';

const useStyles = makeStyles({
  changed: { borderLeft: `${tokens.strokeWidthThicker} solid ${tokens.colorPaletteMarigoldForeground2}`, paddingLeft: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalXL },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: tokens.spacingHorizontalS, margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, lineHeight: tokens.lineHeightBase400 },
  changes: { listStyleType: 'none', margin: `${tokens.spacingVerticalS} 0 0`, padding: 0, display: 'grid', rowGap: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightRegular },
  sentence: { fontSize: tokens.fontSizeBase400, lineHeight: '26px', margin: `0 0 ${tokens.spacingVerticalS}`, textWrap: 'pretty' },
  about: { margin: `0 0 ${tokens.spacingVerticalXL}`, color: tokens.colorNeutralForeground2 },
});

type ChangedSinceProps = { title: string; since: string; /** Said after the age. */ where?: string | null; /** The lines, as list items. */ children: React.ReactNode };

/** What changed since somebody answered last: the first thing in a letter that asks again. */
export function ChangedSince({ title, since, where, children }: ChangedSinceProps) {
  const styles = useStyles();
  return (
    <section className={styles.changed} aria-label={title}>
      <h2 className={styles.head}>
        {title}
        <Caption1 className={styles.quiet}><AgeText at={since} />{where ? `, ${where}` : null}</Caption1>
      </h2>
      <ul className={styles.changes}>{children}</ul>
    </section>
  );
}

/** The one sentence a letter is about. */
export function LetterSentence({ children }: { children: React.ReactNode }) {
  return <p className={useStyles().sentence}>{children}</p>;
}

/** What follows from it, quieter. */
export function LetterAbout({ children }: { children: React.ReactNode }) {
  return <p className={useStyles().about}>{children}</p>;
}
