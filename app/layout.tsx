import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import { themeOfRequest } from '@/app/appearance/theme-of-request';
import { BEFORE_WAKING_SCRIPT } from '@/app/before-waking';
import { Providers } from '@/app/providers';
import './globals.css';

export const metadata: Metadata = {
  title: { template: '%s · Access Rollout', default: 'Access Rollout' },
  description: 'Rolls out Microsoft Entra ID access packages in phases.',
};

/** The scheme too: where the html element is Next's own, as on a page of nothing, no white flashes in the dark. */
export async function generateViewport(): Promise<Viewport> {
  return { width: 'device-width', initialScale: 1, viewportFit: 'cover', colorScheme: (await themeOfRequest()).scheme };
}

export default async function RootLayout({ children }: { children: React.ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  const { choice, scheme } = await themeOfRequest();
  return (
    <html lang="en" style={{ colorScheme: scheme }} suppressHydrationWarning>
      <body>
        {/* The browser hides a nonce from scripts, so React would find none to compare with. */}
        <script nonce={nonce} dangerouslySetInnerHTML={{ __html: BEFORE_WAKING_SCRIPT }} suppressHydrationWarning />
        <Providers nonce={nonce} choice={choice} scheme={scheme}>{children}</Providers>
      </body>
    </html>
  );
}
