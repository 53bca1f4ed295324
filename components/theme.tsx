'use client';

import { createContext, useContext } from 'react';

/** What the person chose. */
export type ThemeChoice = 'light' | 'dark' | 'system';
/** What is shown. */
export type Scheme = 'light' | 'dark';

type Theme = { choice: ThemeChoice; scheme: Scheme; choose: (choice: ThemeChoice) => void };

export const ThemeContext = createContext<Theme>({ choice: 'system', scheme: 'light', choose: () => undefined });

/** Light or dark, as chosen and as shown, and how to choose. */
export function useTheme(): Theme {
  return useContext(ThemeContext);
}
