'use client';

import { Button, Caption1, MessageBar, MessageBarActions, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { LinkButton } from './link-button';

const useStyles = makeStyles({
  reference: { display: 'block', color: tokens.colorNeutralForeground3 },
  mono: { fontFamily: tokens.fontFamilyMonospace },
});

export type RefusedAnswer = { ok: false; code: string; message: string; reference?: string };

/** Those that a new sign-in mends. */
const SIGN_IN = new Set(['signedOut', 'readOnly', 'claimsChallenge']);
/** Those where a reference helps whoever is asked. */
const OURS = new Set(['internal', 'database', 'refusedByEntra', 'noPermission']);

/** Why an action was not done, where it was asked for, with the way to mend it. */
export function FormError({ error }: { error: RefusedAnswer }) {
  const styles = useStyles();
  const router = useRouter();
  const path = usePathname();
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    bar.current?.scrollIntoView({ block: 'nearest' });
  }, [error]);

  return (
    <MessageBar ref={bar} intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        {error.message}
        {error.reference && OURS.has(error.code) && (
          <Caption1 className={styles.reference}>Reference <span className={styles.mono}>{error.reference}</span></Caption1>
        )}
      </MessageBarBody>
      {SIGN_IN.has(error.code) && (
        <MessageBarActions><LinkButton size="small" href={`/sign-in?again=1&returnTo=${encodeURIComponent(path)}`}>Sign in again</LinkButton></MessageBarActions>
      )}
      {error.code === 'conflict' && (
        <MessageBarActions><Button size="small" onClick={() => router.refresh()}>See what is true now</Button></MessageBarActions>
      )}
    </MessageBar>
  );
}
