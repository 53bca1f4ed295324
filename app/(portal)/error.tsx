'use client';

import { ErrorState } from '@/components/error-state';
import { PageHead } from '@/components/page-head';
import { failureOf } from '@/components/failure-of';

/** What a page could not be read for. The frame stays; the reference stands in the log too. */
export default function PortalError({ error, retry }: { error: unknown; retry: () => void }) {
  const { kind, reference } = failureOf(error);
  return (
    <>
      <PageHead title="This page cannot be shown" />
      <ErrorState kind={kind} onRetry={retry} {...(reference ? { reference } : {})} />
    </>
  );
}
