import { randomBytes } from 'node:crypto';
import { NextResponse } from 'next/server';
import type { NextRequest } from 'next/server';
import { loginOrigin, portalOrigin } from '@/lib/env';

/** What a page may load and speak to. Fluent sets style attributes, hence the one `unsafe-inline`. */
function contentSecurityPolicy(nonce: string, connectTo: string[]): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connectTo].join(' ')}`,
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** No text in a database holds a NUL, so an address that has one is asked again without it, and finds what it can. */
function withoutNul({ nextUrl: { pathname, search } }: NextRequest): URL {
  const address = new URL(portalOrigin());
  // One by one: a path that begins with two slashes would be read as another host.
  address.pathname = pathname.replaceAll('%00', '');
  address.search = search.replaceAll('%00', '');
  return address;
}

/** Headers for every page and route. Who may see what is decided in pages, actions and route handlers, never here. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64');
  const { pathname, searchParams } = request.nextUrl;
  const signIn = pathname === '/sign-in';
  const policy = contentSecurityPolicy(nonce, signIn ? [loginOrigin()] : []);

  const search = new URLSearchParams(searchParams);
  search.delete('_rsc');
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('x-path', search.size > 0 ? `${pathname}?${search.toString()}` : pathname);
  headers.set('content-security-policy', policy);

  const response = request.url.includes('%00') ? NextResponse.redirect(withoutNul(request)) : NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'same-origin');
  response.headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()');
  // msal's windows must find their way back to the sign-in page.
  if (!signIn) response.headers.set('cross-origin-opener-policy', 'same-origin');
  response.headers.set('cache-control', 'no-store');
  if (portalOrigin().startsWith('https:')) response.headers.set('strict-transport-security', 'max-age=31536000');
  return response;
}

export const config = { matcher: ['/((?!_next/static|_next/image|favicon\\.ico|icon\\.svg).*)'] };
