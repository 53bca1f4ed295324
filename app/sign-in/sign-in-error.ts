/** What a person reads when signing in did not work, and what whoever helps them wants to know. */
export type SignInProblem = { title: string; message: string; reference: string | null };

type Rule = { seen: RegExp; title: string; message: string };

// learn.microsoft.com/entra/identity-platform/reference-error-codes
const RULES: Rule[] = [
  { seen: /AADSTS65004|user_cancel|access_denied/i, title: 'Sign-in was cancelled', message: 'Nothing happened. Sign in again when you are ready.' },
  {
    seen: /AADSTS(65001|90094|90095)|consent_required/i,
    title: 'The portal is not allowed in yet',
    message: 'Your organisation has not yet granted the portal the permissions it needs. A Global Administrator can grant them in the app registration.',
  },
  {
    seen: /AADSTS50105/i,
    title: 'Your account is not assigned to this portal',
    message: 'Ask an identity admin to assign your account to the enterprise application Access Rollout.',
  },
  {
    seen: /AADSTS(50020|50034|90072|16000|700016)/i,
    title: 'This account is of another organisation',
    message: 'Sign in with an account of the organisation this portal is for.',
  },
  { seen: /AADSTS50011/i, title: 'The portal’s address is not registered', message: 'The app registration does not list this page as a redirect address. Whoever runs the portal can add it.' },
  { seen: /network|failed to fetch|endpoints?_resolution|offline/i, title: 'Microsoft Entra cannot be reached', message: 'Check the connection and try again.' },
];

/** The problem behind whatever msal threw. */
export function signInProblem(error: unknown): SignInProblem {
  const told = error instanceof Error ? `${'errorCode' in error ? String(error.errorCode) : ''} ${error.message}` : String(error);
  const [reference] = /AADSTS\d+/.exec(told) ?? [null];
  const rule = RULES.find(({ seen }) => seen.test(told));
  return {
    title: rule?.title ?? 'Signing in did not work',
    message: rule?.message ?? 'Try again. If it stays like this, tell whoever runs the portal.',
    reference,
  };
}
