'use client';

import { useRouter } from 'next/navigation';
import { ErrorState } from '@/components/error-state';
import { PageHead } from '@/components/page-head';
import type { FailureKind } from '@/lib/errors';

/** What a page could not be read for. The frame stays; the reference stands in the log too. */
export function PageFailure({ kind, reference, onRetry }: { kind: FailureKind; reference?: string; /** Reads the page again where it is not told how. */ onRetry?: () => void }) {
  const router = useRouter();
  return (
    <>
      <PageHead title="This page cannot be shown" />
      <ErrorState kind={kind} onRetry={onRetry ?? (() => router.refresh())} {...(reference ? { reference } : {})} />
    </>
  );
}
