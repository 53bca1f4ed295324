import { expect, test } from 'vitest';
import { MOST_IMPORT_BYTES } from './cohort';
import { readListFile } from './list-file';

function aFile(...parts: (Uint8Array | string)[]): ReadableStream<Uint8Array> {
  return new Blob(parts.map((part) => (typeof part === 'string' ? part : new Uint8Array(part)))).stream();
}

test.each([
  ['UTF-8', Buffer.from('zoë@h.example')],
  ['UTF-16 of a spreadsheet', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('zoë@h.example', 'utf16le')])],
  ['the old Windows encoding', Buffer.from('zoë@h.example', 'latin1')],
])('a file in %s is read', async (_what, bytes) => {
  expect(await readListFile(aFile(bytes))).toBe('zoë@h.example');
});

test.each([
  ['empty', aFile(''), /empty/],
  ['no text', aFile(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])), /no text/],
  ['too large', aFile(new Uint8Array(MOST_IMPORT_BYTES), 'x'), /larger than 5 MB/],
])('a file that is %s is refused with the way to mend it', async (_what, file, says) => {
  await expect(readListFile(file)).rejects.toThrow(says);
});
