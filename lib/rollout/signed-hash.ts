import 'server-only';
import { canonicalJson, sha256 } from '@/lib/audit';
import { signedFacts } from './signed-content';
import type { SignedContent } from './signed-content';

/** The hash an answer is bound to: over what is done, not over what it is called. */
export function signedHash(content: SignedContent): string {
  return sha256(canonicalJson(signedFacts(content)));
}
