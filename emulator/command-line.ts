import { parseArgs } from 'node:util';
import type { LocalTenantOptions } from './local-tenant';

/** A command line that cannot be followed; the message says why. */
export class UsageError extends Error {}

/** Every flag, with what it takes and says; the defaults are told from the same place. */
const FLAGS = {
  port: { type: 'string', default: process.env.EMULATOR_PORT || '4100', takes: 'NUMBER', says: 'where it listens, on 127.0.0.1 and ::1; 0 takes a free one' },
  'portal-origin': { type: 'string', default: `http://localhost:${process.env.PORT || '3000'}`, takes: 'ORIGIN', says: 'the one origin that signs people in' },
  state: { type: 'string', default: undefined, takes: 'FILE', says: 'keeps everything across restarts; otherwise nothing is kept' },
  record: { type: 'string', default: undefined, takes: 'FILE', says: 'appends every Graph exchange, one a line; otherwise nothing is recorded' },
  users: { type: 'string', default: '600', takes: 'NUMBER', says: 'how many accounts, 120 to 2000000; a state file wins' },
  packages: { type: 'string', default: undefined, takes: 'NUMBER', says: 'access packages in all, 5 to 20000; otherwise 5, and up to 200 from 5000 accounts on' },
  assignments: { type: 'string', default: undefined, takes: 'NUMBER', says: 'assignments, 0 to 300000; otherwise 0, and up to 300000 from 5000 accounts on' },
  seed: { type: 'string', default: '1', takes: 'NUMBER', says: 'which organisation of that size; a state file wins' },
  kind: { type: 'boolean', default: false, takes: '', says: 'deliveries within seconds and nothing in the way until a bad day is asked for' },
  help: { type: 'boolean', default: false, takes: '', says: 'tells this and ends' },
} as const;

/** What `--help` tells. */
export function usage(): string {
  const lines = Object.entries(FLAGS).map(([name, { takes, says, default: usual }]) => [`--${name}${takes ? ` ${takes}` : ''}`, typeof usual === 'string' ? `${says} (${usual})` : says] as const);
  return ['The local tenant: Entra sign-in and Microsoft Graph v1.0 on loopback.', '', '  npm run emulator -- [flags]', '', ...lines.map(([flag, says]) => `  ${flag.padEnd(24)}${says}`)].join('\n');
}

/** What the flags ask for; null where they ask what can be asked for. Throws UsageError for a flag or value that is none. */
export function readCommandLine(args: string[]): LocalTenantOptions | null {
  const values = valuesIn(args);
  if (values.help) return null;
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

function valuesIn(args: string[]) {
  const { port, 'portal-origin': origin, state, record, users, packages, assignments, seed, kind, help } = FLAGS;
  try {
    return parseArgs({ args, options: { port, 'portal-origin': origin, state, record, users, packages, assignments, seed, kind, help } }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node goes on with how to write such a word after all.
    throw new UsageError(`${error.message.split('. ')[0] ?? error.message}; --help lists what there is`);
  }
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} ${text} must be a whole number from ${least} to ${most}`);
}
