import 'server-only';
import { failureKind, failureWords, isAppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { PageFailure } from './page-failure';

/**
 * A page that shows what its reading failed for: Entra slow, out of reach or refusing, the database away. Thrown, it would
 * end the answer with an error of the server, and stand as one of React's own in the console, though nothing of ours broke.
 * What is ours still flies to error.tsx.
 */
export function shown<Props>(Page: (props: Props) => Promise<React.ReactNode>): (props: Props) => Promise<React.ReactNode> {
  return async (props) => {
    try {
      return await Page(props);
    } catch (error) {
      if (!isAppError(error) || failureKind(error.code) === 'ourBug' || error.code === 'notFound') throw error;
      const [, reference = ''] = error.digest.split(':');
      log('warn', 'page.not-read', { code: error.code, reference, message: error.message });
      const { retryAfter } = error.details;
      const message = failureWords(error);
      return <PageFailure kind={failureKind(error.code)} reference={reference} {...(message ? { message } : {})} {...(retryAfter === undefined ? {} : { retryAfter })} />;
    }
  };
}
