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

/** How often the portal is asked whether it is there again, while a page shows that it gave no answer. Milliseconds. */
const ASK_EVERY_MS = 3_000;

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
  // A page that was being read when the portal went away comes back with it. Asked first: a page that is read again in vain is lost to the browser.
  const isCut = kind === 'offline' && reference === undefined;
  useEffect(() => {
    if (!isCut) return undefined;
    const asking = setInterval(() => {
      fetch('/healthz', { cache: 'no-store' }).then(({ ok }) => ok && retry()).catch(() => undefined);
    }, ASK_EVERY_MS);
    return () => clearInterval(asking);
  }, [isCut, retry]);
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
