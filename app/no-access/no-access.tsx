'use client';

import { Button } from '@fluentui/react-components';
import { LinkButton } from '@/components/link-button';
import { QuietCard } from '@/components/quiet-card';

type Props = { name: string; userPrincipalName: string; hasAnyRole: boolean; /** How many questions were ever addressed to them, and how many wait. */ asked: { open: number; ever: boolean }; organisation: string };

/** Says who is signed in, what there is for them and whom to ask for more. */
export function NoAccess({ name, userPrincipalName, hasAnyRole, asked, organisation }: Props) {
  const { title, there } = whatThereIs(hasAnyRole, asked);
  const role = hasAnyRole ? 'another role' : 'a role';
  return (
    <QuietCard
      title={title}
      says={`You are signed in as ${name} (${userPrincipalName}). ${there} For ${role} ask an identity admin of ${organisation}: they assign it in the enterprise application Access Rollout, and it holds from your next sign-in on.`}
    >
      {hasAnyRole && <LinkButton href="/" appearance="primary">Go to the overview</LinkButton>}
      {!hasAnyRole && asked.ever && <LinkButton href="/sign-offs" appearance="primary">Open sign-offs</LinkButton>}
      <form action="/auth/sign-out" method="post">
        <Button type="submit">Sign out</Button>
      </form>
    </QuietCard>
  );
}

function whatThereIs(hasAnyRole: boolean, asked: Props['asked']): { title: string; there: string } {
  if (hasAnyRole) return { title: 'This page is for another role', there: 'Your role does not open this page.' };
  if (!asked.ever) {
    return {
      title: 'Nothing is asked of you at the moment',
      there: 'You have no role in this portal. Without one it shows you what you are asked: when a group, application or site of yours is to be handed out, whoever asks sends you a link to the question.',
    };
  }
  const waits = asked.open === 0 ? 'nothing waits for your answer' : asked.open === 1 ? '1 question waits for your answer' : `${asked.open} questions wait for your answer`;
  return { title: 'This page needs a role', there: `You have none in this portal. What you were asked as a resource owner is under Sign-offs; ${waits}.` };
}
