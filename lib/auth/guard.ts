import 'server-only';
import { cache } from 'react';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { portalOrigin, tenant } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { loginEndpoints } from './login-endpoints';
import { findSession, sessionCookieName, sessionIdOf } from './session';
import { hasRole } from './role';
import type { Session } from './session';
import type { Role } from './role';

export type { Session } from './session';
export type { Role } from './role';

/** Who asks, or null when nobody is signed in. Read once for each request, however often it is asked. */
export const currentSession = cache(async (): Promise<Session | null> => {
  const jar = await cookies();
  const id = jar.get(sessionCookieName())?.value;
  return id ? findSession(id) : null;
});

/** For streams, which outlive the request they began with: the live session its cookie names, read anew each time. */
export async function sessionOf(request: Request): Promise<Session | null> {
  const id = sessionIdOf(request);
  return id ? findSession(id) : null;
}

/** The address the browser asked for, with its query, as the proxy saw it. */
export async function requestedPath(): Promise<string> {
  return (await headers()).get('x-path') ?? '/';
}

/** Sends the browser to sign in and back to where it was. `claims` is what Entra asked for in a challenge. */
export async function redirectToSignIn(claims?: string): Promise<never> {
  const path = await requestedPath();
  const query = new URLSearchParams({ returnTo: path, ...(claims ? { claims, again: '1' } : {}) });
  redirect(`/sign-in?${query.toString()}`);
}

/** For pages that anyone signed in may see, such as approvals. Nobody signed in: off to sign in, and back here. */
export async function requireSession(): Promise<Session> {
  return (await currentSession()) ?? redirectToSignIn();
}

/** For pages: the session of somebody who has one of the roles; anyone else is shown whom to ask. */
export async function requireRole(...roles: Role[]): Promise<Session> {
  const session = await requireSession();
  if (!hasRole(session, ...roles)) redirect('/no-access');
  return session;
}

/** @throws AppError `forbidden` when the person has none of the roles. */
export function assertRole(session: { personId: string; roles: Role[] }, ...roles: Role[]): void {
  if (!hasRole(session, ...roles)) throw new AppError('forbidden', `${session.personId} has none of ${roles.join(', ')}`);
}

/** What the sign-in page needs to know to begin: public facts of the registration only. */
export type SignInSettings = {
  authority: string;
  authorityMetadata: string | null;
  clientId: string;
  scope: string;
  redirectUri: string;
  /** Where the browser ends its session at Entra, and is sent back from there. */
  endSessionUrl: string;
};

export function signInSettings(): SignInSettings {
  const { authority, authorityMetadata, endSession } = loginEndpoints();
  const { browserClientId, apiClientId } = tenant();
  const back = new URLSearchParams({ client_id: browserClientId, post_logout_redirect_uri: `${portalOrigin()}/signed-out` });
  return {
    authority,
    authorityMetadata,
    clientId: browserClientId,
    scope: `api://${apiClientId}/access_as_user`,
    redirectUri: `${portalOrigin()}/sign-in`,
    endSessionUrl: `${endSession}?${back.toString()}`,
  };
}
