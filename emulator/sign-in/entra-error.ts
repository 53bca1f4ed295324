import { randomUUID } from 'node:crypto';
import { jsonAnswer } from '../http';
import type { HttpAnswer } from '../http';

type Refusal = { error: string; status: number; says: string; suberror?: string };

/** The refusals of Entra this sign-in knows (learn.microsoft.com/entra/identity-platform/reference-error-codes). */
const REFUSALS = {
  50011: { error: 'invalid_request', status: 400, says: 'The redirect URI specified in the request does not match the redirect URIs configured for the application.' },
  50013: { error: 'invalid_grant', status: 400, says: 'Assertion failed signature validation.' },
  50057: { error: 'invalid_grant', status: 400, says: 'The user account is disabled.' },
  50058: { error: 'login_required', status: 400, says: 'A silent sign-in request was sent but no user is signed in.' },
  50076: { error: 'interaction_required', status: 400, suberror: 'basic_action', says: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.' },
  50079: { error: 'interaction_required', status: 400, suberror: 'basic_action', says: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access the resource.' },
  50173: { error: 'invalid_grant', status: 400, suberror: 'bad_token', says: 'The provided grant has expired due to it being revoked, a fresh auth token is needed.' },
  54005: { error: 'invalid_grant', status: 400, says: 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.' },
  65001: { error: 'invalid_grant', status: 400, suberror: 'consent_required', says: 'The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.' },
  70003: { error: 'unsupported_grant_type', status: 400, says: 'The app requested an unsupported grant type.' },
  70007: { error: 'unsupported_response_mode', status: 400, says: 'The app requested an unsupported response mode.' },
  70008: { error: 'invalid_grant', status: 400, says: 'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.' },
  70011: { error: 'invalid_scope', status: 400, says: 'The provided value for the input parameter "scope" is not valid.' },
  70016: { error: 'unsupported_response_type', status: 400, says: 'The app requested an unsupported response type.' },
  90002: { error: 'invalid_request', status: 400, says: 'Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.' },
  90014: { error: 'invalid_request', status: 400, says: 'A required field is missing from the request.' },
  500112: { error: 'invalid_client', status: 400, says: 'The reply address does not match the reply address provided when requesting Authorization code.' },
  500131: { error: 'invalid_grant', status: 400, says: 'Assertion audience does not match the Client app presenting the assertion. The audience in the assertion must be the application it is exchanged by.' },
  500133: { error: 'invalid_grant', status: 400, says: 'Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion.' },
  501481: { error: 'invalid_grant', status: 400, says: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.' },
  700016: { error: 'unauthorized_client', status: 400, says: 'Application with this identifier was not found in the directory. You may have sent your authentication request to the wrong tenant.' },
  7000215: { error: 'invalid_client', status: 401, says: 'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.' },
  7000218: { error: 'invalid_client', status: 401, says: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'." },
  9002313: { error: 'invalid_grant', status: 400, says: 'Invalid request. Request is malformed or invalid.' },
  9002325: { error: 'invalid_request', status: 400, says: 'Proof Key for Code Exchange is required for cross-origin authorization code redemption.' },
  9002326: { error: 'invalid_request', status: 400, says: "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type." },
  9002327: { error: 'invalid_request', status: 400, says: "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests." },
} satisfies Record<number, Refusal>;

export type RefusalCode = keyof typeof REFUSALS;

/** A request of sign-in that Entra would refuse, by its AADSTS number. `detail` is added to Entra's sentence. */
export class SignInRefusal extends Error {
  readonly error: string;
  readonly status: number;
  readonly suberror: string | undefined;

  constructor(
    readonly code: RefusalCode,
    detail = '',
    /** What a client hands back to sign-in to get past this. */
    readonly claims?: string,
  ) {
    const refusal: Refusal = REFUSALS[code];
    super(`AADSTS${code}: ${refusal.says}${detail ? ` ${detail}` : ''}`);
    this.error = refusal.error;
    this.status = refusal.status;
    this.suberror = refusal.suberror;
  }
}

/** The refusal as the token endpoint answers it. */
export function refusalAnswer(refusal: SignInRefusal, now: number, correlationId: string): HttpAnswer {
  const trace = randomUUID();
  const correlation = correlationId || randomUUID();
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return jsonAnswer(refusal.status, {
    error: refusal.error,
    error_description: `${refusal.message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [refusal.code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${refusal.code}`,
    ...(refusal.suberror ? { suberror: refusal.suberror } : {}),
    ...(refusal.claims ? { claims: refusal.claims } : {}),
  });
}
