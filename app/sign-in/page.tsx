import type { Metadata } from 'next';
import { currentSession, signInSettings } from '@/lib/auth/guard';
import { safeReturnTo } from './return-to';
import { SignIn } from './sign-in';

export const metadata: Metadata = { title: 'Sign in' };

type Search = Record<string, string | string[] | undefined>;

function one(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** Also where Entra sends the browser back to. `again=1` begins at once; `claims` is what a challenge asked for, `as` who is proposed. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const session = await currentSession();
  return (
    <SignIn
      settings={signInSettings()}
      returnTo={safeReturnTo(one(search.returnTo))}
      startAtOnce={one(search.again) === '1'}
      claims={one(search.claims)}
      loginHint={one(search.as) ?? session?.userPrincipalName ?? null}
    />
  );
}
