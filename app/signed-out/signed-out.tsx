'use client';

import { useEffect } from 'react';
import { Button } from '@fluentui/react-components';
import { QuietCard } from '@/components/quiet-card';

export function SignedOut({ endSessionUrl }: { endSessionUrl: string | null }) {
  useEffect(() => {
    // A form may not be redirected to another origin under our rules; a page may go there.
    if (endSessionUrl) location.replace(endSessionUrl);
  }, [endSessionUrl]);

  if (endSessionUrl) return <QuietCard title="Signing out" busy="Ending your session at Microsoft Entra" />;
  return (
    <QuietCard title="You are signed out" says="Your session has ended here and at Microsoft Entra.">
      <Button as="a" href="/sign-in" appearance="primary">
        Sign in again
      </Button>
    </QuietCard>
  );
}
