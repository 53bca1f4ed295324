import { fold, wordsOf } from '../../model/words';
import { badRequest } from '../graph-error';
import type { Thing } from './thing';

/** A parsed `$search`: alternatives, each a list of clauses that must all hold. */
export type Search = { property: string; words: string[]; start: string }[][];

/** Reads `"displayName:anna" AND "mail:anna"`; throws 400 where a clause is not in double quotes. */
export function parseSearch(text: string): Search {
  const alternatives: Search = [[]];
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|(AND|OR)\b)\s*/giy;
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) throw badRequest('Request_BadRequest', `Syntax error: the search clause must be in double quotes, as in "displayName:value", in '${text}'.`);
    at = pattern.lastIndex;
    const [, clause, joint] = match;
    if (joint?.toUpperCase() === 'OR') alternatives.push([]);
    if (clause === undefined) continue;
    const colon = clause.indexOf(':');
    if (colon < 1) throw badRequest('Request_BadRequest', 'Unrecognized search clause: a property name is required, as in "displayName:value".');
    const value = clause.slice(colon + 1).replaceAll('\\"', '"');
    alternatives.at(-1)?.push({ property: clause.slice(0, colon), words: wordsOf(value), start: fold(value) });
  }
  return alternatives.filter((clauses) => clauses.length > 0);
}

/** Display names and descriptions are searched by the start of each word, everything else by the start of the whole. */
export function matches(search: Search, thing: Thing): boolean {
  return search.some((clauses) => clauses.every(({ property, words, start }) => {
    const value = thing.property(property)?.value;
    if (typeof value !== 'string') return false;
    if (!/^(displayName|description)$/i.test(property)) return fold(value).startsWith(start);
    const held = wordsOf(value);
    return words.every((word) => held.some((candidate) => candidate.startsWith(word)));
  }));
}
