import type { ChangeLog } from '../../model/change-log';
import type { Context } from '../context';
import { badRequest, GraphError } from '../graph-error';
import { pinned, usesOf } from '../odata/filter';
import { parseFilter } from '../odata/filter-parser';

/** How far a client is: what it asked for at first, and where in the list or in the changes it goes on. */
export type Round = {
  /** `list` while everything there is comes by pages, `changes` afterwards. */
  reads: 'list' | 'changes';
  /** The number of the first change that this round's list may not show. */
  since: number;
  /** Where to go on, in the list or in the changes. */
  place: number;
  /** How many members of the group at that place were told already. */
  members: number;
  select: string[] | null;
  ids: string[] | null;
  issued: number;
};

/** https://learn.microsoft.com/graph/delta-query-overview#token-duration */
const TOKEN_LIFETIME_MS = 7 * 86_400_000;
const MOST_IDS = 50;
const PAGE = 100;
const LARGEST_PAGE = 999;
const TAKEN: ReadonlySet<string> = new Set(['select', 'filter', 'deltatoken', 'skiptoken', 'format']);

/** What a request of a delta function asks for; null for the link alone that tells of changes from now on. */
export function readRound(context: Context, log: ChangeLog, hasProperty: (name: string) => boolean, expandable: readonly string[]): Round & { linkOnly: boolean } {
  const given = new Map(Array.from(context.request.query, ([name, value]) => [name.replace(/^\$/, '').toLowerCase(), value]));
  const token = given.get('skiptoken') ?? given.get('deltatoken');
  if (token !== undefined && token !== '' && token.toLowerCase() !== 'latest') return { ...continued(context, log, token), linkOnly: false };

  const expanded = names(given.get('expand')) ?? [];
  for (const name of given.keys()) if (!TAKEN.has(name) && !(name === 'expand' && expanded.every((one) => expandable.includes(one.toLowerCase())))) throw badRequest('Request_UnsupportedQuery', `The query parameter '$${name}' is not supported with change tracking.`);
  const select = names(given.get('select'));
  for (const name of select ?? []) if (!hasProperty(name) && !expandable.includes(name.toLowerCase())) throw badRequest('BadRequest', `Parsing OData Select and Expand failed: Could not find a property named '${name}'.`);
  const now = log.next;
  return {
    reads: token?.toLowerCase() === 'latest' ? 'changes' : 'list', since: now, place: token?.toLowerCase() === 'latest' ? now : 0, members: 0,
    select: select && [...select, ...expanded], ids: idsIn(given.get('filter')), issued: context.now, linkOnly: token?.toLowerCase() === 'latest',
  };
}

const names = (text: string | undefined): string[] | null => text?.split(',').map((name) => name.trim()).filter(Boolean) ?? null;

/** `id eq '…'` joined by `or`, at most fifty, is all that can be filtered by. */
function idsIn(text: string | undefined): string[] | null {
  if (!text) return null;
  const filter = parseFilter(text, 'BadRequest');
  const ids = pinned(filter, 'id');
  if (!ids || usesOf(filter).some(({ path, operator }) => path !== 'id' || operator !== 'eq')) throw badRequest('Request_UnsupportedQuery', 'Only filtering by id is supported with change tracking.');
  if (ids.length > MOST_IDS) throw badRequest('Request_UnsupportedQuery', `At most ${MOST_IDS} objects can be filtered by, ${ids.length} were given.`);
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}

function continued({ request, now }: Context, log: ChangeLog, token: string): Round {
  let round: Round;
  try {
    round = JSON.parse(Buffer.from(token, 'base64url').toString()) as Round;
    if (!['list', 'changes'].includes(round.reads) || ![round.since, round.place, round.members, round.issued].every(Number.isSafeInteger)) throw new TypeError('no token of ours');
  } catch {
    throw badRequest('Request_BadRequest', 'The delta token is not valid.');
  }
  const tooOld = now - round.issued > TOKEN_LIFETIME_MS;
  if (!tooOld && log.knows(round.reads === 'list' ? round.since : round.place)) return round;
  // Both are told with the address to begin anew at: https://learn.microsoft.com/graph/delta-query-overview#synchronization-reset
  const headers = { Location: `https://graph.microsoft.com/v1.0${request.path}?$deltatoken=` };
  throw tooOld
    ? new GraphError(410, 'syncStateNotFound', 'The delta token is expired, and a full synchronization must be performed.', headers)
    : new GraphError(410, 'resyncRequired', 'The delta token is no longer valid, and the app must reset the sync state.', headers);
}

/** How many objects a page holds: `Prefer: odata.maxpagesize`, else a hundred. */
export function pageSizeOf({ request }: Context): number {
  const wanted = Number(/odata\.maxpagesize\s*=\s*(\d+)/i.exec(request.headers.prefer ?? '')?.[1] ?? PAGE);
  return Math.min(LARGEST_PAGE, Math.max(1, wanted));
}

/** Whether only what changed of each object is wanted: https://learn.microsoft.com/graph/api/user-delta */
export const wantsChangedOnly = ({ request }: Context): boolean => /return\s*=\s*minimal/i.test(request.headers.prefer ?? '');

/** The link that goes on within the round, or, where `next` is null, the one that tells of changes after it. */
export function linkOf(context: Context, round: Round, next: Pick<Round, 'place' | 'members'> | null, after: number): { '@odata.nextLink': string } | { '@odata.deltaLink': string } {
  const { reads, since, select, ids } = round;
  const to = (goesOn: Round): string => Buffer.from(JSON.stringify(goesOn)).toString('base64url');
  const address = `https://graph.microsoft.com/v1.0${context.request.path}`;
  if (next) return { '@odata.nextLink': `${address}?$skiptoken=${to({ reads, since, ...next, select, ids, issued: context.now })}` };
  return { '@odata.deltaLink': `${address}?$deltatoken=${to({ reads: 'changes', since: after, place: after, members: 0, select, ids, issued: context.now })}` };
}
