'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { TextLink } from '@/components/text-link';
import { ERROR_TEXT } from '@/lib/errors';
import type { ErrorCode } from '@/lib/errors';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, marginTop: tokens.spacingVerticalM, padding: 0, display: 'grid', rowGap: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground2 },
});

type Effect = { key: string; name: string; words: string; href: string };
type Answer = { roles: string; effects: Effect[]; left: number; sentence: string };

/** What is around a form's choices of roles; says of those that are ticked how many of today's holders gain them. */
export function WhoGains({ packageId, children }: { packageId: string; children: React.ReactNode }) {
  const styles = useStyles();
  const around = useRef<HTMLDivElement>(null);
  const [roles, setRoles] = useState('');
  const [answer, setAnswer] = useState<Answer | null>(null);

  useEffect(() => {
    if (!roles) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      fetch(`/packages/${packageId}/role-effect/counts?${roles}`, { signal: stop.signal })
        .then(async (response) => {
          const body = (await response.json()) as { effects?: Effect[]; left?: number; code?: ErrorCode };
          setAnswer({ roles, effects: body.effects ?? [], left: body.left ?? 0, sentence: body.effects ? '' : ERROR_TEXT[body.code ?? 'internal'] });
        })
        .catch(() => {
          if (!stop.signal.aborted) setAnswer({ roles, effects: [], left: 0, sentence: ERROR_TEXT.offline });
        });
    }, 300);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [packageId, roles]);

  const read = () => {
    const ticked = [...(around.current?.querySelectorAll<HTMLInputElement>('input[name="roles"]:checked') ?? [])].filter(({ disabled }) => !disabled);
    setRoles(new URLSearchParams(ticked.map(({ value }) => ['role', value])).toString());
  };
  const current = answer?.roles === roles ? answer : null;
  return (
    <div ref={around} onChange={read}>
      {children}
      {roles && (
        <ul className={styles.list} aria-label="Who gains them" aria-live="polite">
          {!current && <li><Caption1 className={styles.quiet}>Counting who gains them…</Caption1></li>}
          {current?.effects.map(({ key, name, words, href }) => <li key={key}><strong>{name}.</strong> {words} <TextLink href={href} label={`See everybody: ${name}`}>See everybody</TextLink></li>)}
          {current && current.left > 0 && <li><Caption1 className={styles.quiet}>{`${current.left} more are not counted here; the draft’s review lists them.`}</Caption1></li>}
          {current?.sentence && <li><Caption1 className={styles.quiet}>{`Who gains them could not be counted: ${current.sentence}`}</Caption1></li>}
        </ul>
      )}
    </div>
  );
}
