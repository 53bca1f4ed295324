import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { isAppError } from '@/lib/errors';

/** A policy that holds what this version would lose is not edited here: in place of the editor stands why. */
export async function orLost<T>(read: Promise<T>): Promise<T | { lost: string }> {
  try {
    return await read;
  } catch (error) {
    if (isAppError(error, 'conflict')) return { lost: error.sentence };
    throw error;
  }
}

export function Lost({ why, backHref }: { why: string; backHref: string }) {
  return <EmptyState icon="lock" title="This policy cannot be edited here" why={why} action={<LinkButton href={backHref}>Back to the package</LinkButton>} />;
}
