import 'server-only';
import { readDocument } from '@/lib/authoring/policy-document';
import type { Json, PolicyDocument } from '@/lib/authoring/policy-document';
import { AppError } from '@/lib/errors';
import { readAnswers } from './batch-reads';
import type { BatchCall, Graph, Query, Warrant, Written } from './client';
import { refusedInBatch } from './graph-error';

const POLICY = '/identityGovernance/entitlementManagement/assignmentPolicies/{id}';
const POLICIES = '/identityGovernance/entitlementManagement/assignmentPolicies';

/** The operations that write a policy, as the audit names them too. */
export const PUT_POLICY = `PUT ${POLICY}` as const;
export const DELETE_POLICY = `DELETE ${POLICY}` as const;
export const POST_POLICY = `POST ${POLICIES}` as const;

/** A policy whole; `packageId` is the package it belongs to. */
export type WholePolicy = { id: string; packageId: string; document: PolicyDocument };

type GraphWholePolicy = { id?: string; displayName?: string | null; accessPackage?: { id?: string } | null };

const WHOLE: Query = { $expand: 'accessPackage($select=id),questions,customExtensionStageSettings($expand=customExtension)' };

/**
 * These policies whole, in batches, each with what it holds that we do not know. One that is gone is missing from the answer.
 * @throws AppError when one could not be read for another reason
 */
export async function readWholePolicies(graph: Graph, ids: readonly string[]): Promise<(WholePolicy & { unknown: string[] })[]> {
  const calls = [...new Set(ids)].map((id): BatchCall => ({ id, operation: `GET ${POLICY}`, path: { id }, query: WHOLE }));
  return (await readAnswers(graph, calls)).flatMap((answer) => {
    if (answer.status === 404) return [];
    if (answer.status !== 200) throw refusedInBatch(answer, `the policy ${answer.id}`, `GET ${POLICY}`);
    const { id, accessPackage } = answer.body as GraphWholePolicy;
    if (!id || !accessPackage?.id) throw new AppError('internal', `Graph gave the policy ${answer.id} without id or package`);
    return [{ id, packageId: accessPackage.id, ...readDocument(answer.body) }];
  });
}

/**
 * Which of these policies ask questions. Whoever only owns a catalog may not read policies by themselves: of theirs it is
 * not known, and they count as asking none. https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-get
 * @throws AppError Graph's own
 */
export async function policiesThatAsk(graph: Graph, ids: readonly string[]): Promise<Set<string>> {
  const calls = [...new Set(ids)].map((id): BatchCall => ({ id, operation: `GET ${POLICY}`, path: { id }, query: { $select: 'id', $expand: 'questions' } }));
  if (calls.length === 0) return new Set();
  return new Set((await readAnswers(graph, calls)).flatMap((answer) => {
    if (answer.status === 404 || answer.status === 403) return [];
    if (answer.status !== 200) throw refusedInBatch(answer, `the policy ${answer.id}`, `GET ${POLICY}`);
    return ((answer.body as { questions?: unknown[] }).questions ?? []).length > 0 ? [answer.id] : [];
  }));
}

/**
 * A policy with everything a client may set, its questions and extensions too.
 * https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-get
 * @throws AppError `notFound`; `conflict` where it holds what we do not know, and would lose by being written.
 */
export async function getWholePolicy(graph: Graph, id: string): Promise<WholePolicy> {
  const answer = await graph.get<GraphWholePolicy>(`GET ${POLICY}`, { path: { id }, query: WHOLE });
  if (!answer.id || !answer.accessPackage?.id) throw new AppError('internal', `Graph gave the policy ${id} without id or package`);
  const { document, unknown } = readDocument(answer);
  if (unknown.length > 0) {
    throw new AppError('conflict', `policy ${id} has ${unknown.join(', ')}`, { say: `The policy “${answer.displayName ?? ''}” holds something that this version does not know (${unknown.join(', ')}) and would lose. Change it in Microsoft Entra.` });
  }
  return { id: answer.id, packageId: answer.accessPackage.id, document };
}

/**
 * Puts a policy in place of what it was: the body is built anew from the fields that are known, since an answer put back
 * as it came can be refused.
 */
export async function replacePolicy(graph: Graph, { id, packageId, document }: WholePolicy, warrant: Warrant): Promise<Written<null>> {
  const { requestId } = await graph.write<unknown>(PUT_POLICY, { path: { id }, body: bodyOfPolicy(packageId, document), warrant });
  return { value: null, requestId };
}

/** Makes a policy out of a whole one. One at a time: Graph answers parallel ones with 409 DuplicateKey, even for different packages. */
export async function makePolicy(graph: Graph, packageId: string, document: PolicyDocument, warrant: Warrant): Promise<Written<{ id: string }>> {
  const { value, requestId } = await graph.write<{ id?: string }>(POST_POLICY, { body: bodyOfPolicy(packageId, document), warrant });
  if (!value.id) throw new AppError('internal', 'Graph made a policy and did not say its id', { graphRequestId: requestId });
  return { value: { id: value.id }, requestId };
}

/**
 * Deletes a policy; refused while somebody has the package by it.
 * https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-delete
 */
export async function deletePolicy(graph: Graph, id: string, warrant: Warrant): Promise<Written<null>> {
  const { requestId } = await graph.write<unknown>(DELETE_POLICY, { path: { id }, warrant });
  return { value: null, requestId };
}

/** What is null as a whole is left out, which says the same: a body of the documentation has no such parts. */
export function bodyOfPolicy(packageId: string, document: PolicyDocument): { [name: string]: Json } {
  return { ...Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null)), accessPackage: { id: packageId } };
}
