import type { Metadata } from 'next';
import { BarePage } from '@/components/bare-page';
import { ErrorState } from '@/components/error-state';
import { LinkButton } from '@/components/link-button';

export const metadata: Metadata = { title: 'Nothing here' };

export default function NotFound() {
  return (
    <BarePage title="Nothing here">
      <ErrorState kind="nothingThere" action={<LinkButton href="/">Back to the start</LinkButton>} />
    </BarePage>
  );
}
