import { expect, test } from 'vitest';
import { readCommandLine, usage, UsageError } from './command-line';

const refusal = (...args: string[]): string => {
  try {
    readCommandLine(args);
    return 'taken';
  } catch (error) {
    return error instanceof UsageError ? error.message : `not in a sentence: ${String(error)}`;
  }
};

test('help lists every flag with what it is otherwise', () => {
  expect(readCommandLine(['--users', '700', '--help'])).toBeNull();
  for (const flag of ['--port NUMBER', '--portal-origin ORIGIN', '--state FILE', '--record FILE', '--users NUMBER', '--packages NUMBER', '--assignments NUMBER', '--seed NUMBER', '--kind', '--help']) expect(usage()).toContain(`  ${flag} `);
  expect(usage()).toContain('(600)');
});

test('flags become options, and what is none is refused in a sentence', () => {
  expect(readCommandLine(['--port', '0', '--users', '700', '--portal-origin', 'http://localhost:1', '--kind'])).toEqual({ port: 0, portalOrigin: 'http://localhost:1', stateFile: null, recordFile: null, users: 700, seed: 1, kind: true });
  expect(refusal('--user', '5')).toBe("Unknown option '--user'; --help lists what there is");
  expect(refusal('600')).toBe("Unexpected argument '600'; --help lists what there is");
  expect(refusal('--users')).toContain('--help lists what there is');
  expect(refusal('--users', '5')).toBe('--users 5 must be a whole number from 120 to 2000000');
  expect(refusal('--portal-origin', 'here')).toContain('is no origin such as');
});
