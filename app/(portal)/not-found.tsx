import { ErrorState } from '@/components/error-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';

export default function NotFound() {
  return (
    <>
      <PageHead title="Nothing here" />
      <ErrorState kind="nothingThere" action={<LinkButton href="/">Back to the start</LinkButton>} />
    </>
  );
}
