import 'server-only';
import { AppError } from '@/lib/errors';

const WINDOW = 60_000;
/** Sign-ins a minute from one address, and from all: far above an office behind one address, far below a guessing machine. */
const PER_ADDRESS = 120;
const ALTOGETHER = 600;

const held = globalThis as { accessRolloutSignIns?: { since: number; counts: Map<string, number>; all: number } };

/** The address nearest to us: our own proxy, or Next, appends it last, so that what a browser invents stands before it. */
function addressOf(request: Request): string {
  return request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? 'unknown';
}

/** @throws AppError `tooMany` when sign-ins come faster than people make them. Counted in this process only. */
export function assertNotTooMany(request: Request): void {
  const now = Date.now();
  let window = held.accessRolloutSignIns;
  if (!window || now - window.since > WINDOW) window = held.accessRolloutSignIns = { since: now, counts: new Map(), all: 0 };
  const address = addressOf(request);
  const count = (window.counts.get(address) ?? 0) + 1;
  window.counts.set(address, count);
  window.all += 1;
  if (count > PER_ADDRESS || window.all > ALTOGETHER) throw new AppError('tooMany', `${count} sign-ins from one address, ${window.all} from all`);
}
