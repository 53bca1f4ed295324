'use client';

import { createContext, useContext } from 'react';

/** What the editor offers, and what people, groups and organisations are called; null where it may not be read. */
export type Choices = { names: Record<string, string>; organizations: { id: string; name: string }[] | null; extensions: { id: string; name: string; type: string }[] | null; /** The catalog, where people of other organisations may not ask from it. */ closedCatalog: string | null };

const ChoicesContext = createContext<Choices>({ names: {}, organizations: [], extensions: [], closedCatalog: null });

export const ChoicesProvider = ChoicesContext.Provider;

export function useChoices(): Choices {
  return useContext(ChoicesContext);
}
