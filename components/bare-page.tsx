'use client';

import { Body1Strong, Title3, makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  bar: {
    height: '48px',
    boxSizing: 'border-box',
    display: 'flex',
    alignItems: 'center',
    paddingInline: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground3,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  main: { maxWidth: '640px', padding: '36px 24px' },
});

export type BarePageProps = { title: string; children: React.ReactNode };

/** A page before or beside the portal: product name, a title, and what there is to say. For sign-in, signed out, no access. */
export function BarePage({ title, children }: BarePageProps) {
  const styles = useStyles();
  return (
    <>
      <header className={styles.bar}><Body1Strong>Access Rollout</Body1Strong></header>
      <main className={styles.main}>
        <Title3 as="h1">{title}</Title3>
        {children}
      </main>
    </>
  );
}
