import type { Metadata } from 'next';
import { LinkButton } from '@/components/link-button';
import { QuietCard } from '@/components/quiet-card';

export const metadata: Metadata = { title: 'Nothing here' };

export default function NotFound() {
  return (
    <QuietCard title="There is nothing here" says="It was removed, or the address is not quite right.">
      <LinkButton href="/" appearance="primary">Back to the start</LinkButton>
    </QuietCard>
  );
}
