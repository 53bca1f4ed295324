'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { useRouter } from 'next/navigation';
import { ErrorState } from '@/components/error-state';
import { PageHead } from '@/components/page-head';
import type { FailureKind } from '@/lib/errors';

const useStyles = makeStyles({
  alone: { maxWidth: '640px', marginInline: 'auto', paddingBlock: tokens.spacingVerticalXXXL, paddingInline: tokens.spacingHorizontalL },
});

type Props = { /** There is no frame round it. */ alone?: boolean; kind: FailureKind; /** Said instead of the kind’s own sentence. */ message?: string; reference?: string; /** Seconds until it is worth trying again. */ retryAfter?: number; /** Reads the page again where it is not told how. */ onRetry?: () => void };

/** What a page could not be read for. The frame stays; the reference stands in the log too. */
export function PageFailure({ alone = false, onRetry, ...failure }: Props) {
  const styles = useStyles();
  const router = useRouter();
  const told = (
    <>
      <PageHead title="This page cannot be shown" />
      <ErrorState {...failure} onRetry={onRetry ?? (() => router.refresh())} />
    </>
  );
  return alone ? <main className={styles.alone}>{told}</main> : told;
}
