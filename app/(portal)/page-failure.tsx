'use client';

import { useRouter } from 'next/navigation';
import { ErrorState } from '@/components/error-state';
import { PageHead } from '@/components/page-head';
import type { FailureKind } from '@/lib/errors';

type Props = { kind: FailureKind; /** Said instead of the kind’s own sentence. */ message?: string; reference?: string; /** Seconds until it is worth trying again. */ retryAfter?: number; /** Reads the page again where it is not told how. */ onRetry?: () => void };

/** What a page could not be read for. The frame stays; the reference stands in the log too. */
export function PageFailure({ onRetry, ...failure }: Props) {
  const router = useRouter();
  return (
    <>
      <PageHead title="This page cannot be shown" />
      <ErrorState {...failure} onRetry={onRetry ?? (() => router.refresh())} />
    </>
  );
}
