'use client';

import { Body1, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import type { ReadinessFinding } from '@/lib/authoring/readiness';

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyleType: 'none', display: 'grid', rowGap: tokens.spacingVerticalS, maxWidth: '720px' },
  why: { display: 'block', color: tokens.colorNeutralForeground3 },
});

/** What policies of Conditional Access do to who gets a resource; `none` where they do not name it. */
export function AccessFindings({ findings, none }: { findings: readonly ReadinessFinding[]; none: string }) {
  const styles = useStyles();
  if (findings.length === 0) return <Body1>{none}</Body1>;
  return (
    <ul className={styles.list}>
      {findings.map(({ what, why, mend, level, source, link }) => (
        <li key={what}>
          <StateLabel state={level === 'warning' ? 'conflict' : level === 'word' ? 'note' : 'unknown'}>{what}</StateLabel>
          <Caption1 className={styles.why}>{why} {mend} {link ? <TextLink href={link.href}>{link.label}</TextLink> : <TextLink href={source.address} external>{source.title}</TextLink>}</Caption1>
        </li>
      ))}
    </ul>
  );
}
