import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { askForPlaces, changeReversalItems, listReversalItems, returnReversalItems, takeReversalItems } from '@/lib/db/reversals';
import type { ReversalChange } from '@/lib/db/reversals';
import { roleKey } from '@/lib/directory/route';
import { slices } from '@/lib/graph/batch-reads';
import type { BatchAnswer } from '@/lib/graph/client';
import { refusalOf } from '@/lib/graph/graph-error';
import { givePlaces, PLACES_AT_ONCE, wasThere } from '@/lib/graph/place-writes';
import { NOT_RESTORED, triesOf } from '@/lib/rollout/reversal';
import type { HeldRole, ReversalItem } from '@/lib/rollout/reversal';
import { readStanding } from '@/lib/rollout/reversal-standing';
import { aboutPlace, readPlaces } from './reversal-places';
import type { Places } from './reversal-places';
import { MOST_ATTEMPTS, troubleOf } from './reversal-sends';
import type { Told } from './reversal-sends';
import type { ReversalWork } from './reversal-work';
import { lostBatch, rateAnswer, untilAnswered } from './send-items';
import type { Answered, Sending } from './send-stream';

/** What one sending of restores knows: who stood where when it began, and whom it gave a place since. */
type Known = { places: Places; given: Set<string> };

const placeKey = (item: ReversalItem, role: HeldRole): string => `${item.id} ${roleKey(role)}`;

const isThere = ({ places, given }: Known, item: ReversalItem, role: HeldRole): boolean => given.has(placeKey(item, role)) || places(item.personId, role) === true;

/**
 * Puts people back where they were by name, once their removal was seen there; never who left or moved meanwhile, and only
 * where they are not: a place that somebody else gave them back is not ours.
 */
export async function restoreSending(work: ReversalWork, packageIds: readonly string[]): Promise<Sending<ReversalItem, Told>> {
  const waiting = await listReversalItems(work.reversal.id, ['queued'], ['restore']);
  const places: Places = waiting.length === 0 ? () => null : await readPlaces(work.graph, waiting.map(({ personId }) => personId), waiting.flatMap(({ held }) => held));
  const known: Known = { places, given: new Set() };
  return {
    ends: [work.stop, work.lease.signal],
    take: (most) => takeReversalItems(work.reversal.id, 'restore', packageIds, work.lease, most),
    giveBack: returnReversalItems,
    send: (items) => send(work, items, known),
    write: (told) => write(told),
  };
}

async function write(told: readonly Told[]): Promise<void> {
  await inTransaction(async (tx) => {
    const changed = await changeReversalItems(tx, told.map(({ change }) => change));
    await recordAudit(tx, told.flatMap(({ item, events }) => (changed.has(item.id) ? events : [])));
  });
}

/** Somebody to be put back, and the places they are not in. */
type Asking = { item: ReversalItem; roles: readonly HeldRole[] };

async function send(work: ReversalWork, items: ReversalItem[], known: Known): Promise<Answered<Told>> {
  const standing = await readStanding(work.graph, await work.frozen(), items.map(({ personId }) => personId));
  const notSame = (item: ReversalItem): 'gone' | 'moved' | null => {
    const now = standing.get(item.personId) ?? 'gone';
    return now === 'same' ? null : now;
  };
  const leaving = items.flatMap((item): Told[] => {
    const now = notSame(item);
    return now ? [{ item, change: { ...of(item), to: 'done', notRestored: NOT_RESTORED[now], asked: [] }, events: foundOf(work, item, known) }] : [];
  });
  const wanted = items.filter((item) => !notSame(item)).map((item): Asking => ({ item, roles: item.held.filter((role) => !isThere(known, item, role)) }));
  // Kept before it goes out: by it whoever comes after a crash knows which place may be ours.
  const ours = await askForPlaces(wanted.map(({ item, roles }) => ({ id: item.id, attempts: item.attempts, asked: [...new Set([...item.asked, ...roles.map(roleKey)])] })));
  const asking = wanted.filter(({ item }) => ours.has(item.id));
  const { answers, unanswered, lost } = await ask(work, asking);
  const verdicts = asking.map((each) => judge(work, each, { answers, unanswered, wait: lost?.retryAfter ?? 0 }, known));
  const all = [...answers.values()];
  return { verdicts: [...leaving, ...verdicts], trouble: lost ? lost.trouble : troubleOf(all), answer: lost?.answer ?? rateAnswer(answers.size + unanswered.size, all) };
}

const of = (item: ReversalItem) => ({ id: item.id, attempts: item.attempts, from: ['sending'] as const });

type Asked = { answers: ReadonlyMap<string, BatchAnswer>; /** Sent, and never answered. */ unanswered: ReadonlySet<string> };

async function ask(work: ReversalWork, asking: readonly Asking[]): Promise<Asked & { lost: ReturnType<typeof lostBatch> | null }> {
  const places = asking.flatMap(({ item, roles }) => roles.map((role) => ({ key: placeKey(item, role), personId: item.personId, role })));
  const answers = new Map<string, BatchAnswer>();
  const unanswered = new Set<string>();
  // An id inside a batch is short; the places of these people are told apart by their number.
  const numbered = places.map((place, index) => ({ ...place, name: place.key, key: String(index) }));
  for (const slice of slices(numbered, PLACES_AT_ONCE)) {
    const answering = untilAnswered(work);
    try {
      const given = await givePlaces(work.graph, slice, { runItemId: work.reversal.id }, answering.signal);
      for (const { key, name } of slice) {
        const answer = given.get(key);
        if (answer) answers.set(name, answer);
        else unanswered.add(name);
      }
    } catch (error) {
      const lost = lostBatch(slice.length, error);
      if (!lost.notDone) for (const { name } of slice) unanswered.add(name);
      return { answers, unanswered, lost };
    } finally {
      answering.end();
    }
  }
  return { answers, unanswered, lost: null };
}

/** What was asked for before, without an answer, and is there by now: given by that request. */
function foundOf(work: ReversalWork, item: ReversalItem, known: Known): AuditInput[] {
  return item.held.filter((role) => item.asked.includes(roleKey(role)) && isThere(known, item, role)).map((role) => foundThere(work, item, role));
}

const foundThere = (work: ReversalWork, item: ReversalItem, role: HeldRole): AuditInput => ({ ...aboutPlace(work, item, role), outcome: 'done', detail: { attempt: item.attempts, answer: 'lost, found there' } });

function judge(work: ReversalWork, { item, roles }: Asking, { answers, unanswered, wait }: Asked & { wait: number }, known: Known): Told {
  const events = foundOf(work, item, known);
  const open: string[] = [];
  let lost = false;
  let seconds: number | null = null;
  let refused: { role: HeldRole; why: string } | null = null;
  const later = (role: HeldRole, after: number): void => {
    // Not carried out now; an earlier request for it may have been.
    if (item.asked.includes(roleKey(role))) open.push(roleKey(role));
    seconds = Math.max(seconds ?? 0, after);
  };
  for (const role of roles) {
    const answer = answers.get(placeKey(item, role));
    const told = { attempt: item.attempts };
    const requestId = answer?.requestId ? { graphRequestId: answer.requestId } : {};
    if (unanswered.has(placeKey(item, role)) || (answer && (answer.status >= 500 || answer.status === 408 || answer.status === 424))) {
      open.push(roleKey(role));
      lost = true;
    } else if (!answer) later(role, wait);
    else if (answer.status < 300) {
      known.given.add(placeKey(item, role));
      events.push({ ...aboutPlace(work, item, role), outcome: 'done', detail: told, ...requestId });
    } else if (wasThere(answer)) {
      known.given.add(placeKey(item, role));
      // By a request of ours whose answer was lost; else it was given back by somebody else.
      if (item.asked.includes(roleKey(role))) events.push(foundThere(work, item, role));
    } else if (answer.status === 429) later(role, answer.retryAfter ?? 0);
    else if ((answer.status === 401 || answer.status === 403) && triesOf(item) < MOST_ATTEMPTS) later(role, 5);
    else {
      const { code, message } = refusalOf(answer.body);
      refused ??= { role, why: message || code };
      events.push({ ...aboutPlace(work, item, role), outcome: 'failed', detail: { ...told, failure: message || code }, ...requestId });
    }
  }
  const change = ((): ReversalChange => {
    // What has no answer is looked up before anything is said of the rest.
    if (lost) return { ...of(item), to: 'unknown', asked: open };
    if (refused) return { ...of(item), to: 'failed', asked: open, failure: `Removed, and could not be put back into “${refused.role.resourceName}”: ${refused.why}` };
    if (seconds !== null) return { ...of(item), to: 'queued', asked: open, waitSeconds: seconds };
    return { ...of(item), to: 'sent', asked: [] };
  })();
  return { item, change, events };
}

/**
 * Restores whose answer was lost: a place that was asked for and is there by now was given by that request, and the audit
 * has it; what is not there is asked for again.
 */
export async function findLostRestores(work: ReversalWork): Promise<void> {
  const lost = (await listReversalItems(work.reversal.id, ['sending', 'unknown'])).filter(({ step }) => step === 'restore');
  if (lost.length === 0) return;
  const known: Known = { places: await readPlaces(work.graph, lost.map(({ personId }) => personId), lost.flatMap(({ held }) => held)), given: new Set() };
  await work.lease.check();
  await write(lost.map((item): Told => {
    const change = { id: item.id, attempts: item.attempts, from: ['sending', 'unknown'] as const };
    const missing = item.held.filter((role) => !isThere(known, item, role));
    const asked = missing.map(roleKey).filter((key) => item.asked.includes(key));
    const events = foundOf(work, item, known);
    if (missing.length === 0) return { item, change: { ...change, to: 'sent', asked: [] }, events };
    if (triesOf(item) >= MOST_ATTEMPTS) return { item, change: { ...change, to: 'failed', asked, failure: 'Removed, and Microsoft Entra gave no proper answer to putting them back, several times over' }, events };
    return { item, change: { ...change, to: 'queued', asked, waitSeconds: triesOf(item) > 1 ? 2 ** triesOf(item) : 0 }, events };
  }));
}
