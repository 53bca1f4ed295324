import { notFound } from 'next/navigation';
import { requireSession } from '@/lib/auth/guard';

/** An address nobody knows, inside the frame: whoever mistyped keeps the rail and the search. */
export default async function MissingPage() {
  await requireSession();
  notFound();
}
