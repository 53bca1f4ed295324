import 'server-only';
import { pairId, sponsorId } from '@/lib/authoring/draft';
import type { DraftStep } from '@/lib/authoring/draft';
import { isKey } from '@/lib/authoring/draft';
import { rulesOf } from '@/lib/authoring/draft-kinds';
import { whoMay } from '@/lib/authoring/readiness';
import type { StepChange } from '@/lib/db/draft-steps';
import { ERROR_TEXT } from '@/lib/errors';
import type { ErrorCode } from '@/lib/errors';
import type { BatchAnswer } from '@/lib/graph/client';
import { draftCall, idsMade } from '@/lib/graph/draft-calls';
import { codeOfRefusal, refusalOf, sayOfRefusal } from '@/lib/graph/graph-error';
import { NAMES_CREATORS } from '@/lib/graph/who-may';

/** How long Entra may need to know of what was just made, or to forget what was just released. */
const MOST_WAITS = 12;
const LONGEST_WAIT_SECONDS = 30;
/** A resource and its roles are shown together, but for the moment in which they are made. */
const MOST_WAITS_FOR_ROLE = 3;

const NOT_YET = 'Microsoft Entra does not know yet of what was made just before.';
/** The review found it in the directory, so it is most likely only too young. */
const TOO_YOUNG = 'The catalogs of Microsoft Entra do not know it yet, as they do not what was made in the last minutes.';
const NOT_KNOWN = 'The catalogs of Microsoft Entra do not know it. If it was made a moment ago, go on in some minutes; else look whether it is still there.';
const NOT_RELEASED = 'Microsoft Entra still counts it as used by a package it was taken out of.';

/** The wait before the next try, longer each time; the first ones are short, since most is shown within a second. */
export function waitAfter(attempts: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, 0.25 * 2 ** attempts);
}

/** What Graph's answer to a step means for it; this attempt is counted in it. @param inDraft what it is in was made by this draft a moment ago */
export function judgeStep(step: DraftStep, answer: BatchAnswer | undefined, inDraft: boolean, visibilityMs: number): StepChange {
  const change = { id: step.id, graphRequestId: answer?.requestId ?? null };
  const { attempts } = step;
  // What is there (or gone) already when it is sent for the first time, somebody else did: undoing leaves it.
  const written = attempts > 1;
  const lost: StepChange = { ...change, to: 'unknown', waitSeconds: visibilityMs / 1000 };
  if (!answer || answer.status >= 500 || answer.status === 408) return lost;
  if (answer.status < 300) return done(step, answer, change);
  const { code, message } = refusalOf(answer.body);
  const told = `${code} ${message}`;
  // The one it had to come after was not made: nothing was done.
  if (answer.status === 424) return { ...change, to: 'waiting' };
  if (answer.status === 429) return { ...change, to: 'waiting', waitSeconds: answer.retryAfter ?? 5, failureCode: 'throttled', failure: 'Microsoft Entra asks to slow down.' };
  if (step.operation === 'delete' && answer.status === 404) return { ...change, to: 'done', objectId: step.objectId, written };
  if (step.operation === 'create') {
    const relation = rulesOf(step.kind).there === 'done';
    if (/already onboarded/i.test(told)) return { ...change, to: 'asked', written, waitSeconds: waitAfter(0) };
    if (relation && (answer.status === 409 || /already exist/i.test(told))) return { ...change, to: 'asked', written, waitSeconds: 0 };
    // Our own, whose answer was lost and which is not shown yet.
    if (!relation && attempts > 1 && codeOfRefusal(answer.status, code, message) === 'nameTaken') return lost;
    if (code === 'DuplicateKey') return attempts < MOST_WAITS ? { ...change, to: 'waiting', waitSeconds: waitAfter(attempts) } : failed(change, step, 'conflict', message);
    // The resource is there, and its roles come with it: one that is not offered a little later never will be.
    if (code === 'RoleNotFound' && (!inDraft || attempts >= MOST_WAITS_FOR_ROLE)) return { ...change, to: 'failed', failureCode: 'notFound', failure: notOfferedWords(step) };
    const ofDirectory = step.kind === 'catalogResource' && !isSite(step);
    if (answer.status === 404 && (inDraft || ofDirectory) && attempts < MOST_WAITS) return { ...change, to: 'waiting', waitSeconds: waitAfter(attempts), failureCode: 'notYetVisible', failure: inDraft ? NOT_YET : TOO_YOUNG };
    if (answer.status === 404 && ofDirectory) return { ...change, to: 'failed', failureCode: 'notFound', failure: NOT_KNOWN };
  }
  if (code === 'InvalidDeleteResourceHasEntitlements' && attempts < MOST_WAITS) return { ...change, to: 'waiting', waitSeconds: waitAfter(attempts + 2), failureCode: 'notYetVisible', failure: NOT_RELEASED };
  return failed(change, step, codeOfRefusal(answer.status, code, message), message);
}

function failed(change: Pick<StepChange, 'id' | 'graphRequestId'>, step: DraftStep, code: ErrorCode, message: string): StepChange {
  return { ...change, to: 'failed', failureCode: code, failure: failureWords(step, code, message) };
}

const isSite = ({ wanted }: DraftStep): boolean => wanted !== null && 'originSystem' in wanted && wanted.originSystem === 'SharePointOnline';

/** A role that the resource does not have, or not for packages. */
function notOfferedWords({ wanted, name }: DraftStep): string {
  return wanted && 'roleName' in wanted ? `“${wanted.resourceName}” offers packages no role “${wanted.roleName}”. Take this role out and choose one that its catalog offers.` : `What “${name}” hands out is not offered by its catalog.`;
}

/** What it failed for, naming what is concerned and who could do it. */
function failureWords(step: DraftStep, code: ErrorCode, message: string): string {
  if (code === 'conflict') return `Microsoft Entra did not accept this: ${message}`;
  if (code === 'nameTaken') return `The tenant has ${rulesOf(step.kind).noun} “${step.name}” already. Choose another name.`;
  if (code === 'notResourceOwner' && step.wanted && 'originSystem' in step.wanted) return `You may not add it: it takes ${whoMay(step.wanted)}.`;
  if (code === 'noPermission' && step.kind === 'catalogCreator') return NAMES_CREATORS;
  return sayOfRefusal(code, 0, message, draftCall(step, idsMade).operation) ?? ERROR_TEXT[code];
}

/** Answered, and whether that is all of it: a resource is taken in later, and what the tenant completes is looked at. */
function done(step: DraftStep, answer: BatchAnswer, change: Pick<StepChange, 'id' | 'graphRequestId'>): StepChange {
  const written = { ...change, written: true };
  if (step.kind === 'catalogResource') return { ...written, to: 'asked', waitSeconds: waitAfter(0) };
  if (step.operation === 'update' && rulesOf(step.kind).completed) return { ...written, to: 'asked', waitSeconds: 0 };
  return { ...written, to: 'done', objectId: step.objectId ?? madeId(step, answer) };
}

function madeId({ wanted, kind }: DraftStep, answer: BatchAnswer): string | null {
  // The documentation wraps what it made in `value`.
  const body = answer.body as { id?: string; value?: { id?: string } } | null;
  const id = body?.id ?? body?.value?.id ?? null;
  if (wanted && 'side' in wanted) return isKey(wanted.organization) ? null : sponsorId(wanted.organization.id, wanted.side, wanted.principalId);
  if (!wanted || !('package' in wanted) || isKey(wanted.package) || kind === 'policy') return id;
  if ('other' in wanted) return isKey(wanted.other) ? null : pairId(wanted.package.id, wanted.other.id);
  if ('groupId' in wanted) return pairId(wanted.package.id, wanted.groupId);
  return id === null ? null : pairId(wanted.package.id, id);
}
