import { readCommandLine, usage, UsageError } from './command-line';
import { startLocalTenant } from './local-tenant';
import { PortTakenError } from './server';
import { StateFileError } from './state-file';

/** Whatever is still open after this long is dropped. */
const LONGEST_STOP_MS = 900;

try {
  const options = readCommandLine(process.argv.slice(2));
  if (!options) {
    console.log(usage());
    process.exit(0);
  }
  const local = await startLocalTenant(options);
  const stop = () => {
    setTimeout(() => process.exit(0), LONGEST_STOP_MS).unref();
    local.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  console.log(`local tenant ready on ${local.origin}`);
} catch (error) {
  const expected = error instanceof PortTakenError || error instanceof StateFileError || error instanceof UsageError || error instanceof RangeError;
  console.error(expected ? error.message : error);
  // 2 says that the sentence is all there is to say.
  process.exit(expected ? 2 : 1);
}
