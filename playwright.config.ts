import { defineConfig } from '@playwright/test';
import { browserOptions } from './e2e/testing/browser';

export default defineConfig({
  testDir: 'e2e/specs',
  outputDir: 'test-results/browser',
  globalSetup: './e2e/testing/browser-setup.ts',
  workers: 2,
  timeout: 480_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  use: {
    baseURL: process.env.TEST_PORTAL_ORIGIN,
    // A film of every test costs a third of the whole; the page as it was at each step tells more.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: browserOptions(),
  },
});
