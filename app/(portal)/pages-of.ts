import { redirect } from 'next/navigation';
import type { PagerProps } from '@/components/pager';

/** The page an address asks for, from 1 on; the first where it names none, or what is no number of a page. */
export function pageNumber(asked: string | string[] | undefined): number {
  const text = (Array.isArray(asked) ? asked[0] : asked)?.trim() ?? '';
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

/**
 * What the pager of a list says, and where its neighbours are. Whoever asks for a page beyond the last is sent to the last:
 * an empty one would say that nothing is there, while the list has grown shorter since the address was made.
 */
export function pagesOf({ number, take }: { number: number; take: number }, total: number, hrefOf: (page: number) => string): Omit<PagerProps, 'noun'> {
  const last = Math.max(1, Math.ceil(total / take));
  if (number > last) redirect(hrefOf(last));
  const to = Math.min(number * take, total);
  return {
    from: Math.min((number - 1) * take + 1, total),
    to,
    total,
    ...(number > 1 ? { previousHref: hrefOf(number - 1) } : {}),
    ...(number < last ? { nextHref: hrefOf(number + 1) } : {}),
  };
}
