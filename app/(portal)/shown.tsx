import 'server-only';
import { log } from '@/lib/log';
import { failureToShow } from './failure-to-show';
import { PageFailure } from './page-failure';

/**
 * A page that shows what its reading failed for: Entra slow, out of reach or refusing, the database away. Thrown, it would
 * end the answer with an error of the server, and stand as one of React's own in the console, though nothing of ours broke.
 * What is ours still flies to error.tsx. `alone`: there is no frame round it.
 */
export function shown<Props>(Page: (props: Props) => Promise<React.ReactNode>, { alone = false } = {}): (props: Props) => Promise<React.ReactNode> {
  return async (props) => {
    try {
      return await Page(props);
    } catch (error) {
      const told = failureToShow(error);
      if (!told) throw error;
      log('warn', 'page.not-read', { code: told.error.code, reference: told.failure.reference, message: told.error.message });
      return <PageFailure alone={alone} {...told.failure} />;
    }
  };
}
