import 'server-only';
import { readDocument } from '@/lib/authoring/policy-document';
import type { Json, PolicyDocument } from '@/lib/authoring/policy-document';
import { AppError } from '@/lib/errors';
import type { Graph, Warrant, Written } from './client';

const POLICY = '/identityGovernance/entitlementManagement/assignmentPolicies/{id}';
const POLICIES = '/identityGovernance/entitlementManagement/assignmentPolicies';

/** The operations that write a policy, as the audit names them too. */
export const PUT_POLICY = `PUT ${POLICY}` as const;
export const DELETE_POLICY = `DELETE ${POLICY}` as const;
export const POST_POLICY = `POST ${POLICIES}` as const;

/** A policy whole; `packageId` is the package it belongs to. */
export type WholePolicy = { id: string; packageId: string; document: PolicyDocument };

/**
 * A policy with everything a client may set, its questions and extensions too.
 * https://learn.microsoft.com/graph/api/accesspackageassignmentpolicy-get
 * @throws AppError `notFound`; `conflict` where it holds what we do not know, and would lose by being written.
 */
export async function getWholePolicy(graph: Graph, id: string): Promise<WholePolicy> {
  const answer = await graph.get<{ id?: string; displayName?: string | null; accessPackage?: { id?: string } | null }>(`GET ${POLICY}`, { path: { id }, query: { $expand: 'accessPackage($select=id),questions,customExtensionStageSettings($expand=customExtension)' } });
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
  const { requestId } = await graph.write<unknown>(PUT_POLICY, { path: { id }, body: bodyOf(packageId, document), warrant });
  return { value: null, requestId };
}

/** Makes a policy out of a whole one. One at a time: Graph answers parallel ones with 409 DuplicateKey, even for different packages. */
export async function makePolicy(graph: Graph, packageId: string, document: PolicyDocument, warrant: Warrant): Promise<Written<{ id: string }>> {
  const { value, requestId } = await graph.write<{ id?: string }>(POST_POLICY, { body: bodyOf(packageId, document), warrant });
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
function bodyOf(packageId: string, document: PolicyDocument): { [name: string]: Json } {
  return { ...Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null)), accessPackage: { id: packageId } };
}
