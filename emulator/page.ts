import { createHash } from 'node:crypto';
import type { HttpAnswer } from './http';

/** A text safe in HTML, in an element or a quoted attribute. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root{color-scheme:light dark;--ground:#f3f2f1;--sheet:#fff;--ink:#1b1a19;--soft:#5c5a58;--line:#d6d3d1;--accent:#0f548c;--hover:#eef4fa;--bad:#a4262c;--good:#0b6a0b}
@media (prefers-color-scheme:dark){:root{--ground:#141414;--sheet:#1f1f1f;--ink:#f3f2f1;--soft:#b3b0ad;--line:#4a4846;--accent:#6cb8f6;--hover:#2a2f36;--bad:#f1a3a7;--good:#9fd89f}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 "Segoe UI",system-ui,sans-serif}
main{max-width:34rem;margin:4rem auto;padding:2rem;background:var(--sheet);border:1px solid var(--line);border-radius:8px}
@media (max-width:36rem){main{margin:0;min-height:100vh;padding:1.25rem;border:0;border-radius:0}}
h1{margin:0 0 .25rem;font-size:1.5rem;line-height:1.25}
h2{margin:2rem 0 .5rem;font-size:1.05rem}
p{margin:.25rem 0 1rem}
.soft{color:var(--soft)}
.mark{display:inline-block;margin-bottom:1rem;padding:.1rem .6rem;border:1px solid var(--accent);border-radius:1rem;color:var(--accent);font-size:.85rem}
.bad{color:var(--bad)}
ul{list-style:none;margin:0;padding:0}
button.person{display:block;width:100%;margin:0 0 .5rem;padding:.65rem .85rem;text-align:left;font:inherit;color:inherit;background:var(--sheet);border:1px solid var(--line);border-radius:6px;cursor:pointer}
button.person:hover{background:var(--hover);border-color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.name{font-weight:600}.role{float:right;color:var(--accent);font-size:.85rem}
.line{display:block;color:var(--soft);font-size:.875rem;overflow-wrap:anywhere}
form.search{display:flex;gap:.5rem;align-items:end;margin-bottom:1rem}
form.search label{flex:1;font-size:.875rem}
input{display:block;width:100%;margin-top:.25rem;padding:.5rem .6rem;font:inherit;color:inherit;background:var(--sheet);border:1px solid var(--soft);border-radius:6px}
form.search button{padding:.5rem 1rem;font:inherit;color:var(--sheet);background:var(--accent);border:1px solid var(--accent);border-radius:6px;cursor:pointer}
a{color:var(--accent)}code{font-size:.875rem}
`;

const hashOf = (style: string): string => createHash('sha256').update(style).digest('base64');

type PageOptions = { formsTo?: string; headers?: Record<string, string>; style?: string };

/** A page of the local tenant's own. `content` is HTML, `style` goes after the common one; no script runs on it, and its forms may lead to `formsTo`. */
export function page(status: number, title: string, content: string, options: PageOptions = {}): HttpAnswer {
  const style = STYLE + (options.style ?? '');
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; img-src data:; style-src 'sha256-${hashOf(style)}'; form-action 'self' ${options.formsTo ?? ''}; frame-ancestors 'none'; base-uri 'none'`,
      ...options.headers,
    },
    body: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><main>${content}</main></body></html>`,
  };
}
