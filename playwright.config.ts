import { defineConfig } from '@playwright/test';
import { browserOptions } from './e2e/testing/browser';

export default defineConfig({
  testDir: 'e2e/specs',
  outputDir: 'test-results/browser',
  globalSetup: './e2e/testing/browser-setup.ts',
  workers: 2,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  use: {
    baseURL: process.env.TEST_PORTAL_ORIGIN,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: browserOptions(),
  },
});
