import { PageSkeleton } from '@/components/skeletons';

export default function LoadingRecovery() {
  return <PageSkeleton rows={12} />;
}
