import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

// STYLE's table of rooms: what each may import of ours, and which packages. It reads import lines; when a room must
// open a door, the table there and this one change together.

const root = path.resolve(import.meta.dirname, '..');
const DOMAIN = ['lib/authoring', 'lib/rollout', 'lib/directory', 'lib/support'];
// `lib/auth/role` and `lib/action-result` are nouns, `Actor` is a type of `lib/action`: they weigh nothing and open nothing.
const EVERYWHERE = ['lib/errors', 'lib/action-result', 'lib/auth/role', 'package.json'];
const FOR_USE_CASES = ['lib/db', 'lib/graph', 'lib/rules', 'lib/jobs/queue', 'lib/audit', 'lib/errors', 'lib/env', 'lib/clock', 'lib/log', 'lib/form', 'lib/action', 'lib/steps', 'lib/in-turns', ...DOMAIN];

/** Folder or file (without ending) to what of ours its files may import. The longest name that fits decides. */
const MAY_IMPORT: Record<string, string[]> = {
  app: ['app', 'components', ...DOMAIN, 'lib/action', 'lib/form', 'lib/auth/guard', 'lib/auth/own-origin', 'lib/graph/graph-for', ...EVERYWHERE],
  // What a page shows instead of throwing it, Next logs no longer.
  'app/(portal)/shown.tsx': ['app', 'lib/log', ...EVERYWHERE],
  'app/auth': ['app/auth', 'lib', ...EVERYWHERE],
  'app/healthz': ['lib/db/client', 'lib/log', 'package.json'],
  components: ['components', ...DOMAIN, ...EVERYWHERE],
  // A job takes a copy of its starter's token cache along, in the transaction that starts it.
  'lib/authoring': [...FOR_USE_CASES, 'lib/auth/graph-token'],
  'lib/rollout': [...FOR_USE_CASES, 'lib/auth/graph-token'],
  'lib/directory': [...FOR_USE_CASES, 'lib/auth/graph-token'],
  'lib/support': [...FOR_USE_CASES, 'package.json'],
  'lib/rules': ['lib/rules'],
  'lib/graph': ['lib/graph', ...DOMAIN, 'lib/errors', 'lib/env', 'lib/auth/graph-token'],
  'lib/db': ['lib/db', ...DOMAIN, 'lib/errors', 'lib/env', 'lib/log', 'lib/steps', 'lib/in-turns'],
  'lib/auth': ['lib/auth', 'lib/db', 'lib/env', 'lib/errors', 'lib/log', 'lib/clock', 'lib/audit'],
  'lib/jobs': ['lib'],
  emulator: ['emulator', 'lib/rules'],
  e2e: ['e2e', 'lib', 'scripts', 'prisma', 'emulator/testing', 'playwright.config'],
  scripts: ['scripts', 'e2e/testing'],
};

const files = ['app', 'components', 'lib', 'emulator', 'e2e', 'scripts']
  .flatMap((room) => readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).map((name) => path.posix.join(room, name)))
  .filter((file) => /\.(tsx?|mjs)$/.test(file) && !file.startsWith('lib/db/generated/'))
  .sort();
const isTest = (file: string) => /\.test\.tsx?$/.test(file);

type Import = { what: string; typeOnly: boolean };

/** The modules a file imports: ours as a path from the root without ending, packages by their name. */
function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const found = text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm);
  return [...found].map(([, type, statically, dynamically]) => {
    const what = statically ?? dynamically ?? '';
    const ours = what.startsWith('@/') ? what.slice(2) : what.startsWith('.') ? path.posix.join(path.posix.dirname(file), what) : what;
    return { what: ours.replace(/\.(tsx?|mjs)$/, ''), typeOnly: type !== undefined };
  });
}

const isOurs = (what: string) => /^(app|components|lib|emulator|e2e|scripts|prisma)(\/|$)/.test(what) || ['package.json', 'instrumentation', 'proxy', 'playwright.config'].includes(what);
const within = (what: string, room: string) => what === room || what.startsWith(`${room}/`);

function roomOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT)
    .filter((room) => within(file, room))
    .sort((a, b) => b.length - a.length)[0];
}

test('every file imports only what its room may', () => {
  const strangers = files
    .filter((file) => !isTest(file))
    .flatMap((file) => {
      const allowed = MAY_IMPORT[roomOf(file) ?? ''];
      if (!allowed) return [];
      return importsOf(file)
        .filter(({ what }) => isOurs(what) && !allowed.some((room) => within(what, room)))
        .map(({ what }) => `${file} imports ${what}`);
    });

  expect(strangers).toEqual([]);
});

test('nothing imports the local tenant, and only tests import e2e', () => {
  const inside = files.filter((file) => !within(file, 'emulator') && !within(file, 'e2e') && !isTest(file));

  expect(inside.flatMap((file) => importsOf(file).filter(({ what }) => within(what, 'emulator') || within(what, 'e2e')).map(({ what }) => `${file} imports ${what}`))).toEqual([]);
});

const PACKAGES: [what: RegExp, rooms: string[]][] = [
  [/^@azure\/msal-node/, ['lib/auth']],
  [/^@azure\/msal-(browser|react)/, ['app', 'components']],
  // A bench holds our rate against that of the official client by itself.
  [/^@microsoft\/microsoft-graph/, ['lib/graph', 'e2e/bench/naive-senders']],
  [/^@prisma\/|^lib\/db\/generated/, ['lib/db', 'scripts']],
  [/^pg-boss/, ['lib/jobs']],
  [/^@fluentui\/|^@griffel\//, ['app', 'components']],
];

test('packages of an edge stay in the room of that edge', () => {
  const strangers = files
    .filter((file) => !isTest(file))
    .flatMap((file) =>
      importsOf(file).flatMap(({ what }) =>
        PACKAGES.filter(([name, rooms]) => name.test(what) && !rooms.some((room) => within(file.replace(/\.tsx?$/, ''), room))).map(() => `${file} imports ${what}`),
      ),
    );

  expect(strangers).toEqual([]);
});

test("'use server' stands in the actions of app and nowhere else", () => {
  const servers = files.filter((file) => /^\s*['"]use server['"]/m.test(readFileSync(path.join(root, file), 'utf8')));

  expect(servers.filter((file) => !/^app\/.*\/?actions\.ts$/.test(file))).toEqual([]);
});

test('Fluent is imported only in client files, or in a list that only those import', () => {
  const isClient = (file: string) => /^\s*(\/\/.*\n|\/\*[\s\S]*?\*\/\s*)*['"]use client['"]/.test(readFileSync(path.join(root, file), 'utf8'));
  const importers = (file: string) => files.filter((other) => importsOf(other).some(({ what, typeOnly }) => !typeOnly && what === file.replace(/\.tsx?$/, '')));
  const fluent = files.filter((file) => importsOf(file).some(({ what, typeOnly }) => !typeOnly && /^@fluentui\//.test(what)));

  expect(fluent.filter((file) => !isClient(file) && !importers(file).every(isClient))).toEqual([]);
});

// Who asks for a look or a change is asked who they are wherever they come in; the browser tests try only some of the doors.
const FOR_EVERYBODY = ['app/auth/session/route.ts', 'app/auth/sign-out/route.ts', 'app/healthz/route.ts', 'app/search/route.ts', 'app/sign-in/page.tsx', 'app/signed-out/page.tsx'];

test('every page and route asks for a role or a session, and every action of authoring for an admin', () => {
  const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');
  const doors = files.filter((file) => /^app\/.*\/?(page\.tsx|route\.ts)$/.test(file));
  expect(doors.filter((file) => !/\b(requireRole|requireSession|assertRole|hasRole|answerPicker)\(/.test(textOf(file)))).toEqual(FOR_EVERYBODY);

  const actions = files.filter((file) => /^app\/\(portal\)\/(catalogs|packages|templates|sheets|drafts|checks|owners)\/(.*\/)?actions\.ts$/.test(file));
  const open = actions.flatMap((file) => {
    const text = textOf(file);
    const [made, roles] = [[...text.matchAll(/^export async function \w+Action\(/gm)].length, [...text.matchAll(/\brole: ('[^']*'|\[[^\]]*\]|[A-Z_]+)/g)].map(([, role]) => role)];
    return made > 0 && roles.length >= made && roles.every((role) => role === "'Rollout.Admin'") ? [] : [`${file}: ${made} actions, ${roles.join(', ')}`];
  });
  expect([actions.length > 5, open]).toEqual([true, []]);
});

test('what somebody typed is no pattern: lib/db asks whether a column holds it in one place', () => {
  expect(files.filter((file) => /^lib\/db\/(?!generated)/.test(file) && /\b(contains|startsWith|endsWith): [a-z]/.test(readFileSync(path.join(root, file), 'utf8')))).toEqual(['lib/db/mirror-feed.ts', 'lib/db/statement.ts']);
});

test('no file switches a rule of lint off', () => {
  const off = new RegExp(['eslint', 'oxlint'].map((linter) => `${linter}-disable`).join('|'));
  const atTheTop = readdirSync(root).filter((name) => /\.[tj]s$/.test(name));

  expect([...files, ...atTheTop].filter((file) => off.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
});
