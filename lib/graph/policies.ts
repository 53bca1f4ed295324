import 'server-only';
import type { PackagePolicy } from '@/lib/authoring/package-design';
import type { Json, PolicyDocument } from '@/lib/authoring/policy-document';
import { policyOf } from '@/lib/authoring/policy-of-document';
import type { WrittenPolicy } from '@/lib/authoring/policy-of-document';
import { AppError } from '@/lib/errors';
import type { Graph, Warrant, Written } from './client';
import { makePolicy } from './policy-documents';

export type GraphPolicy = WrittenPolicy;

/** A policy in our words. */
export function toPolicy(policy: GraphPolicy): PackagePolicy {
  if (!policy.id || !policy.displayName) throw new AppError('internal', 'Graph gave a policy without id or displayName');
  return policyOf(policy);
}

export type WantedSubject = { kind: 'person' | 'group'; id: string; name: string };

export type WantedPolicy = {
  packageId: string;
  name: string;
  description: string;
  who: 'specific' | 'allMembers' | 'directOnly';
  targets: WantedSubject[];
  approval: { approvers: WantedSubject[]; days: number } | null;
  expiration: { type: 'never' } | { type: 'days'; days: number } | { type: 'date'; date: string };
};

function fromSubject(subject: WantedSubject): { [name: string]: Json } {
  return subject.kind === 'person'
    ? { '@odata.type': '#microsoft.graph.singleUser', userId: subject.id, description: subject.name }
    : { '@odata.type': '#microsoft.graph.groupMembers', groupId: subject.id, description: subject.name };
}

const SCOPE = { specific: 'specificDirectoryUsers', allMembers: 'allMemberUsers', directOnly: 'notSpecified' } as const;

function fromExpiration(expiration: WantedPolicy['expiration']): { [name: string]: Json } {
  switch (expiration.type) {
    case 'never':
      return { type: 'noExpiration', duration: null, endDateTime: null };
    case 'days':
      return { type: 'afterDuration', duration: `P${expiration.days}D`, endDateTime: null };
    case 'date':
      return { type: 'afterDateTime', duration: null, endDateTime: `${expiration.date}T23:59:59Z` };
  }
}

/** The whole policy: what is left out is emptied, and a missing collection can be answered with 400. */
function documentOf(wanted: WantedPolicy): PolicyDocument {
  const ask = wanted.who !== 'directOnly';
  return {
    displayName: wanted.name,
    description: wanted.description,
    allowedTargetScope: SCOPE[wanted.who],
    specificAllowedTargets: wanted.who === 'specific' ? wanted.targets.map(fromSubject) : [],
    expiration: fromExpiration(wanted.expiration),
    requestorSettings: {
      enableTargetsToSelfAddAccess: ask,
      enableTargetsToSelfUpdateAccess: ask,
      enableTargetsToSelfRemoveAccess: ask,
      allowCustomAssignmentSchedule: true,
      enableOnBehalfRequestorsToAddAccess: false,
      enableOnBehalfRequestorsToUpdateAccess: false,
      enableOnBehalfRequestorsToRemoveAccess: false,
      onBehalfRequestors: [],
    },
    requestApprovalSettings: {
      isApprovalRequiredForAdd: wanted.approval !== null,
      isApprovalRequiredForUpdate: wanted.approval !== null,
      stages: wanted.approval
        ? [
            {
              durationBeforeAutomaticDenial: `P${wanted.approval.days}D`,
              isApproverJustificationRequired: false,
              isEscalationEnabled: false,
              durationBeforeEscalation: 'PT0S',
              primaryApprovers: wanted.approval.approvers.map(fromSubject),
              fallbackPrimaryApprovers: [],
              escalationApprovers: [],
              fallbackEscalationApprovers: [],
            },
          ]
        : [],
    },
  };
}

/**
 * Makes a policy (assignmentpolicies-create). One at a time: Graph answers parallel ones with 409 DuplicateKey, even for
 * different packages.
 */
export async function createPolicy(graph: Graph, wanted: WantedPolicy, warrant: Warrant): Promise<Written<{ id: string }>> {
  return makePolicy(graph, wanted.packageId, documentOf(wanted), warrant);
}
