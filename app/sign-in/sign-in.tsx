'use client';

import { useEffect, useRef, useState } from 'react';
import { PublicClientApplication } from '@azure/msal-browser';
import { MsalProvider, useMsal } from '@azure/msal-react';
import { QuietCard } from '@/components/quiet-card';
import { openPortalSession } from './portal-session';
import { safeReturnTo } from './return-to';
import { signInProblem } from './sign-in-error';
import type { SignInProblem } from './sign-in-error';

type Settings = { authority: string; authorityMetadata: string | null; clientId: string; scope: string; redirectUri: string };

type Props = { settings: Settings; returnTo: string; startAtOnce: boolean; claims: string | null; loginHint: string | null };

type Stage = { at: 'working'; saying: string } | { at: 'ready' } | { at: 'failed'; problem: SignInProblem };

const RETURN_TO = 'access-rollout.return-to';

function clientOf({ authority, authorityMetadata, clientId, redirectUri }: Settings): PublicClientApplication {
  return new PublicClientApplication({
    auth: {
      clientId,
      authority,
      redirectUri,
      clientCapabilities: ['cp1'],
      knownAuthorities: [new URL(authority).host],
      ...(authorityMetadata === null ? {} : { authorityMetadata }),
    },
    cache: { cacheLocation: 'sessionStorage' },
  });
}

/** The page's own rules let it speak to Entra; after a move within the app, the rules of the page before still hold. */
function wasLoadedAsItself(): boolean {
  const [loaded] = performance.getEntriesByType('navigation');
  return !loaded || new URL(loaded.name).pathname === location.pathname;
}

async function toEntra(client: PublicClientApplication, { settings, returnTo, claims, loginHint }: Props, chosen: boolean): Promise<void> {
  sessionStorage.setItem(RETURN_TO, returnTo);
  await client.loginRedirect({
    scopes: [settings.scope],
    ...(claims ? { claims } : {}),
    ...(loginHint && !chosen ? { loginHint } : {}),
    ...(chosen ? { prompt: 'select_account' } : {}),
  });
}

/** Signs in at Entra, brings the token to the portal and goes back to where the person was. Keeps no token. */
export function SignIn(props: Props) {
  const [client, setClient] = useState<PublicClientApplication | null>(null);
  const [stage, setStage] = useState<Stage>({ at: 'working', saying: 'One moment' });
  const begun = useRef(false);

  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    if (!wasLoadedAsItself()) {
      location.reload();
      return;
    }
    const made = clientOf(props.settings);
    arrive(made, props, setStage)
      .catch((error: unknown) => setStage({ at: 'failed', problem: signInProblem(error) }))
      .finally(() => setClient(made));
  }, [props]);

  useEffect(() => {
    // Back from Entra by the browser's own button: the page comes out of memory as it was left, saying "one moment".
    const returned = (event: PageTransitionEvent) => {
      if (event.persisted) location.replace(location.href);
    };
    addEventListener('pageshow', returned);
    return () => removeEventListener('pageshow', returned);
  }, []);

  if (!client || stage.at === 'working') {
    return <QuietCard title="Sign in to Access Rollout" busy={stage.at === 'working' ? stage.saying : 'One moment'} />;
  }
  return (
    <MsalProvider instance={client}>
      <SignInCard {...props} stage={stage} />
    </MsalProvider>
  );
}

/** What the page does by itself: takes what Entra sent back, or begins at once where it was asked to. */
async function arrive(client: PublicClientApplication, props: Props, tell: (stage: Stage) => void): Promise<void> {
  await client.initialize();
  const result = await client.handleRedirectPromise({ navigateToLoginRequestUrl: false });
  if (!result) {
    if (!props.startAtOnce) return tell({ at: 'ready' });
    tell({ at: 'working', saying: 'Going to Microsoft Entra' });
    return toEntra(client, props, false);
  }

  tell({ at: 'working', saying: 'Opening your session' });
  const answer = await openPortalSession(result.accessToken);
  await client.clearCache();
  const returnTo = safeReturnTo(sessionStorage.getItem(RETURN_TO));
  if (answer.ok) {
    sessionStorage.removeItem(RETURN_TO);
    location.replace(returnTo);
    return;
  }
  if (answer.code === 'claimsChallenge' && answer.claims) return toEntra(client, { ...props, returnTo, claims: answer.claims }, false);
  tell({ at: 'failed', problem: { title: 'The portal did not let you in', message: answer.message, reference: null } });
}

function SignInCard({ stage, ...props }: Props & { stage: Stage }) {
  const { instance } = useMsal();
  const [leaving, setLeaving] = useState(false);
  const [failed, setFailed] = useState<SignInProblem | null>(null);
  const problem = failed ?? (stage.at === 'failed' ? stage.problem : null);

  const start = async () => {
    setLeaving(true);
    const kept = sessionStorage.getItem(RETURN_TO);
    try {
      const returnTo = stage.at === 'failed' && props.returnTo === '/' ? safeReturnTo(kept) : props.returnTo;
      await toEntra(instance as PublicClientApplication, { ...props, returnTo }, true);
    } catch (error) {
      setFailed(signInProblem(error));
      setLeaving(false);
    }
  };

  return (
    <QuietCard
      title="Sign in to Access Rollout"
      says="You sign in with your work account at Microsoft Entra and come back here."
      problem={problem}
      {...(leaving ? { busy: 'Going to Microsoft Entra' } : { action: { label: problem ? 'Try again' : 'Sign in', onClick: start } })}
    />
  );
}
