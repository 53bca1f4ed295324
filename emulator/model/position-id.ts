/**
 * GUIDs that tell the position they stand for, so that a million rows need neither a stored id nor a table to find it.
 * The first word is an invertible mix of the position, the rest follows from it.
 */
export class PositionIds {
  private readonly salt: number;

  constructor(seed: number, kind: number) {
    this.salt = mix((seed ^ Math.imul(kind, 0x9e3779b1)) >>> 0);
  }

  idOf(position: number): string {
    const first = mix((position + this.salt) >>> 0);
    const second = mix((first ^ this.salt ^ 0x68e31da4) >>> 0);
    const third = mix((second + 0xb5297a4d) >>> 0);
    const fourth = mix((third ^ first) >>> 0);
    return `${quad(first >>> 16)}${quad(first)}-${quad(second >>> 16)}-${quad((second & 0x0fff) | 0x4000)}-${quad(((third >>> 16) & 0x3fff) | 0x8000)}-${quad(third)}${quad(fourth >>> 16)}${quad(fourth)}`;
  }

  /** The position an id stands for, or -1 for an id that is not one of these; `limit` is how many there are. */
  positionOf(id: string, limit: number): number {
    const first = Number.parseInt(id.slice(0, 8), 16);
    if (!Number.isInteger(first)) return -1;
    const position = (unmix(first) - this.salt) >>> 0;
    return position < limit && this.idOf(position) === id ? position : -1;
  }
}

const QUADS = Array.from({ length: 0x10000 }, (_, value) => value.toString(16).padStart(4, '0'));
const quad = (word: number): string => QUADS[word & 0xffff] ?? '';

/** A mix of 32 bits that can be undone (lowbias32 of https://nullprogram.com/blog/2018/07/31/). */
function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function unmix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x43021123);
  mixed ^= (mixed >>> 15) ^ (mixed >>> 30);
  mixed = Math.imul(mixed, 0x1d69e2a5);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
