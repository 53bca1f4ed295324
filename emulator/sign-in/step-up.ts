import { isRecord } from '../http';

/**
 * What an account must prove beyond its sign-in, as Conditional Access asks for it: an authentication context, by the
 * token endpoint (AADSTS50076: a second factor; 50079: enrol one first), by Graph's 401, or by both.
 */
export type StepUp = { at: 'token' | 'graph' | 'both'; code: 50076 | 50079 };

/** The authentication context asked for. */
const CONTEXT = 'c1';

/** The claims a client hands back to sign-in (learn.microsoft.com/entra/identity-platform/claims-challenge). */
export const STEP_UP_CLAIMS = JSON.stringify({ access_token: { acrs: { essential: true, value: CONTEXT } } });

/** What a token tells that proved it. */
export const PROVED = { acrs: [CONTEXT], amr: ['pwd', 'mfa'] };

/** Whether the claims of a token or sealed text tell that it was proved. */
export const hasProved = (claims: Record<string, unknown>): boolean => Array.isArray(claims.acrs) && claims.acrs.includes(CONTEXT);

/** Whether a `claims` parameter asks for it; whatever else such a parameter holds is a client's own business. */
export function asksForProof(parameter: string | null): boolean {
  if (!parameter) return false;
  try {
    const claims: unknown = JSON.parse(parameter);
    const token = isRecord(claims) && isRecord(claims.access_token) ? claims.access_token : {};
    const { acrs } = token;
    return isRecord(acrs) && (acrs.value === CONTEXT || (Array.isArray(acrs.values) && acrs.values.includes(CONTEXT)));
  } catch {
    return false;
  }
}
