import { JobRunner } from '@/lib/jobs/runner';
import { LEASE_SECONDS, REVERSE, RUN, VERIFY } from './timing';

/**
 * The portal's job runner as a process of its own, that the storm kills. It begins once it is told where database and
 * tenant are, so that the next one can stand by, loaded, while this one works; and ends with whoever started it.
 */
process.once('message', (settings: Record<string, string>) => {
  Object.assign(process.env, settings);
  new JobRunner(RUN, LEASE_SECONDS, VERIFY, undefined, REVERSE).start();
});
process.once('disconnect', () => process.exit());
process.send?.('standing by');
