/** Blocks: a code or number for each person, as text for the canonical form and as bytes for the database. */
import { inflateRawSync } from 'node:zlib';

const DIGITS = Uint8Array.from('0123456789abcdefghijklmnopqrstuvwxyz', (digit) => digit.charCodeAt(0));

/** Four codes at once, none of them above 7, and the four digits of 0 that they are added to. */
const [BEYOND_SEVEN, FOUR_ZEROS] = [0xf8f8f8f8, 0x30303030];

/** One digit a code, base 36, as bytes of the text. */
export function digitsOf(codes: Uint8Array): Buffer {
  const digits = new Uint8Array(codes.length);
  const fours = codes.byteOffset % 4 === 0 ? codes.length >> 2 : 0;
  const from = new Uint32Array(codes.buffer, fours > 0 ? codes.byteOffset : 0, fours);
  const to = new Uint32Array(digits.buffer, 0, fours);
  let met = 0;
  for (let index = 0; index < fours; index += 1) {
    const four = from[index] as number;
    met |= four;
    to[index] = four + FOUR_ZEROS;
  }
  for (let index = met & BEYOND_SEVEN ? 0 : fours * 4; index < codes.length; index += 1) digits[index] = DIGITS[codes[index] as number] as number;
  return Buffer.from(digits.buffer);
}

/** Numbers below `largest + 1`, each with as many digits as the largest has, base 36, as bytes of the text. */
export function numberDigits(numbers: Uint32Array, largest: number): Buffer {
  const width = largest.toString(36).length;
  const digits = Buffer.alloc(numbers.length * width, '0');
  for (let index = 0; index < numbers.length; index += 1) {
    let left = numbers[index] as number;
    for (let at = width - 1; left > 0 && at >= 0; at -= 1) {
      digits[index * width + at] = DIGITS[left % 36] as number;
      left = Math.floor(left / 36);
    }
  }
  return digits;
}

/** The codes of a stored block: a byte a person, deflated, since most people have the same. */
export function unpackCodes(block: Uint8Array): Uint8Array {
  return new Uint8Array(inflateRawSync(block));
}

/** Numbers up to `largest`, one a person, as they are stored but for being deflated: how many bytes each, then so many for each, the lowest first. */
export function numberBytes(numbers: Uint32Array, largest: number): Uint8Array {
  const width = largest < 2 ** 8 ? 1 : largest < 2 ** 16 ? 2 : 4;
  const bytes = new Uint8Array(1 + numbers.length * width);
  bytes[0] = width;
  if (width === 1) bytes.set(numbers, 1);
  else for (let index = 0; index < numbers.length; index += 1) for (let at = 0; at < width; at += 1) bytes[1 + index * width + at] = ((numbers[index] ?? 0) >>> (8 * at)) & 0xff;
  return bytes;
}

/** The numbers of a stored block. */
export function unpackNumbers(block: Uint8Array): Uint32Array {
  const bytes = unpackCodes(block);
  const width = bytes[0] ?? 1;
  if (width === 1) return Uint32Array.from(bytes.subarray(1));
  const numbers = new Uint32Array((bytes.length - 1) / width);
  for (let index = 0; index < numbers.length; index += 1) for (let at = 0; at < width; at += 1) numbers[index] = (numbers[index] ?? 0) + (bytes[1 + index * width + at] ?? 0) * 2 ** (8 * at);
  return numbers;
}
