import type { NumberedText, Stem } from '../model/numbered-column';
import type { Written } from '../model/people-columns';
import { fold } from '../model/words';

export const DOMAIN = 'haldenvoss.example';

/** What a person is called and reached by; the second Anna Berg becomes anna.berg2. */
export type Called = Pick<Written, 'name' | 'userPrincipalName' | 'mailNickname'> & { mail: NumberedText };

/** A name at one firm: how often it was taken, and the texts all who have it share. */
type Entry = { taken: number; name: Written['name']; mail: Stems; userPrincipalName: Stems; mailNickname: Stems };
type Stems = { first: Stem; further: Stem };

/** Names in use, by firm. Everybody of one name shares its texts, so that a million people have some thousands. */
export class NameBook {
  private readonly entries = new Map<string, Map<string, Map<string, Entry>>>();

  /** Takes a name at the organisation, or at another firm, whose people have its name behind theirs where `company` is given. */
  take(given: string, surname: string, domain = DOMAIN, company: string | null = null): Called {
    const entry = this.entryOf(given, surname, domain, company);
    entry.taken += 1;
    const text = ({ first, further }: Stems): NumberedText => (entry.taken === 1 ? { stem: first, number: 0 } : { stem: further, number: entry.taken });
    return { name: entry.name, mail: text(entry.mail), userPrincipalName: text(entry.userPrincipalName), mailNickname: text(entry.mailNickname) };
  }

  private entryOf(given: string, surname: string, domain: string, company: string | null): Entry {
    const ofDomain = within(this.entries, domain);
    const ofGiven = within(ofDomain, given);
    let entry = ofGiven.get(surname);
    if (!entry) {
      const local = `${ascii(given)}.${ascii(surname)}`;
      const foreign = domain === DOMAIN ? '' : `_${domain}`;
      entry = {
        taken: 0,
        name: { displayName: `${given} ${surname}${company === null ? '' : ` (${company})`}`, givenName: given, surname },
        mail: stems(local, `@${domain}`),
        userPrincipalName: stems(local, foreign === '' ? `@${DOMAIN}` : `${foreign}#EXT#@${DOMAIN}`),
        mailNickname: stems(local, foreign),
      };
      ofGiven.set(surname, entry);
    }
    return entry;
  }
}

function within<Inner>(outer: Map<string, Map<string, Inner>>, key: string): Map<string, Inner> {
  let inner = outer.get(key);
  if (!inner) outer.set(key, (inner = new Map<string, Inner>()));
  return inner;
}

const stems = (before: string, after: string): Stems => ({
  first: { before: before + after, after: '', width: 0, numbered: false },
  further: { before, after, width: 0, numbered: true },
});

const ascii = (name: string): string => fold(name.replace(/ı/g, 'i')).replace(/[^a-z]/g, '');
