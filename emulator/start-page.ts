import type { HttpAnswer } from './http';
import type { Tenant } from './model';
import { escape, page } from './page';

/** What somebody sees who opens the local tenant's own address: what it is, who is in it, and where the portal is. */
export function startPage(tenant: Tenant, portalOrigin: string, origin: string): HttpAnswer {
  const rows = tenant.personas.map(
    ({ name, role, says, userPrincipalName }) =>
      `<tr><th scope="row">${escape(name)}<span class="line">${escape(userPrincipalName)}</span></th><td>${escape(role)}</td><td>${escape(says)}</td></tr>`,
  );
  const { users, groups, sites, applications, governance } = tenant;
  return page(
    200,
    `${tenant.info.tenantName}: local tenant`,
    `<span class="mark">Local tenant</span>
<h1>${escape(tenant.info.tenantName)}</h1>
<p>This stands in for Microsoft Entra ID and Microsoft Graph on this computer. The organisation is invented, nobody in it has a password, and nothing here reaches Microsoft.</p>
<p><a href="${escape(portalOrigin)}">Open the portal at ${escape(portalOrigin)}</a></p>
<h2>Who you can be</h2>
<table><thead><tr><th scope="col">Person</th><th scope="col">Role</th><th scope="col">What they do</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<p class="soft">Anybody else of the organisation can be found on the sign-in page.</p>
<h2>What is here</h2>
<p>${users.size} accounts, ${groups.size} groups, ${applications.size} applications, ${sites.size} sites, ${governance.catalogs.size} catalogs with ${governance.packages.size} access packages. Domain ${escape(tenant.info.tenantDomain)}.</p>
<h2>For engineers</h2>
<p>Microsoft Graph v1.0 answers at <code>${escape(origin)}/v1.0</code>, sign-in at <code>${escape(`${origin}/${tenant.info.tenantId}/v2.0/.well-known/openid-configuration`)}</code>. <a href="/_emulator/info">Settings of the tenant</a>, <a href="/_emulator/log">the last exchanges</a>, <a href="/_emulator/snapshot">the whole state</a>.</p>`,
    { wide: true },
  );
}
