import { GraphError } from '../graph-error';

/** Where the next page begins, and when the link to it was given out. */
type PageToken = { position: number; issued: number; sorting: number | null };

const HEAD = Buffer.from('RFNwdA', 'base64url');

/** A page link's token: opaque to callers. */
export function pageToken({ position, issued, sorting }: PageToken): string {
  const body = Buffer.alloc(24);
  body.writeDoubleBE(position, 0);
  body.writeDoubleBE(issued, 8);
  body.writeDoubleBE(sorting ?? -1, 16);
  return Buffer.concat([HEAD, body]).toString('base64url');
}

/** Reads a token back. Throws Graph's refusal for one that is none, or was given out longer ago than `lifetimeMs`. */
export function readPageToken(text: string, now: number, lifetimeMs: number): PageToken {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== HEAD.length + 24 || !bytes.subarray(0, HEAD.length).equals(HEAD)) throw expiredPageToken();
  const body = bytes.subarray(HEAD.length);
  const [position, issued, sorting] = [body.readDoubleBE(0), body.readDoubleBE(8), body.readDoubleBE(16)];
  if (!Number.isSafeInteger(position) || position < 0 || now - issued > lifetimeMs) throw expiredPageToken();
  return { position, issued, sorting: sorting < 0 ? null : sorting };
}

/** W: microsoft-graph-docs#7855 */
export const expiredPageToken = (): GraphError =>
  new GraphError(400, 'Directory_ExpiredPageToken', 'The specified page token value has expired and can no longer be included in your request.');
