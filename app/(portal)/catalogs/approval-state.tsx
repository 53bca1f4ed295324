import { StateLabel } from '@/components/state-label';
import { STATES } from '@/components/states';
import { TextLink } from '@/components/text-link';
import type { ApprovalStanding, ResourceApproval } from '@/lib/authoring/resource-approval';

/** How the owner of a resource answered, as state, icon and word. */
export function ApprovalStateLabel({ approval, notAsked = null }: { approval: ResourceApproval | null; /** Why nobody was asked though somebody should have been. */ notAsked?: string | null }) {
  if (!approval) return notAsked ? <StateLabel state="open">{`Nobody was asked. ${notAsked}`}</StateLabel> : <StateLabel state="notStarted">Nobody was asked</StateLabel>;
  const state = approval.state === 'approved' ? 'approved' : approval.state === 'refused' ? 'refused' : 'waitingForApproval';
  return (
    <TextLink href={`/approvals/${approval.id}`} label={`${STATES[state].word}: the approval of ${approval.resourceName}`}>
      <StateLabel state={state} />
    </TextLink>
  );
}

/** The same for one package: approved, but as something else, is said. */
export function StandingLabel({ standing, approvalId }: { standing: ApprovalStanding; approvalId: string | null }) {
  const label = {
    approved: <StateLabel state="approved" />,
    waiting: <StateLabel state="waitingForApproval" />,
    refused: <StateLabel state="refused" />,
    changed: <StateLabel state="open">Changed since it was approved</StateLabel>,
    beyond: <StateLabel state="blocked">Beyond its limits</StateLabel>,
    notAsked: <StateLabel state="notStarted">Nobody was asked</StateLabel>,
  }[standing];
  return approvalId ? <TextLink href={`/approvals/${approvalId}`}>{label}</TextLink> : label;
}
