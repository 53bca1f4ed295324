import { PageSkeleton } from '@/components/skeletons';

export default function LoadingCalendars() {
  return <PageSkeleton />;
}
