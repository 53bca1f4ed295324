import type { RunningTenant } from '@/emulator/testing';
import { handOver } from '@/lib/jobs/hand-over';
import type { Admin } from '@/lib/rollout/rollout';
import { inEntra } from './deliveries';
import { QUICK, untilOver } from './reversals';

/** A policy of a package that employees may ask under, for half a year. */
export async function aStaffPolicy(tenant: RunningTenant, admin: Admin, packageId: string, name: string): Promise<string> {
  const { id } = await inEntra<{ id: string }>(tenant, admin, 'POST', 'assignmentPolicies', {
    displayName: name, description: 'For everybody who works here', allowedTargetScope: 'allMemberUsers', expiration: { type: 'afterDuration', duration: 'P180D' },
    requestorSettings: { enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: true, enableTargetsToSelfRemoveAccess: true, allowCustomAssignmentSchedule: false, enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [] },
    requestApprovalSettings: { isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: false, stages: [] },
    accessPackage: { id: packageId },
  });
  return id;
}

/** Works a handover off until it has settled or waits for somebody. */
export const untilHandedOver = (jobId: string): Promise<void> => untilOver(jobId, (lease) => handOver(lease, new AbortController().signal, QUICK));
