'use client';

import { FluentProvider, RendererProvider, createDOMRenderer, renderToStyleElements, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { useServerInsertedHTML } from 'next/navigation';
import { startTransition, useCallback, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { chooseThemeAction } from '@/app/appearance/actions';
import { STYLE_ORDER_SCRIPT } from '@/app/style-order';
import { ThemeContext } from '@/components/theme';
import type { Scheme, ThemeChoice } from '@/components/theme';

const PREFERS_DARK = '(prefers-color-scheme: dark)';

export type ProvidersProps = {
  /** Marks every style element, or the content policy keeps it out. */
  nonce: string | undefined;
  choice: ThemeChoice;
  scheme: Scheme;
  children: React.ReactNode;
};

/** Fluent's renderer and theme around the whole portal. */
export function Providers({ nonce, choice, scheme, children }: ProvidersProps) {
  const [renderer] = useState(() =>
    createDOMRenderer(typeof document === 'undefined' ? undefined : document, nonce ? { styleElementAttributes: { nonce } } : {}),
  );
  // Next asks once per streamed chunk, Griffel answers with everything so far: emptied after each, or stale copies that
  // stand later in the page win over newer rules.
  useServerInsertedHTML(() => {
    const elements = renderToStyleElements(renderer);
    renderer.stylesheets = {};
    if (elements.length === 0) return null;
    return (
      <>
        {elements}
        <script nonce={nonce} dangerouslySetInnerHTML={{ __html: STYLE_ORDER_SCRIPT }} />
      </>
    );
  });

  useWaking();
  const theme = useThemeState(choice, scheme);
  return (
    <RendererProvider renderer={renderer} {...(typeof document === 'undefined' ? {} : { targetDocument: document })}>
      <ThemeContext value={theme}>
        <FluentProvider theme={theme.scheme === 'dark' ? webDarkTheme : webLightTheme} style={{ minHeight: '100vh' }}>
          {children}
        </FluentProvider>
      </ThemeContext>
    </RendererProvider>
  );
}

/** Once every part of the page is awake: the layout effect of the outermost comes last. */
function useWaking(): void {
  useLayoutEffect(() => window.wakeClicked?.(), []);
}

/** The first render repeats what the server painted; only then the browser's own preference counts. */
function useThemeState(startChoice: ThemeChoice, startScheme: Scheme) {
  const [choice, setChoice] = useState(startChoice);
  const [scheme, setScheme] = useState(startScheme);

  useEffect(() => {
    if (choice !== 'system') {
      setScheme(choice);
      return undefined;
    }
    const media = window.matchMedia(PREFERS_DARK);
    const follow = () => {
      const preferred = media.matches ? 'dark' : 'light';
      setScheme(preferred);
      // Read by the server for the next first paint, where the browser does not send its preference by itself.
      document.cookie = `scheme=${preferred}; path=/; max-age=31536000; samesite=lax`;
    };
    follow();
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [choice]);

  useEffect(() => {
    document.documentElement.style.colorScheme = scheme;
    // An address of nothing is first answered by a page of Next's own, whose html element carries neither.
    document.documentElement.lang = 'en';
  }, [scheme]);

  const choose = useCallback((next: ThemeChoice) => {
    setChoice(next);
    startTransition(async () => chooseThemeAction(next));
  }, []);
  return useMemo(() => ({ choice, scheme, choose }), [choice, scheme, choose]);
}
