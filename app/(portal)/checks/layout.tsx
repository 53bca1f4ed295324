import type { ReactNode } from 'react';
import { requireRole } from '@/lib/auth/guard';

/** Asks before the page's skeleton is sent: whoever may not see the checks gets nothing of them, not even their frame. */
export default async function ChecksLayout({ children }: { children: ReactNode }) {
  await requireRole('Rollout.Admin', 'Rollout.Auditor');
  return children;
}
