/** Places in a rehearsal's list of people. Pure, and free of Node. */

/** Places in rising order as bytes: the distance to the one before, seven bits a byte, the last of each without its high bit. */
export function packPlaces(places: Uint32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(places.length * 5);
  let at = 0;
  let before = 0;
  for (const place of places) {
    let distance = place - before;
    before = place;
    while (distance > 0x7f) {
      bytes[at] = (distance & 0x7f) | 0x80;
      at += 1;
      distance >>>= 7;
    }
    bytes[at] = distance;
    at += 1;
  }
  return bytes.slice(0, at);
}

/** The places of a packed block. */
export function unpackPlaces(bytes: Uint8Array): Uint32Array {
  const places = new Uint32Array(bytes.length);
  let count = 0;
  let before = 0;
  let distance = 0;
  let shift = 0;
  for (const byte of bytes) {
    distance |= (byte & 0x7f) << shift;
    if (byte & 0x80) {
      shift += 7;
      continue;
    }
    before += distance;
    places[count] = before;
    count += 1;
    distance = 0;
    shift = 0;
  }
  return places.subarray(0, count);
}

/** Several rising lists as one. */
export function mergePlaces(lists: readonly Uint32Array[]): Uint32Array {
  const [only, ...more] = lists;
  if (!only || more.length === 0) return only ?? new Uint32Array(0);
  const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all.sort();
}
