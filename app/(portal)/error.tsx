'use client';

import { Button } from '@fluentui/react-components';
import { useEffect } from 'react';
import { PageHead } from '@/components/page-head';
import { failureOf } from '@/components/failure-of';
import { signInAgainAddress } from '@/components/form-memory';
import { useSignedIn } from '@/components/signed-in';
import { PageFailure } from './page-failure';

/** Those that a new sign-in mends: Entra wants the person back, nothing is broken. */
const SIGN_IN = new Set(['signedOut', 'claimsChallenge']);

const LAST = 'access-rollout.signed-in-again';
/** A sign-in that brought the person back to the same refusal is not tried a second time by itself. */
const ONCE_IN = 60_000;

function mayGoByItself(): boolean {
  const last = Number(sessionStorage.getItem(LAST) ?? 0);
  sessionStorage.setItem(LAST, String(Date.now()));
  return Date.now() - last > ONCE_IN;
}

/** What a page could not be read for. The frame stays; the reference stands in the log too. */
export default function PortalError({ error, retry }: { error: unknown; retry: () => void }) {
  const { kind, code, reference, claims } = failureOf(error);
  const away = SIGN_IN.has(code);
  const as = useSignedIn()?.userPrincipalName;
  useEffect(() => {
    if (away && mayGoByItself()) location.assign(signInAgainAddress(as, claims));
  }, [as, away, claims]);
  if (away) {
    return (
      <PageHead
        title="Sign in again"
        state={[{ text: 'Your sign-in has ended, nothing is broken; you come back to this page', icon: 'key' }]}
        actions={<Button appearance="primary" onClick={() => location.assign(signInAgainAddress(as, claims))}>Sign in again</Button>}
      />
    );
  }
  return <PageFailure kind={kind} onRetry={retry} {...(reference ? { reference } : {})} />;
}
