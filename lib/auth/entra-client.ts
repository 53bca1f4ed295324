import 'server-only';
import { AuthError, ConfidentialClientApplication, InteractionRequiredAuthError, LogLevel, ServerError } from '@azure/msal-node';
import type { AuthenticationResult, TokenCacheContext } from '@azure/msal-node';
import { loginOrigin, tenant } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { log, messageOf } from '@/lib/log';
import { loginEndpoints } from './login-endpoints';

/** Every Graph scope consented for the application; Entra gives all of them whatever is asked. */
export const GRAPH_SCOPES = ['https://graph.microsoft.com/.default'];

/** One person's msal cache as text, in memory for one call. */
export class HeldCache {
  changed = false;

  constructor(public text: string | null) {}

  readonly plugin = {
    beforeCacheAccess: async (context: TokenCacheContext) => {
      if (this.text !== null) context.tokenCache.deserialize(this.text);
    },
    afterCacheAccess: async (context: TokenCacheContext) => {
      if (!context.cacheHasChanged) return;
      this.text = context.tokenCache.serialize();
      this.changed = true;
    },
  };
}

/**
 * msal over one person's cache and nobody else's: a client shared by several people would mix their tokens.
 * It announces that we can answer a claims challenge (`cp1`).
 */
export function entraClient(cache: HeldCache): ConfidentialClientApplication {
  const { apiClientId, apiClientSecret } = tenant();
  const { authority, authorityMetadata } = loginEndpoints();
  return new ConfidentialClientApplication({
    auth: {
      clientId: apiClientId,
      clientSecret: apiClientSecret,
      authority,
      clientCapabilities: ['cp1'],
      ...(authorityMetadata === null ? {} : { authorityMetadata, knownAuthorities: [new URL(authority).host] }),
    },
    cache: { cachePlugin: cache.plugin },
    system: {
      loggerOptions: {
        logLevel: LogLevel.Error,
        piiLoggingEnabled: false,
        loggerCallback: (_level, message) => log('warn', 'entra.sign-in', { message, origin: loginOrigin() }),
      },
    },
  });
}

/** The answer of a token call that must hold a token. */
export function requireToken(result: AuthenticationResult | null): AuthenticationResult {
  if (result?.accessToken) return result;
  throw new AppError('signedOut', 'Entra answered without a token');
}

/** What Entra's refusal of a token means to the person (learn.microsoft.com/entra/identity-platform/reference-error-codes). */
export function toSignInError(error: unknown): unknown {
  if (!(error instanceof AuthError)) return error;
  const told = `${error.errorCode} ${error.subError} ${error.errorMessage}`;
  if (error instanceof InteractionRequiredAuthError || (error instanceof ServerError && error.errorCode === 'invalid_grant')) {
    const claims = error instanceof InteractionRequiredAuthError ? error.claims : '';
    if (/consent_required|AADSTS65001/.test(told)) return new AppError('consentMissing', told, { cause: error });
    if (claims) return new AppError('claimsChallenge', told, { claims, cause: error });
    return new AppError('signedOut', told, { cause: error });
  }
  if (error instanceof ServerError) {
    return /temporarily_unavailable|request_timeout|AADSTS900(33|38)/.test(told)
      ? new AppError('offline', told, { cause: error })
      : new AppError('internal', `Entra refused the portal itself: ${told}`, { cause: error });
  }
  return new AppError('offline', `sign-in cannot be reached: ${messageOf(error)}`, { cause: error });
}
