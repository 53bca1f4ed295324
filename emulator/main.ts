import { parseArgs } from 'node:util';
import { startLocalTenant } from './local-tenant';
import type { LocalTenantOptions } from './local-tenant';
import { PortTakenError } from './server';
import { StateFileError } from './state-file';

/** Whatever is still open after this long is dropped. */
const LONGEST_STOP_MS = 900;

class UsageError extends Error {}

function readOptions(): LocalTenantOptions {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env.EMULATOR_PORT || '4100' },
      'portal-origin': { type: 'string', default: `http://localhost:${process.env.PORT || '3000'}` },
      state: { type: 'string' },
      record: { type: 'string' },
      users: { type: 'string', default: '600' },
      packages: { type: 'string' },
      assignments: { type: 'string' },
      seed: { type: 'string', default: '1' },
      kind: { type: 'boolean', default: false },
    },
  });
  const portalOrigin = values['portal-origin'];
  if (!URL.canParse(portalOrigin) || new URL(portalOrigin).origin !== portalOrigin) throw new UsageError(`--portal-origin ${portalOrigin} is no origin such as http://localhost:3000`);
  return {
    port: number('port', values.port, 0, 65_535),
    portalOrigin,
    stateFile: values.state ?? null,
    recordFile: values.record ?? null,
    users: number('users', values.users, 120, 2_000_000),
    ...(values.packages === undefined ? {} : { packages: number('packages', values.packages, 5, 20_000) }),
    ...(values.assignments === undefined ? {} : { assignments: number('assignments', values.assignments, 0, 300_000) }),
    seed: number('seed', values.seed, 0, 2 ** 31),
    kind: values.kind,
  };
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} ${text} must be a whole number from ${least} to ${most}`);
}

try {
  const local = await startLocalTenant(readOptions());
  const stop = () => {
    setTimeout(() => process.exit(0), LONGEST_STOP_MS).unref();
    local.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  console.log(`local tenant ready on ${local.origin}`);
} catch (error) {
  const expected = error instanceof PortTakenError || error instanceof StateFileError || error instanceof UsageError || error instanceof RangeError;
  const badFlag = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  console.error(expected || badFlag ? error.message : error);
  // 2 says that the sentence is all there is to say.
  process.exit(expected || badFlag ? 2 : 1);
}
