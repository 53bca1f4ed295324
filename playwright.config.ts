import { defineConfig } from '@playwright/test';
import { browserOptions } from './e2e/testing/browser';

/** The longest files begin first, or one worker would be left with them at the end. */
const LONG = /(walk|sign-off|run)\.spec\.ts$/;

export default defineConfig({
  testDir: 'e2e/specs',
  outputDir: 'test-results/browser',
  globalSetup: './e2e/testing/browser-setup.ts',
  projects: [{ name: 'the longest', testMatch: LONG }, { name: 'the rest', testIgnore: LONG }],
  // Two more than there are cores to count on: a page waits more than it computes.
  workers: 4,
  timeout: 480_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  use: {
    baseURL: process.env.TEST_PORTAL_ORIGIN,
    // A film of every test, and each page as it was at each step, would cost a third of the whole: the steps are kept.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    launchOptions: browserOptions(),
  },
});
