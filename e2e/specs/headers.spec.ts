import type { Page } from '@playwright/test';
import { HINT } from '../../scripts/compile-at-once.mjs';
import { expect, test } from '../testing/browser-test';
import { signIn } from '../testing/sessions';

/** Whatever a page does against its own rules, told as it happens. */
async function watchViolations(page: Page): Promise<string[]> {
  const violations: string[] = [];
  await page.exposeFunction('tellViolation', (text: string) => {
    violations.push(text);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const tell = (window as unknown as { tellViolation: (text: string) => Promise<void> }).tellViolation;
      tell(`${location.pathname}: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`).catch(() => undefined);
    });
  });
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  return violations;
}

function directives(policy: string): Map<string, string> {
  return new Map(policy.split('; ').map((part) => [part.split(' ')[0] ?? '', part.split(' ').slice(1).join(' ')]));
}

test('the first answer carries every header that keeps strangers out', async ({ request }) => {
  for (const path of ['/', '/sign-in', '/signed-out', '/healthz', '/no-such-page']) {
    const headers = (await request.get(path, { maxRedirects: 0 })).headers();
    expect.soft({
      path,
      sniff: headers['x-content-type-options'],
      referrer: headers['referrer-policy'],
      cache: headers['cache-control']?.includes('no-store'),
      permissions: headers['permissions-policy']?.includes('camera=()'),
      opener: headers['cross-origin-opener-policy'],
      powered: headers['x-powered-by'],
    }).toEqual({
      path,
      sniff: 'nosniff',
      referrer: 'same-origin',
      cache: true,
      permissions: true,
      opener: path === '/sign-in' ? undefined : 'same-origin',
      powered: undefined,
    });

    const policy = directives(headers['content-security-policy'] ?? '');
    expect.soft(policy.get('script-src')).toMatch(/^'self' 'nonce-[\w+/=]{24}' 'strict-dynamic'$/);
    expect.soft(policy.get('style-src')).toMatch(/^'self' 'nonce-[\w+/=]{24}'$/);
    expect.soft(policy.get('style-src-attr')).toBe("'unsafe-inline'");
    expect.soft(policy.get('frame-ancestors')).toBe("'none'");
    expect.soft(policy.get('form-action')).toBe("'self'");
    expect.soft(policy.get('base-uri')).toBe("'none'");
    expect.soft([...policy.values()].join(' ')).not.toContain('unsafe-eval');
    if (path !== '/sign-in') expect.soft(policy.get('connect-src')).toBe("'self'");
  }
});

test('every answer has a nonce of its own, and the page’s scripts carry it', async ({ request }) => {
  const [first, second] = [await request.get('/sign-in'), await request.get('/sign-in')];
  const nonces = [first, second].map((answer) => /'nonce-([^']+)'/.exec(answer.headers()['content-security-policy'] ?? '')?.[1] ?? '');
  expect(nonces[0]).not.toBe(nonces[1]);

  const scripts = [...(await first.text()).matchAll(/<(?:script|style)\b[^>]*>/g)].map(([tag]) => tag);
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((tag) => !tag.includes(`nonce="${nonces[0]}"`))).toEqual([]);
});

test('every script of a page asks the browser to compile it whole', async ({ request }) => {
  const page = await (await request.get('/sign-in')).text();
  const scripts = [...page.matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g)].map(([, source]) => source ?? '');
  expect(scripts.length).toBeGreaterThan(10);
  const texts = await Promise.all(scripts.map(async (source) => (await request.get(source)).text()));
  expect(scripts.filter((_, index) => !texts[index]?.startsWith(HINT))).toEqual([]);
});

test('signing in and walking the main pages breaks none of the page’s own rules', async ({ page, baseURL }) => {
  const origin = baseURL ?? '';
  const violations = await watchViolations(page);
  await signIn(page, origin, 'Ines Aalto');
  const session = (await page.context().cookies(origin)).find((cookie) => cookie.name === 'session');
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);

  for (const path of ['/', '/rollouts', '/catalogs', '/packages', '/sign-offs', '/owners', '/helpdesk', '/activity', '/settings']) {
    const answer = await page.goto(path);
    expect.soft([path, answer?.headers()['cache-control']?.includes('no-store')]).toEqual([path, true]);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  expect(violations).toEqual([]);
});

test('the portal’s health says nothing but that', async ({ request }) => {
  const answer = await request.get('/healthz');
  expect([answer.status(), Object.keys((await answer.json()) as object).sort()]).toEqual([200, ['database', 'status', 'version']]);
});
