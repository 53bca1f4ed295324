'use client';

import { useCallback, useEffect, useState } from 'react';
import { ERROR_TEXT } from '@/lib/errors';
import type { ErrorCode } from '@/lib/errors';

type Role = { originId: string; name: string };

export type ReadRoles = {
  state: 'reading' | 'read' | 'failed';
  /** By resource id; empty where Entra shows none yet. */
  roles: Record<string, Role[]>;
  /** Why they could not be read. */
  sentence: string;
  again: () => void;
};

/** Asks for the roles of those resources that came without, all at once, when the page stands. */
export function useRoles(catalogId: string, resources: { id: string; originSystem: string; roles: Role[] | null }[]): ReadRoles {
  const query = new URLSearchParams(resources.filter((each) => !each.roles).map((each) => ['resource', `${each.originSystem}|${each.id}`])).toString();
  const [answer, setAnswer] = useState<Pick<ReadRoles, 'state' | 'roles' | 'sentence'>>({ state: query ? 'reading' : 'read', roles: {}, sentence: '' });
  const [tries, setTries] = useState(0);

  useEffect(() => {
    if (!query) return undefined;
    const stop = new AbortController();
    fetch(`/catalogs/${catalogId}/roles?${query}`, { signal: stop.signal })
      .then(async (response) => {
        const body = (await response.json()) as { roles?: Record<string, Role[]>; code?: ErrorCode };
        if (body.roles) setAnswer({ state: 'read', roles: body.roles, sentence: '' });
        else setAnswer((before) => ({ ...before, state: 'failed', sentence: ERROR_TEXT[body.code ?? 'internal'] }));
      })
      .catch(() => {
        if (!stop.signal.aborted) setAnswer((before) => ({ ...before, state: 'failed', sentence: ERROR_TEXT.offline }));
      });
    return () => stop.abort();
  }, [catalogId, query, tries]);

  const again = useCallback(() => {
    setAnswer((before) => ({ ...before, state: 'reading' }));
    setTries((count) => count + 1);
  }, []);
  return { ...answer, again };
}
