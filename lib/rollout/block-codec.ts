/** Blocks: a code or number for each person, as text for the canonical form and as bytes for the database. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const DIGITS = Uint8Array.from('0123456789abcdefghijklmnopqrstuvwxyz', (digit) => digit.charCodeAt(0));

/** One digit a code, base 36. */
export function digitsOf(codes: Uint8Array): string {
  const digits = Buffer.allocUnsafe(codes.length);
  for (let index = 0; index < codes.length; index += 1) digits[index] = DIGITS[codes[index] ?? 0] ?? 0;
  return digits.toString('latin1');
}

/** Numbers below `largest + 1`, each with as many digits as the largest has, base 36. */
export function numberDigits(numbers: Uint32Array, largest: number): string {
  const width = largest.toString(36).length;
  const digits = Buffer.allocUnsafe(numbers.length * width);
  for (let index = 0; index < numbers.length; index += 1) {
    let left = numbers[index] ?? 0;
    for (let at = width - 1; at >= 0; at -= 1) {
      digits[index * width + at] = DIGITS[left % 36] ?? 0;
      left = Math.floor(left / 36);
    }
  }
  return digits.toString('latin1');
}

/** A code a person as it is stored: deflated, since most people have the same. */
export function packCodes(codes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(deflateRawSync(codes, { level: 3 }));
}

export function unpackCodes(block: Uint8Array): Uint8Array {
  return new Uint8Array(inflateRawSync(block));
}

/** A number a person as it is stored: how many bytes each, then so many for each, the lowest first; deflated. */
export function packNumbers(numbers: Uint32Array): Uint8Array<ArrayBuffer> {
  let largest = 0;
  for (const number of numbers) if (number > largest) largest = number;
  const width = largest < 2 ** 8 ? 1 : largest < 2 ** 16 ? 2 : 4;
  const bytes = new Uint8Array(1 + numbers.length * width);
  bytes[0] = width;
  for (let index = 0; index < numbers.length; index += 1) for (let at = 0; at < width; at += 1) bytes[1 + index * width + at] = ((numbers[index] ?? 0) >>> (8 * at)) & 0xff;
  return packCodes(bytes);
}

export function unpackNumbers(block: Uint8Array): Uint32Array {
  const bytes = unpackCodes(block);
  const width = bytes[0] ?? 1;
  const numbers = new Uint32Array((bytes.length - 1) / width);
  for (let index = 0; index < numbers.length; index += 1) for (let at = 0; at < width; at += 1) numbers[index] = (numbers[index] ?? 0) + (bytes[1 + index * width + at] ?? 0) * 2 ** (8 * at);
  return numbers;
}
