import type { HttpAnswer } from '../http';
import type { Tenant } from '../model';
import type { User } from '../model/directory';
import { escape, page } from '../page';

/** How many of the people found are shown; whoever looks for one types more letters. */
const SHOWN = 12;

/**
 * The page where a person says who they are. It keeps the authorize request in its address, so that choosing
 * and searching carry it on; what a search found comes before the personas. `told` is a refusal to show above the list.
 */
export function accountPicker(tenant: Tenant, authorize: URL, portalOrigin: string, told = ''): HttpAnswer {
  const search = authorize.searchParams.get('find')?.trim() ?? '';
  const hint = tenant.users.find(authorize.searchParams.get('login_hint') ?? '');
  const carried = new URLSearchParams(authorize.search);
  carried.delete('find');
  const action = escape(`${authorize.pathname}?${carried}`);
  const personas = tenant.personas.map((persona) => choice(persona.id, persona.name, persona.role, persona.says, persona.userPrincipalName));
  const hidden = [...carried].map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join('');
  const somebodyElse = `<h2>Somebody else</h2>
<form class="search" method="get" action="${escape(authorize.pathname)}" role="search">${hidden}<label>Name or address<input type="search" name="find" value="${escape(search)}" autocomplete="off"></label><button>Find</button></form>`;

  return page(
    200,
    `Sign in to ${tenant.info.tenantName}`,
    `<span class="mark">Local tenant</span>
<h1>Who is signing in?</h1>
<p class="soft">${escape(tenant.info.tenantName)} is an invented organisation on this computer. Nobody here has a password.</p>
${told ? `<p class="bad" role="alert">${escape(told)}</p>` : ''}
${hint && !search ? `<h2>Last signed in</h2><form method="post" action="${action}"><ul>${person(hint)}</ul></form>` : ''}
${search ? somebodyElse + results(tenant, search, action) + '<h2>Personas</h2>' : ''}
<form method="post" action="${action}"><ul>${personas.join('')}</ul></form>
${search ? '' : somebodyElse}`,
    { formsTo: portalOrigin },
  );
}

function results(tenant: Tenant, search: string, action: string): string {
  const { people, count } = findPeople(tenant, search);
  if (count === 0) return `<p role="status">Nobody in ${escape(tenant.info.tenantName)} is called that.</p>`;
  const more = count > SHOWN ? `<p class="soft" role="status">${count} people found, the first ${SHOWN} shown. Type more of the name.</p>` : '';
  return `${more}<form method="post" action="${action}"><ul>${people.map(person).join('')}</ul></form>`;
}

/** People with a word in their name, or an address, beginning with each word typed; as many as are shown. */
function findPeople({ users }: Tenant, search: string): { people: User[]; count: number } {
  const exact = users.byUpn(search);
  if (exact) return { people: [exact], count: 1 };
  const chosen = search.split(/\s+/).map((word) => users.withWordStarting(word)).reduce((all, more) => all.and(more));
  const people: User[] = [];
  for (const [, user] of users.among(chosen)) if (people.push(user) === SHOWN) break;
  return { people, count: chosen.size };
}

function person(user: User): string {
  const place = [user.jobTitle, user.department].filter(Boolean).join(', ');
  return choice(user.id, user.displayName, user.accountEnabled ? '' : 'Disabled', place, user.userPrincipalName);
}

function choice(id: string, name: string, role: string, says: string, address: string): string {
  return `<li><button class="person" name="account" value="${escape(id)}"><span class="role">${escape(role)}</span><span class="name">${escape(name)}</span>${says ? `<span class="line">${escape(says)}</span>` : ''}<span class="line">${escape(address)}</span></button></li>`;
}
