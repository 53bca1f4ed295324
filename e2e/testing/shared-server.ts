import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PostgresServer } from './postgres-server';

/**
 * One PostgreSQL server for all tests of a run, begun when the first of them asks for it, since making one takes seconds;
 * it has a database with every migration, which others are copied from. Tests learn where to ask from the environment.
 */
export default async function offerServer(): Promise<() => Promise<void>> {
  let begun: Promise<PostgresServer> | null = null;
  const door = createServer((_request, response) => {
    begun ??= aServer();
    begun.then(
      (server) => response.end(server.origin),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  process.env.TEST_POSTGRES_DOOR = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  return async () => {
    door.close();
    await (await begun)?.close();
  };
}

async function aServer(): Promise<PostgresServer> {
  const { makeMigrated, startPostgresServer } = await import('./postgres-server');
  const server = await startPostgresServer();
  await makeMigrated(server);
  return server;
}
