import 'server-only';
import { cookies, headers } from 'next/headers';
import type { Scheme, ThemeChoice } from '@/components/theme';

/** What the person chose, and what to paint first: for `system` what the browser says it prefers, or said last time. */
export async function themeOfRequest(): Promise<{ choice: ThemeChoice; scheme: Scheme }> {
  const jar = await cookies();
  const chosen = jar.get('theme')?.value;
  if (chosen === 'light' || chosen === 'dark') return { choice: chosen, scheme: chosen };
  const preferred = (await headers()).get('sec-ch-prefers-color-scheme') ?? jar.get('scheme')?.value;
  return { choice: 'system', scheme: preferred?.includes('dark') ? 'dark' : 'light' };
}
