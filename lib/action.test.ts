import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { withDatabase } from '@/e2e/testing/with-database';
import { db } from '@/lib/db/client';
import { createSession } from '@/lib/db/sessions';
import { createTokenCache } from '@/lib/db/token-caches';
import { runAction } from './action';
import { hashOfSessionId, newSessionId } from './auth/session';
import { AppError } from './errors';

const PORTAL = 'http://localhost:3000';
const TENANT = '5f0b8f9e-2b0a-4c1e-9c3d-0a7d4b1c2e3f';

// What Next gives an action of its request; there is no request here.
const asked = vi.hoisted(() => ({ origin: null as string | null, session: null as string | null }));
vi.mock('next/headers', () => ({
  headers: async () => new Headers(asked.origin === null ? {} : { origin: asked.origin }),
  cookies: async () => ({ get: () => (asked.session === null ? undefined : { value: asked.session }) }),
}));

withDatabase();

beforeAll(async () => {
  Object.assign(process.env, {
    PORTAL_ORIGIN: PORTAL,
    SESSION_KEY: randomBytes(32).toString('base64'),
    ENTRA_TENANT_ID: TENANT,
    ENTRA_BROWSER_CLIENT_ID: randomUUID(),
    ENTRA_API_CLIENT_ID: randomUUID(),
    ENTRA_API_CLIENT_SECRET: 'secret',
  });
});

beforeEach(() => {
  asked.origin = PORTAL;
  asked.session = null;
});

/** Somebody with these roles sits in front of the form. */
async function someone(roles: string[], rolesUntil = new Date(Date.now() + 60_000)): Promise<string> {
  const [id, personId, tokenCacheId] = [newSessionId(), randomUUID(), randomUUID()];
  await createTokenCache(db(), { id: tokenCacheId, homeAccountId: personId, cache: null, assertion: null, grantedScopes: [] });
  await createSession(db(), {
    idHash: hashOfSessionId(id), personId, tenantId: TENANT, name: 'Ines Aalto', userPrincipalName: `${personId}@haldenvoss.example`,
    homeAccountId: personId, roles, rolesUntil, endsAt: new Date(Date.now() + 3_600_000), tokenCacheId,
  });
  asked.session = id;
  return personId;
}

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

const Named = z.object({ name: z.string().min(1, 'Give it a name.') });

function create(fields: Record<string, string>, run: (name: string) => unknown = (name) => name) {
  return runAction(form(fields), { name: 'thing.create', role: 'Rollout.Admin', input: Named, run: async (_actor, { name }) => run(name) });
}

async function refusalsOf(personId: string): Promise<unknown[]> {
  const events = await db().auditEvent.findMany({ where: { actor: { personId } }, orderBy: { seq: 'asc' } });
  return events.map(({ action, outcome, detail }) => [action, outcome, (detail as { code: string }).code]);
}

test('whoever has the role gets it done', async () => {
  const personId = await someone(['Rollout.Admin']);
  expect(await create({ name: 'Pilot' })).toEqual({ ok: true, value: 'Pilot' });
  expect(await refusalsOf(personId)).toEqual([]);
});

test('nobody signed in: what was typed comes back, with the way to go on', async () => {
  expect(await create({ name: 'Pilot' })).toMatchObject({ ok: false, code: 'signedOut', values: { name: ['Pilot'] } });
});

test('without an Origin, or from another, nothing runs', async () => {
  const personId = await someone(['Rollout.Admin']);
  const run = vi.fn();
  for (const origin of [null, 'null', 'https://elsewhere.example']) {
    asked.origin = origin;
    expect(await create({ name: 'Pilot' }, run)).toMatchObject({ ok: false, code: 'foreignOrigin' });
  }
  expect(run).not.toHaveBeenCalled();
  expect(await refusalsOf(personId)).toHaveLength(3);
});

test('another role is refused and the audit says so; any signed-in person may do what asks for no role', async () => {
  const personId = await someone(['Rollout.Auditor', 'Rollout.Everything']);
  expect(await create({ name: 'Pilot' })).toMatchObject({ ok: false, code: 'forbidden' });
  expect(await refusalsOf(personId)).toEqual([['thing.create', 'refused', 'forbidden']]);

  const own = await runAction(form({ name: 'Pilot' }), { name: 'thing.answer', role: 'signedIn', input: Named, run: async (actor) => actor.personId });
  expect(own).toEqual({ ok: true, value: personId });
});

test('a refusal keeps what it was about by id, and nothing of what was typed or of whom', async () => {
  const personId = await someone(['Rollout.Auditor']);
  const [phaseId, ownerId] = [randomUUID(), randomUUID()];
  await create({ name: 'Pilot', phaseId, ownerId, noteId: 'no id at all' });
  const [event] = await db().auditEvent.findMany({ where: { actor: { personId } } });
  expect(event?.detail).toEqual({ code: 'forbidden', phaseId });
});

test('a refusal about a phase is told by the name of its rollout and phase', async () => {
  const personId = await someone(['Rollout.Auditor']);
  const { id: rolloutId, phases } = await db().rollout.create({ data: { name: 'Sales', createdBy: randomUUID(), createdByName: 'Ines', phases: { create: [{ position: 0, name: 'Pilot' }] } }, include: { phases: true } });
  const phaseId = phases[0]?.id ?? '';
  await create({ name: 'Pilot', phaseId });
  await create({ name: 'Pilot', rolloutId });
  const events = await db().auditEvent.findMany({ where: { actor: { personId } }, orderBy: { seq: 'asc' } });
  expect(events.map((event) => [event.objectType, event.objectName, event.rolloutId, event.phaseId])).toEqual([
    ['action', 'Sales, Pilot', rolloutId, phaseId],
    ['action', 'Sales', rolloutId, null],
  ]);
});

test('a page that was rendered for somebody else does nothing in the name of who is signed in by now', async () => {
  const personId = await someone(['Rollout.Admin']);
  const run = vi.fn(async () => 'done');
  const send = (shownTo: string) => runAction(form({ name: 'Pilot', shownTo }), { name: 'phase.rename', role: 'Rollout.Admin', input: z.strictObject({ name: z.string() }), run });
  expect(await send(randomUUID())).toMatchObject({ ok: false, code: 'signedOut', message: 'This browser is signed in as Ines Aalto by now, and this page was opened by somebody else. Nothing was done. Whoever opened it signs in again; what they typed is kept for them.', values: { name: ['Pilot'] } });
  expect(run).not.toHaveBeenCalled();
  expect(await send(personId)).toEqual({ ok: true, value: 'done' });
});

test('roles that were checked over an hour ago change nothing', async () => {
  const personId = await someone(['Rollout.Admin'], new Date(Date.now() - 1));
  expect(await create({ name: 'Pilot' })).toMatchObject({ ok: false, code: 'readOnly' });
  expect(await refusalsOf(personId)).toEqual([['thing.create', 'refused', 'readOnly']]);
});

test('a form in need of another look names its fields', async () => {
  await someone(['Rollout.Admin']);
  expect(await create({ name: '' })).toMatchObject({ ok: false, code: 'invalid', fields: { name: 'Give it a name.' }, values: { name: [''] } });
});

test('an expected failure is told in its sentence, an unexpected one only by its reference', async () => {
  await someone(['Rollout.Admin']);
  const expected = await create({ name: 'Pilot' }, () => {
    throw new AppError('nameTaken', 'catalog 7');
  });
  expect(expected).toMatchObject({ ok: false, code: 'nameTaken', message: 'This name is taken. Choose another.' });

  const broken = await create({ name: 'Pilot' }, () => {
    throw new Error('secret detail');
  });
  expect(broken).toMatchObject({ ok: false, code: 'internal', reference: expect.stringMatching(/^[0-9a-f]{8}$/) as unknown });
  expect(JSON.stringify(broken)).not.toContain('secret detail');
});

test('a redirect passes through', async () => {
  await someone(['Rollout.Admin']);
  await expect(create({ name: 'Pilot' }, () => redirect('/rollouts/7'))).rejects.toMatchObject({ digest: expect.stringContaining('/rollouts/7') as unknown });
});
