/** Blocks: a code or number for each person, as text for the canonical form and as bytes for the database. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const DIGITS = Uint8Array.from('0123456789abcdefghijklmnopqrstuvwxyz', (digit) => digit.charCodeAt(0));

/** One digit a code, base 36. */
export function digitsOf(codes: Uint8Array): string {
  const digits = Buffer.allocUnsafe(codes.length);
  for (let index = 0; index < codes.length; index += 1) digits[index] = DIGITS[codes[index] ?? 0] ?? 0;
  return digits.toString('latin1');
}

/** A code a person as it is stored: deflated, since most people have the same. */
export function packCodes(codes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(deflateRawSync(codes, { level: 3 }));
}

export function unpackCodes(block: Uint8Array): Uint8Array {
  return new Uint8Array(inflateRawSync(block));
}

/** A number a person as it is stored: four bytes each, the lowest first, deflated. */
export function packNumbers(numbers: Uint32Array): Uint8Array<ArrayBuffer> {
  const bytes = new DataView(new ArrayBuffer(numbers.length * 4));
  for (let index = 0; index < numbers.length; index += 1) bytes.setUint32(index * 4, numbers[index] ?? 0, true);
  return packCodes(new Uint8Array(bytes.buffer));
}

export function unpackNumbers(block: Uint8Array): Uint32Array {
  const bytes = unpackCodes(block);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Uint32Array(bytes.length / 4);
  for (let index = 0; index < numbers.length; index += 1) numbers[index] = view.getUint32(index * 4, true);
  return numbers;
}
