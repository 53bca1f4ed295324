import { PageSkeleton } from '@/components/skeletons';

export default function LoadingCalendar() {
  return <PageSkeleton />;
}
