import { PageSkeleton } from '@/components/skeletons';

export default function LoadingRun() {
  return <PageSkeleton rows={12} />;
}
