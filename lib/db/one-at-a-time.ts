import 'server-only';
import type { PoolClient } from 'pg';

const nothing = (): void => undefined;

/**
 * Has a connection asked one statement after another. Prisma asks for the relations of a row side by side, in a transaction
 * too, where there is one connection for all of them; pg queues them itself, but says that from its next version on it will not.
 */
export function oneAtATime(client: PoolClient): void {
  const ask = client.query.bind(client) as (...args: unknown[]) => unknown;
  let last: Promise<unknown> = Promise.resolve();
  const query = (...args: unknown[]): unknown => {
    // With a callback, or a stream that is submitted, it is the pool itself or a cursor that asks, and they take turns.
    const [first] = args;
    if (typeof args.at(-1) === 'function' || (typeof first === 'object' && first !== null && 'submit' in first)) return ask(...args);
    const answer = last.then(() => ask(...args));
    last = answer.then(nothing, nothing);
    return answer;
  };
  client.query = query as typeof client.query;
}
