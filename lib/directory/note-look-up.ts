import 'server-only';
import { db } from '@/lib/db/client';
import { writeLookUp } from '@/lib/db/look-ups';

/** Whoever looks somebody up. */
export type Looker = { personId: string; name: string };

/** Writes down that a search showed these people. One that shows nobody is a look-up, too: somebody was asked for. */
export async function noteSearch(by: Looker, typed: string, shown: readonly { id: string }[]): Promise<void> {
  await writeLookUp(db(), by, 'search', typed.trim().slice(0, 100), shown.map((person) => person.id));
}

/** Writes down that somebody's card was opened. */
export async function noteCard(by: Looker, personId: string): Promise<void> {
  await writeLookUp(db(), by, 'card', null, [personId.toLowerCase()]);
}
