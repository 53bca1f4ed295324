'use server';

import { cookies } from 'next/headers';

const YEAR = 365 * 24 * 60 * 60;

/** Keeps light, dark or system for this browser. Anything else is left unsaid: it is no one's choice. */
export async function chooseThemeAction(choice: unknown): Promise<void> {
  if (choice !== 'light' && choice !== 'dark' && choice !== 'system') return;
  (await cookies()).set('theme', choice, { maxAge: YEAR, path: '/', sameSite: 'lax' });
}
