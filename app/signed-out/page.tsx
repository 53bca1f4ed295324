import type { Metadata } from 'next';
import { signInSettings } from '@/lib/auth/guard';
import { SignedOut } from './signed-out';

export const metadata: Metadata = { title: 'Signed out' };

/** `leaving=1`: our session has just ended, Entra's is next; without it, the browser has come back from there. */
export default async function SignedOutPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { leaving } = await searchParams;
  return <SignedOut endSessionUrl={leaving === '1' ? signInSettings().endSessionUrl : null} />;
}
