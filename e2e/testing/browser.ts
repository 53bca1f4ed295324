import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

// The headless shell draws and runs pages as the whole browser does, without a browser around them: half the work.
// Debian's /usr/bin/chromium is a script that adds extensions and other things nobody here looks at.
const INSTALLED = ['/usr/lib/chromium/chromium-headless-shell', '/usr/bin/chromium-headless-shell', '/usr/lib/chromium/chromium', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** The Chromium to drive: the one named, else an installed one, else Playwright’s own. It asks nobody outside this machine. */
export function browserOptions(): LaunchOptions {
  const executablePath = process.env.CHROMIUM ?? INSTALLED.find((path) => existsSync(path));
  return {
    ...(executablePath ? { executablePath } : {}),
    // A page lives for seconds: code made faster after much use, and thrown away when not used, is work for nothing here.
    // Without motion a page is drawn as often as it changes: a fifth of the whole is not spent on drawing.
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--force-prefers-reduced-motion', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--js-flags=--no-opt,--no-maglev,--no-flush-bytecode'],
  };
}
