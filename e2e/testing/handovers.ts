import type { RunningTenant } from '@/emulator/testing';
import { db } from '@/lib/db/client';
import { handOver } from '@/lib/jobs/hand-over';
import { Lease } from '@/lib/jobs/lease';
import type { Admin } from '@/lib/rollout/rollout';
import { inEntra } from './deliveries';
import { QUICK, untilOver } from './reversals';

/** A policy of a package that employees may ask under, for half a year; with an approver only once that one has agreed. */
export async function aStaffPolicy(tenant: RunningTenant, admin: Admin, packageId: string, name: string, approverId?: string): Promise<string> {
  const { id } = await inEntra<{ id: string }>(tenant, admin, 'POST', 'assignmentPolicies', {
    displayName: name, description: 'For everybody who works here', allowedTargetScope: 'allMemberUsers', expiration: { type: 'afterDuration', duration: 'P180D' },
    requestorSettings: { enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: true, enableTargetsToSelfRemoveAccess: true, allowCustomAssignmentSchedule: false, enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [] },
    requestApprovalSettings: {
      isApprovalRequiredForAdd: approverId !== undefined, isApprovalRequiredForUpdate: false,
      stages: approverId ? [{ durationBeforeAutomaticDenial: 'P14D', isApproverJustificationRequired: false, isEscalationEnabled: false, durationBeforeEscalation: 'PT0S', primaryApprovers: [{ '@odata.type': '#microsoft.graph.singleUser', userId: approverId }], fallbackPrimaryApprovers: [], escalationApprovers: [], fallbackEscalationApprovers: [] }] : [],
    },
    accessPackage: { id: packageId },
  });
  return id;
}

const work = (lease: Lease): Promise<void> => handOver(lease, new AbortController().signal, QUICK);

/** Works a handover off until it has settled or waits for somebody. */
export const untilHandedOver = (jobId: string): Promise<void> => untilOver(jobId, work);

/** One round of a handover, due or not. */
export async function aRound(jobId: string): Promise<void> {
  await db().job.updateMany({ where: { id: jobId, state: 'waiting' }, data: { notBefore: new Date(0) } });
  const lease = await Lease.take(jobId, 'test', 15);
  if (lease) await work(lease);
}
