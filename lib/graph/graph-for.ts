import 'server-only';
import { graphTokenFor } from '@/lib/auth/graph-token';
import { graphClient } from './client';
import type { Graph } from './client';

/** Graph in the name of whoever owns the token cache: a session's for pages and actions, a job's own copy for jobs. */
export function graphFor(holder: { tokenCacheId: string }): Graph {
  return graphClient((claims) => graphTokenFor(holder.tokenCacheId, claims));
}
