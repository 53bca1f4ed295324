import { createHash } from 'node:crypto';

/** A GUID that is always the same for the same words, shaped as version 4 so that every parser takes it. */
export function guidOf(words: string): string {
  const hex = createHash('sha1').update(words).digest('hex');
  const variant = '89ab'[parseInt(hex.charAt(16), 16) % 4] ?? '8';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text is a GUID in the form Graph prints. */
export const isGuid = (text: string): boolean => GUID.test(text);
