import { LookAgain } from '@/components/look-again';
import { PageHead } from '@/components/page-head';
import { WhatNow } from '@/components/what-now';
import { currentSession } from '@/lib/auth/guard';

/** An address of nothing, inside the frame: what may have happened, and where to go from here. */
export default async function NotFound() {
  const session = await currentSession();
  const hasRole = (session?.roles.length ?? 0) > 0;
  return (
    <>
      <PageHead title="There is nothing here" state={[{ text: 'Nothing has been changed', icon: 'info' }]} />
      {hasRole && <LookAgain />}
      <WhatNow
        causes={
          hasRole
            ? [
                'It was removed here, or in Microsoft Entra.',
                'It was made a moment ago and Microsoft Entra does not show it yet.',
                'The address was cut short or mistyped.',
                'It belongs to something you may not read in Microsoft Entra.',
              ]
            : ['The question was sent to somebody else, or under another account of yours.', 'It was withdrawn, and a later one took its place.', 'The address was cut short or mistyped.']
        }
        ways={
          hasRole
            ? [
                { label: 'Overview', href: '/', detail: 'what is under way and what waits for you' },
                { label: 'Rollouts', href: '/rollouts', detail: 'every rollout and its phases' },
                { label: 'Catalogs & packages', href: '/catalogs', detail: 'what can be handed out' },
                { label: 'Helpdesk', href: '/helpdesk', detail: 'one person and what they have' },
              ]
            : [{ label: 'Sign-offs', href: '/sign-offs', detail: 'everything you were asked' }]
        }
        search={hasRole}
      />
    </>
  );
}
