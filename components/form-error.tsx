'use client';

import { Button, Caption1, MessageBar, MessageBarActions, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import type { FieldLink } from '@/lib/errors';
import { signInAgainAddress } from './form-memory';
import { TextLink } from './text-link';
import { againWords, useAgain } from './use-again';

const useStyles = makeStyles({
  // Not under the top bar, nor under what stays at the foot of a phone.
  root: { scrollMarginTop: '56px', scrollMarginBottom: '160px' },
  reference: { display: 'block', color: tokens.colorNeutralForeground3 },
  mono: { fontFamily: tokens.fontFamilyMonospace },
});

export type RefusedAnswer = { ok: false; code: string; message: string; link?: FieldLink; reference?: string; retryAfter?: number; claims?: string };

/** Those that a new sign-in mends. */
const SIGN_IN = new Set(['signedOut', 'readOnly', 'claimsChallenge']);
/** Those where a reference helps whoever is asked. */
const OURS = new Set(['internal', 'database', 'refusedByEntra', 'noPermission']);

export type FormErrorProps = {
  error: RefusedAnswer;
  /** Who signs in again, as it is proposed. */
  as?: string | undefined;
  /** Keeps what was typed over a sign-in; a file cannot be kept. */
  keep?: () => void;
  /** Asks the same again, and answers whether it did; for what passes by itself. */
  again?: () => boolean;
  /** Shows what is true now where something changed meanwhile, named by `lookWord`. Otherwise the page is read again. */
  onLook?: (() => void) | undefined;
  lookWord?: string;
};

/** Why an action was not done, where it was asked for, with the way to mend it. */
export function FormError({ error, as, keep, again, onLook, lookWord = 'See what is true now' }: FormErrorProps) {
  const styles = useStyles();
  const left = useAgain(error, error.code, error.retryAfter, again);
  const router = useRouter();
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    bar.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);

  return (
    <MessageBar ref={bar} className={styles.root} intent="error" layout="multiline" role="alert" tabIndex={-1} data-refusal="">
      <MessageBarBody>
        {error.message}{error.link && <>{' '}<TextLink href={error.link.href}>{error.link.label}</TextLink></>}
        {left !== null && <Caption1 className={styles.reference} aria-live="off">{againWords(left)}</Caption1>}
        {error.reference && OURS.has(error.code) && (
          <Caption1 className={styles.reference}>Reference <span className={styles.mono}>{error.reference}</span></Caption1>
        )}
      </MessageBarBody>
      {SIGN_IN.has(error.code) && (
        <MessageBarActions>
          <Button
            size="small"
            onClick={() => {
              keep?.();
              location.assign(signInAgainAddress(as, error.claims));
            }}
          >
            Sign in again
          </Button>
        </MessageBarActions>
      )}
      {error.code === 'conflict' && (
        <MessageBarActions>
          <Button size="small" onClick={onLook ?? (() => router.refresh())}>{lookWord}</Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}
