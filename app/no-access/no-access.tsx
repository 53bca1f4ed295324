'use client';

import { Button } from '@fluentui/react-components';
import { QuietCard } from '@/components/quiet-card';

type Props = { name: string; userPrincipalName: string; hasAnyRole: boolean; organisation: string };

/** Says who is signed in, what is missing and whom to ask; what was addressed to them in person stays open. */
export function NoAccess({ name, userPrincipalName, hasAnyRole, organisation }: Props) {
  const missing = hasAnyRole
    ? 'Your role does not open this page.'
    : 'You have no role in this portal.';
  return (
    <QuietCard
      title={hasAnyRole ? 'This page is for another role' : 'You have no role here'}
      says={
        `You are signed in as ${name} (${userPrincipalName}). ${missing} Ask an identity admin of ${organisation} ` +
        'to assign you one in the enterprise application Access Rollout, then sign in again. ' +
        'If you were asked to approve something, it is under Approvals.'
      }
    >
      <Button as="a" href={hasAnyRole ? '/' : '/approvals'} appearance="primary">
        {hasAnyRole ? 'Go to the overview' : 'Open approvals'}
      </Button>
      <form action="/auth/sign-out" method="post">
        <Button type="submit">Sign out</Button>
      </form>
    </QuietCard>
  );
}
