import type { MirrorPerson } from '@/lib/directory/mirror';

/** A generator of numbers from 0 to below 1; the same seed gives the same ones (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const SYLLABLES = 'an ba be bert bi chi da de dor el er fa fen ga ger gun ha hel hof in ja jo ka kel kla ko la len li lo ma mar mi na nei no ol or pa per que ra ri ro sa schi schmi sen si so stein ta ter ti to ul va ver vi wa wei win xa ya ze zu'.split(' ');

/** Names as unevenly spread as real ones: a few that thousands share, and a long tail. */
export function vocabulary(random: () => number, size: number): string[] {
  const words = new Set<string>();
  while (words.size < size) {
    const length = 2 + Math.floor(random() * 2);
    const word = Array.from({ length }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? '').join('');
    words.add(word[0]?.toUpperCase() + word.slice(1));
  }
  return [...words];
}

/** One of them, the first ones more often. */
export function pick(random: () => number, words: string[]): string {
  return words[Math.floor(words.length * random() ** 3)] ?? '';
}

/** People for a bench, slice by slice, without a tenant. The same seed gives the same people. */
export function* crowd(seed: number, count: number, slice: number): Generator<MirrorPerson[]> {
  const random = seededRandom(seed);
  const firstNames = vocabulary(random, 3_000);
  const surnames = vocabulary(random, 60_000);
  for (let from = 0; from < count; from += slice) {
    yield Array.from({ length: Math.min(slice, count - from) }, (_, index) => aPerson(random, firstNames, surnames, from + index));
  }
}

function aPerson(random: () => number, firstNames: string[], surnames: string[], index: number): MirrorPerson {
  const givenName = pick(random, firstNames);
  const surname = pick(random, surnames);
  const middle = random() < 0.1 ? ` ${pick(random, firstNames)}` : '';
  const address = `${givenName}.${surname}${index}@halden.example`.toLowerCase();
  const id = `${Math.floor(random() * 2 ** 32).toString(16).padStart(8, '0')}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
  return {
    id, name: `${givenName}${middle} ${surname}`, givenName, surname, userPrincipalName: address, mail: address, employeeId: String(100_000 + index),
    department: `Department ${index % 97}`, jobTitle: 'Engineer', office: `Office ${index % 31}`, city: 'Oslo', country: 'NO', company: 'Halden', usageLocation: 'NO',
    employeeType: 'Employee', enabled: index % 50 !== 0, external: false, synchronised: false, licensed: true, userType: 'Member', managerId: null,
  };
}
