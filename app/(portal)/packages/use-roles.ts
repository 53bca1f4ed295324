'use client';

import { useRead } from '@/components/use-read';
import type { Read } from '@/components/use-read';

type Role = { originId: string; name: string };

/** `roles` by resource id; empty where Entra shows none yet. */
export type ReadRoles = Omit<Read<object>, 'body'> & { roles: Record<string, Role[]> };

/** Asks for the roles of those resources that came without, all at once, when the page stands. */
export function useRoles(catalogId: string, resources: { id: string; originSystem: string; roles: Role[] | null }[]): ReadRoles {
  const query = new URLSearchParams(resources.filter((each) => !each.roles).map((each) => ['resource', `${each.originSystem}|${each.id}`])).toString();
  const { state, body, sentence, again } = useRead<{ roles: Record<string, Role[]> }>(query ? `/catalogs/${catalogId}/roles?${query}` : null);
  return { state: query ? state : 'read', roles: body?.roles ?? {}, sentence, again };
}
