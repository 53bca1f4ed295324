import type { Product } from './product';
import type { TenantView } from './rollouts';

export type ProductView = TenantView & {
  /** POSTs to /_emulator/<name>, or reads it where there is nothing to post. */
  ask: (name: string, body?: unknown) => Promise<unknown>;
};

/**
 * Lets the test's own code reach a started product's database and tenant, and gives the tenant as fixtures take it, with
 * the snapshot of this moment.
 */
export async function viewOf(product: Product, sessionKey: string): Promise<ProductView> {
  const { emulatorOrigin } = product;
  const ask = async (name: string, body?: unknown): Promise<unknown> =>
    (await fetch(`${emulatorOrigin}/_emulator/${name}`, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();
  const info = (await ask('info')) as TenantView['info'] & { personas: { id: string; name: string }[] };
  Object.assign(process.env, {
    DATABASE_URL: product.databaseUrl, PORTAL_ORIGIN: product.origin, LOGIN_ORIGIN: emulatorOrigin, GRAPH_ORIGIN: emulatorOrigin, SESSION_KEY: sessionKey,
    ENTRA_TENANT_ID: info.tenantId, ENTRA_BROWSER_CLIENT_ID: info.browserClientId, ENTRA_API_CLIENT_ID: info.apiClientId, ENTRA_API_CLIENT_SECRET: info.apiClientSecret,
  });
  const snapshot = (await ask('snapshot')) as ReturnType<TenantView['snapshot']>;
  return {
    ask,
    info,
    snapshot: () => snapshot,
    persona: (name) => {
      const persona = info.personas.find((each) => each.name.startsWith(name));
      if (!persona) throw new Error(`there is no persona ${name}`);
      return persona;
    },
    apiToken: async (userId) => ((await ask('token', { userId, audience: 'api' })) as { token: string }).token,
  };
}
