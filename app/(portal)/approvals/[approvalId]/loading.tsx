import { FactsSkeleton } from '@/components/skeletons';

export default function Loading() {
  return <FactsSkeleton facts={8} />;
}
