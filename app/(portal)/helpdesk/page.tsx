import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { isAppError } from '@/lib/errors';
import { QUEUE_PAGE, loadQueue } from '@/lib/support/load-queue';
import { searchForHelpdesk } from '@/lib/support/load-person-card';
import { addressWith } from '../catalogs/search-params';
import { pageNumber, pagesOf } from '../pages-of';
import { shown } from '../shown';
import { HelpdeskScreen } from './helpdesk';

export const metadata: Metadata = { title: 'Helpdesk' };

const MOST_FOUND = 25;

/** Find a caller by name, mail or user principal name; below it, who is stuck and which notes are open. */
async function HelpdeskPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const search = await searchParams;
  const text = typeof search.q === 'string' ? search.q.trim().slice(0, 100) : '';
  const page = pageNumber(search.page);
  const notesPage = pageNumber(search.notes);
  const [found, queue] = await Promise.all([
    text.length >= 2
      ? searchForHelpdesk(session, text, MOST_FOUND).then(
          ({ people, asOf }) => ({ people, asOf, failure: null }),
          (error: unknown) => {
            if (!isAppError(error)) throw error;
            return { people: [], asOf: null, failure: { code: error.code, sentence: error.sentence } };
          },
        )
      : { people: null, asOf: null, failure: null },
    loadQueue(page, notesPage),
  ]);
  const later = (to: number) => (to > 1 ? String(to) : null);
  const address = (to: { page?: number; notes?: number }) => addressWith('/helpdesk', { q: text, page: later(to.page ?? page), notes: later(to.notes ?? notesPage) });
  const pages = {
    people: pagesOf({ number: page, take: QUEUE_PAGE }, queue.peopleInAll, (to) => address({ page: to })),
    notes: pagesOf({ number: notesPage, take: QUEUE_PAGE }, queue.notesInAll, (to) => address({ notes: to })),
  };
  return <HelpdeskScreen text={text} found={found.people} asOf={found.asOf} failure={found.failure} mostFound={MOST_FOUND} queue={queue} pages={pages} />;
}

export default shown(HelpdeskPage);
