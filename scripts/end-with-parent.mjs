// Loaded into the portal and the local tenant with --import: a parent that was killed tells nobody, but its channel
// closes. Without this they would go on holding their ports.
import { isMainThread } from 'node:worker_threads';

function end() {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 4000).unref();
}

process.on('disconnect', end);
// On a busy machine the parent may be gone before this is loaded: nobody is told of that any more.
if (isMainThread && !process.connected) end();
process.channel?.unref();
