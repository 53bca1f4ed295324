'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { TextLink } from '@/components/text-link';
import { useRead } from '@/components/use-read';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, marginTop: tokens.spacingVerticalM, padding: 0, display: 'grid', rowGap: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground2 },
});

type Effect = { key: string; name: string; words: string; href: string };

/** What is around a form's choices of roles; says of those that are ticked how many of today's holders gain them. */
export function WhoGains({ packageId, children }: { packageId: string; children: React.ReactNode }) {
  const styles = useStyles();
  const around = useRef<HTMLDivElement>(null);
  const [roles, setRoles] = useState('');
  // Whoever ticks several at once asks once.
  const { state, body, sentence } = useRead<{ effects: Effect[]; left: number }>(roles ? `/packages/${packageId}/role-effect/counts?${roles}` : null, 300);

  const read = () => {
    const ticked = [...(around.current?.querySelectorAll<HTMLInputElement>('input[name="roles"]:checked') ?? [])].filter(({ disabled }) => !disabled);
    setRoles(new URLSearchParams(ticked.map(({ value }) => ['role', value])).toString());
  };
  return (
    <div ref={around} onChange={read}>
      {children}
      {roles && (
        <ul className={styles.list} aria-label="Who gains them" aria-live="polite">
          {state === 'reading' && <li><Caption1 className={styles.quiet}>Counting who gains them…</Caption1></li>}
          {body?.effects.map(({ key, name, words, href }) => <li key={key}><strong>{name}.</strong> {words} <TextLink href={href} label={`See everybody: ${name}`}>See everybody</TextLink></li>)}
          {body && body.left > 0 && <li><Caption1 className={styles.quiet}>{`${body.left} more are not counted here; the draft’s review lists them.`}</Caption1></li>}
          {sentence && <li><Caption1 className={styles.quiet}>{`Who gains them could not be counted: ${sentence}`}</Caption1></li>}
        </ul>
      )}
    </div>
  );
}
