import type { ExchangeLog } from './exchange-log';
import type { BadDay, BadDays } from './faults/bad-days';
import type { Faults } from './faults/faults';
import type { HttpAnswer, HttpRequest } from './http';
import { redirectAnswer } from './http';
import type { Tenant } from './model';
import { escape, page } from './page';
import type { Letter } from './model/outbox';
import { foldAlike, tell } from './recent';
import type { Happened } from './recent';
import { START_STYLE } from './start-page-style';
import type { Persona, Settings } from './wire';

export type StartPageParts = { tenant: Tenant; portalOrigin: string; log: ExchangeLog; faults: Faults; badDays: BadDays; changed: () => void };

/** How much of what happened lately is looked at, and how many lines of it are shown. */
const LOOKED_AT = 200;
const SHOWN = 10;

/** What somebody sees who opens the local tenant's own address, and where they ask for a bad day. */
export function createStartPage(parts: StartPageParts): (request: HttpRequest) => HttpAnswer {
  return (request) => {
    const { pathname } = request.url;
    if (request.method === 'GET' && pathname === '/') return show(parts, request.url.origin);
    if (request.method !== 'POST' || pathname !== '/bad-days') return redirectAnswer('/');
    // A form of another page would carry that page's origin; a browser always says which.
    if (request.headers.origin !== `http://${request.headers.host ?? ''}`) return refused();
    const form = new URLSearchParams(request.body);
    const day = form.get('day') ?? '';
    if (form.get('all') === 'fine') parts.badDays.allFine();
    else parts.badDays.set(day, form.get('on') === 'yes');
    parts.changed();
    return redirectAnswer(form.get('all') === 'fine' ? '/' : `/#${encodeURIComponent(day)}`);
  };
}

const refused = (): HttpAnswer => page(403, 'Not from here', '<h1>That did not come from this page</h1><p>Bad days are asked for on the page of the local tenant itself. <a href="/">Open it</a></p>');

function show({ tenant, portalOrigin, log, faults, badDays }: StartPageParts, origin: string): HttpAnswer {
  const { users, groups, sites, applications, governance, info } = tenant;
  const days = badDays.list();
  return page(
    200,
    `${info.tenantName}: local tenant`,
    `<header class="head"><div><span class="mark">Local tenant</span><h1>${escape(info.tenantName)}</h1>
<p class="soft">Stands in for Microsoft Entra ID and Microsoft Graph on this computer. The organisation is invented, nobody in it has a password, and nothing here reaches Microsoft.</p></div>
<a class="go" href="${escape(portalOrigin)}">Open the portal</a></header>
${state(days.filter((day) => day.on), faults.list().length > 0, badDays.leftOver(), tenant.settings)}
<div class="columns">
<section class="side-by" aria-labelledby="people"><h2 id="people">Who can sign in</h2><p class="soft">Anybody else of the organisation is found on the sign-in page.</p><ul>${tenant.personas.map(person).join('')}</ul></section>
<section class="days" aria-labelledby="bad-days"><h2 id="bad-days">Have a bad day</h2><p class="soft">See what the portal does when Microsoft does not do its part. Several can be on at once.</p><ul>${days.map(badDay).join('')}</ul></section>
<section class="side-by" aria-labelledby="lately"><h2 id="lately">What happened lately</h2>${lately(foldAlike(log.latest(LOOKED_AT).map(tell)).slice(0, SHOWN))}</section>
${outbox(tenant.outbox.toJSON())}<section class="side-by foot" aria-labelledby="here"><h2 id="here">What is here</h2><p>${counted(users.size, 'account')}, ${counted(groups.size, 'group')}, ${counted(applications.size, 'application')}, ${counted(sites.size, 'site')}, ${counted(governance.catalogs.size, 'catalog')} with ${counted(governance.packages.size, 'access package')}. Domain ${escape(info.tenantDomain)}.</p>
<details><summary>For engineers</summary><p>Microsoft Graph v1.0 answers at <code>${escape(origin)}/v1.0</code>, sign-in at <code>${escape(`${origin}/${info.tenantId}/v2.0/.well-known/openid-configuration`)}</code>.</p>
<p><a href="/_emulator/info">Settings of the tenant</a>, <a href="/_emulator/log">the last exchanges</a>, <a href="/_emulator/fault">rules of bad days</a> and <a href="/_emulator/fault/log">what they did</a>, <a href="/_emulator/snapshot">the whole state</a>.</p></details></section>
</div>`,
    // Without an origin of its own a form could not be told from another page's.
    { style: START_STYLE, headers: { 'referrer-policy': 'same-origin' } },
  );
}

function state(on: BadDay[], rules: boolean, leftOver: boolean, settings: Settings): string {
  if (on.length === 0 && !rules && !leftOver) return `<div class="state" role="status"><p><strong>Everything is fine.</strong> <span class="soft">Deliveries take ${lasting(settings.deliveryMs)}, nothing is throttled, and what is made is seen ${settings.visibilityMs === 0 ? 'at once' : `after ${lasting(settings.visibilityMs)}`}.</span></p></div>`;
  const named = on.length > 0 ? on.map((day) => day.title).join(' · ') : rules ? 'Rules made through the admin interface are in force.' : 'A bad day is over, but what it took away is still gone.';
  return `<div class="state off" role="status"><p><strong>${on.length > 0 ? `${counted(on.length, 'bad day')} on.` : 'Not everything is fine.'}</strong> <span class="soft">${escape(named)}</span></p>
<form method="post" action="/bad-days"><button class="act" name="all" value="fine" aria-describedby="fine-again">Everything is fine again</button></form>
<p class="soft" id="fine-again">It ends every bad day and gives back what they took away: people, groups with whoever was in them, roles, sessions and the licence. What failed meanwhile is not done again.</p></div>`;
}

const lasting = (ms: number): string => (ms < 60_000 ? 'seconds' : 'minutes');

function badDay({ id, title, says, look, note, on }: BadDay & { on: boolean }): string {
  const named = escape(title);
  return `<li class="day${on ? ' on' : ''}" id="${escape(id)}"><h3>${named}${on ? '<span class="tag bad">On</span>' : ''}</h3><p>${escape(says)}</p><p class="look">In the portal: ${escape(look)}</p>${note ? `<p class="note">${escape(note)}</p>` : ''}
<form method="post" action="/bad-days"><input type="hidden" name="day" value="${escape(id)}"><button class="act${on ? ' stop' : ''}" name="on" value="${on ? 'no' : 'yes'}" aria-label="${on ? 'Stop' : 'Start'}: ${named}">${on ? 'Stop' : 'Start'}</button></form></li>`;
}

function person({ name, role, says, userPrincipalName }: Persona): string {
  return `<li class="row"><span class="name">${escape(name)}</span><span class="side">${escape(role)}</span><span class="line">${escape(says)}</span><span class="line">${escape(userPrincipalName)}</span></li>`;
}

function lately(happened: Happened[]): string {
  if (happened.length === 0) return '<p class="soft">Nothing yet. What the portal asks of Microsoft stands here, the newest first.</p>';
  const rows = happened.map(({ at, did, came, mood, onRequest }) => {
    const moment = new Date(at).toISOString();
    return `<li class="row"><span>${escape(did)}</span><time class="side" datetime="${moment}">${moment.slice(11, 19)}</time><span class="line${mood === 'plain' ? '' : ` ${mood}`}">${escape(came)}${onRequest ? '<span class="tag bad">Bad day</span>' : ''}</span></li>`;
  });
  return `<p class="soft">The newest first, in UTC. <a href="/">Look again</a></p><ul>${rows.join('')}</ul>`;
}

function outbox(letters: readonly Letter[]): string {
  if (letters.length === 0) return '';
  const rows = letters.slice(-SHOWN).reverse().map(({ sent, to, subject, body, contentType }) => `<li class="row"><span class="name">${escape(subject)}</span><time class="side" datetime="${escape(sent)}">${escape(sent.slice(11, 19))}</time><span class="line">To ${escape(to.join(', '))}</span>
<details class="line"><summary>Read</summary><pre>${escape(contentType === 'html' ? plainText(body) : body)}</pre></details></li>`);
  return `<section class="side-by" aria-labelledby="outbox"><h2 id="outbox">Outbox</h2><p class="soft">${counted(letters.length, 'letter')} sent, none left this computer.</p><ul>${rows.join('')}</ul></section>`;
}

const plainText = (html: string): string => html.replace(/<(br|\/p|\/div|\/h\d|\/li|\/tr)[^>]*>/gi, '\n').replace(/<[^>]+>/g, '').replace(/\n{3,}/g, '\n\n').trim();

const counted = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
