import 'server-only';
import { isObjectId } from '@/lib/directory/object-id';
import { randomBytes } from 'node:crypto';
import { headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import type { z } from 'zod';
import { SHOWN_TO } from '@/lib/action-result';
import type { ActionResult } from '@/lib/action-result';
import { formFields, readForm, typedValues } from '@/lib/form';
import { recordAudit } from '@/lib/audit';
import { assertRole, currentSession } from '@/lib/auth/guard';
import type { Role, Session } from '@/lib/auth/guard';
import { assertOwnOrigin } from '@/lib/auth/own-origin';
import { inTransaction } from '@/lib/db/client';
import { readRefusedAbout } from '@/lib/db/refused-about';
import { AppError, isAppError } from '@/lib/errors';
import type { ErrorCode } from '@/lib/errors';
import { log, messageOf } from '@/lib/log';

/** Who does something, as use cases take it first. */
export type Actor = {
  personId: string;
  name: string;
  userPrincipalName: string;
  roles: Role[];
  sessionId: string;
  tokenCacheId: string;
};

export type ActionSpec<I, T> = {
  /** As the audit names it: `run.start`. */
  name: string;
  /** Who may. `signedIn` for what belongs to a person and not to a role; the use case then checks that it is theirs. */
  role: Role | Role[] | 'signedIn';
  input: z.ZodType<I>;
  run: (actor: Actor, input: I) => Promise<T>;
};

/** What a person tried and was not allowed or able to: worth a line in the audit. Being signed out is nobody's try. */
const AUDITED: ReadonlySet<ErrorCode> = new Set(['forbidden', 'readOnly', 'foreignOrigin', 'notFound', 'conflict']);

/**
 * One action: who asks, may they, is the form whole, do it, tell. Refusals are audited; an expected failure answers its
 * code and sentence, any other `internal` with a reference that stands in the log too. A redirect of Next passes through.
 */
export async function runAction<I, T>(form: FormData, spec: ActionSpec<I, T>): Promise<ActionResult<T>> {
  let session: Session | null = null;
  try {
    session = await currentSession();
    const actor = actorOf(await requireActing(session, spec.role));
    assertShownTo(actor, form);

    const parsed = readForm(form, spec.input);
    if (!parsed.success) {
      const { message, fields } = formFields(parsed.error);
      throw new AppError('invalid', `${spec.name}: ${Object.keys(fields).join(', ')}`, { fields, ...(message ? { say: message } : {}) });
    }
    return { ok: true, value: await spec.run(actor, parsed.data) };
  } catch (error) {
    unstable_rethrow(error);
    return await refusal(error, spec.name, session, form);
  }
}

/** Next lets a request without Origin through, and route handlers have no check at all; we take our own pages only. */
async function requireActing(session: Session | null, role: Role | Role[] | 'signedIn'): Promise<Session> {
  assertOwnOrigin(await headers());
  if (!session) throw new AppError('signedOut', 'an action was sent without a live session');
  if (role !== 'signedIn') assertRole(session, ...[role].flat());
  if (session.readOnly) throw new AppError('readOnly', 'the roles were checked over an hour ago');
  return session;
}

/** A browser may have signed in somebody else, in another tab, since the page was rendered: nothing is done in the name of who did not see it. */
function assertShownTo(actor: Actor, form: FormData): void {
  const shownTo = form.get(SHOWN_TO);
  if (typeof shownTo !== 'string' || shownTo === actor.personId) return;
  throw new AppError('signedOut', `a page of ${shownTo} was sent by ${actor.personId}`, { say: `This browser is signed in as ${actor.name} by now, and this page was opened by somebody else. Nothing was done. Whoever opened it signs in again; what they typed is kept for them.` });
}

function actorOf(session: Session): Actor {
  const { personId, name, userPrincipalName, roles, id, tokenCacheId } = session;
  return { personId, name, userPrincipalName, roles, sessionId: id, tokenCacheId };
}

async function refusal(error: unknown, name: string, session: Session | null, form: FormData): Promise<ActionResult<never>> {
  const known = isAppError(error) ? error : new AppError('internal', messageOf(error), { cause: error });
  const reference = randomBytes(4).toString('hex');
  const broken = known.code === 'internal';
  log(broken ? 'error' : 'info', 'action.refused', {
    action: name,
    code: known.code,
    reference,
    message: known.message,
    graphRequestId: known.details.graphRequestId,
    ...(broken && error instanceof Error ? { stack: error.stack } : {}),
  });
  if (session && AUDITED.has(known.code)) await auditRefusal(name, session, known, form);
  return {
    ok: false,
    code: known.code,
    message: known.sentence,
    reference,
    values: typedValues(form),
    ...(known.details.fields ? { fields: known.details.fields } : {}),
    ...(known.details.links ? { links: known.details.links } : {}),
    ...(known.details.link ? { link: known.details.link } : {}),
    ...(known.details.retryAfter === undefined ? {} : { retryAfter: known.details.retryAfter }),
    ...(known.details.claims ? { claims: known.details.claims } : {}),
  };
}

/** What a refused form was about, by id alone; nothing that anybody typed. Who somebody is does not go into the chain. */
function idsOf(form: FormData): Record<string, string> {
  const ids = [...form.entries()].filter((entry): entry is [string, string] => entry[0].endsWith('Id') && !/person|owner|signer|deputy/i.test(entry[0]) && typeof entry[1] === 'string' && isObjectId(entry[1]));
  return Object.fromEntries(ids.slice(0, 5));
}

/** The answer matters more than its trace: when the audit cannot be written, the person is still told what was wrong. */
async function auditRefusal(name: string, session: Session, error: AppError, form: FormData): Promise<void> {
  try {
    await inTransaction(async (tx) => {
      const ids = idsOf(form);
      await recordAudit(tx, [
        {
          action: name,
          outcome: 'refused',
          actor: { personId: session.personId, name: session.name, userPrincipalName: session.userPrincipalName },
          objectType: 'action',
          objectId: name,
          objectName: name,
          ...(await readRefusedAbout(ids, tx)),
          detail: { code: error.code, ...ids },
        },
      ]);
    });
  } catch (failure) {
    log('error', 'action.refusal-not-audited', { action: name, message: messageOf(failure) });
  }
}
