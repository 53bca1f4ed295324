'use client';

import { Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import { TextLink } from '@/components/text-link';
import { READINESS_WORDS } from '@/lib/authoring/readiness';
import type { Readiness, ReadinessFinding } from '@/lib/authoring/readiness';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXXS, alignItems: 'flex-start' },
  list: { margin: 0, padding: 0, listStyleType: 'none', display: 'grid', rowGap: tokens.spacingVerticalXXS },
  why: { display: 'block', color: tokens.colorNeutralForeground3 },
  button: { minWidth: 'auto', paddingInline: 0 },
});

const LOOK: Record<Readiness, StateName> = { ready: 'eligible', warning: 'conflict', word: 'open', cannot: 'blocked', notKnown: 'unknown' };

/** Whether a resource can be added, what stands in its way, and on demand why and what mends it. */
export function Verdict({ name, readiness, findings }: { name: string; readiness: Readiness; findings: readonly ReadinessFinding[] }) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const said = findings.filter(({ level }) => level !== 'notLookedAt');
  return (
    <div className={styles.root}>
      <StateLabel state={LOOK[readiness]}>{READINESS_WORDS[readiness]}</StateLabel>
      {said.length > 0 && (
        <>
          <ul className={styles.list}>
            {said.map((finding) => (
              <li key={finding.trait}>
                {finding.what}
                {open && <Caption1 className={styles.why}>{finding.why} {finding.mend} <TextLink href={finding.source.address} external>{finding.source.title}</TextLink></Caption1>}
              </li>
            ))}
          </ul>
          <Button className={styles.button} size="small" appearance="transparent" aria-expanded={open} aria-label={open ? `Less about ${name}` : `Why, and what mends it: ${name}`} onClick={() => setOpen(!open)}>{open ? 'Less' : 'Why, and what mends it'}</Button>
        </>
      )}
    </div>
  );
}
