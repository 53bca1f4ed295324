import { AppError } from '@/lib/errors';
import { MOST_IMPORT_BYTES } from './cohort';

/**
 * An uploaded list as text. Spreadsheets save UTF-8, UTF-16 with a mark, or the old Windows encoding.
 * @throws AppError `invalid` for a file that is too large or is no text.
 */
export async function readListFile(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const bytes = await readAtMost(body, MOST_IMPORT_BYTES);
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  if (bytes.includes(0)) throw refuse('This file is no text. Save the sheet as CSV and upload that.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

async function readAtMost(body: ReadableStream<Uint8Array> | null, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > most) {
      await reader?.cancel();
      throw refuse(`This file is larger than ${most / 1024 / 1024} MB. Split it, or add a group.`);
    }
    parts.push(part.value);
  }
  if (size === 0) throw refuse('This file is empty.');
  return Buffer.concat(parts);
}

function refuse(sentence: string): AppError {
  return new AppError('invalid', sentence, { say: sentence, fields: { file: sentence } });
}
