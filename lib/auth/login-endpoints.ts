import 'server-only';
import { loginOrigin, tenant } from '@/lib/env';

/** Where this tenant signs people in. msal takes an https authority only, but its endpoints may be told to it. */
export type LoginEndpoints = {
  /** What msal is told it talks to, whatever the endpoints are. */
  authority: string;
  /** The discovery document as JSON, where the endpoints are not Microsoft's; else msal finds its own. */
  authorityMetadata: string | null;
  issuer: string;
  keys: string;
  endSession: string;
};

const AUTHORITY_HOST = 'https://login.microsoftonline.com';

export function loginEndpoints(): LoginEndpoints {
  const { tenantId } = tenant();
  const base = `${loginOrigin()}/${tenantId}`;
  const issuer = `${base}/v2.0`;
  const keys = `${base}/discovery/v2.0/keys`;
  const endSession = `${base}/oauth2/v2.0/logout`;
  const metadata = {
    issuer,
    jwks_uri: keys,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    end_session_endpoint: endSession,
  };
  return {
    authority: `${AUTHORITY_HOST}/${tenantId}`,
    authorityMetadata: loginOrigin() === AUTHORITY_HOST ? null : JSON.stringify(metadata),
    issuer,
    keys,
    endSession,
  };
}
