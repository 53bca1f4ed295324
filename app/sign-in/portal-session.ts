/** What the portal answers to a sign-in token. */
export type SessionAnswer = { ok: true } | { ok: false; code: string; message: string; claims?: string };

/** Brings the token for the portal's own API to the server, which keeps a session for it. */
export async function openPortalSession(token: string): Promise<SessionAnswer> {
  const response = await fetch('/auth/session', { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as SessionAnswer;
}
