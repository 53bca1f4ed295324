import { fold, tokensOf, wordsOf } from '../../model/words';
import { badRequest } from '../graph-error';
import type { Thing } from './thing';

/** A parsed `$search`. */
export type Search = Clause | { joint: 'and' | 'or'; left: Search; right: Search };
type Clause = { property: string; words: string[]; start: string };

/** Deeper brackets are refused, or a request could exhaust the stack. */
const DEEPEST = 100;

/**
 * Reads `"displayName:anna" AND ("mail:anna" OR "mail:berta")`; AND binds closer, both are in upper case, and clauses side by side are joined by AND.
 * Throws 400 where a clause is not in double quotes. https://learn.microsoft.com/graph/search-query-parameter
 */
export function parseSearch(text: string): Search {
  const refusal = () => badRequest('Request_BadRequest', `Syntax error: the search clause must be in double quotes, as in "displayName:value", in '${text}'.`);
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+|"/g) ?? [];
  let at = 0;
  const takes = (word: string): boolean => {
    if (tokens[at] !== word) return false;
    at += 1;
    return true;
  };
  const single = (depth: number): Search => {
    if (depth > DEEPEST) throw refusal();
    if (takes('(')) {
      const inner = either(depth + 1);
      if (!takes(')')) throw refusal();
      return inner;
    }
    const token = tokens[at] ?? '';
    if (token.length < 2 || !token.startsWith('"')) throw refusal();
    at += 1;
    return clauseOf(token.slice(1, -1));
  };
  const both = (depth: number): Search => {
    let left = single(depth);
    while (takes('AND') || tokens[at] === '(' || tokens[at]?.startsWith('"')) left = { joint: 'and', left, right: single(depth) };
    return left;
  };
  const either = (depth: number): Search => {
    let left = both(depth);
    while (takes('OR')) left = { joint: 'or', left, right: both(depth) };
    return left;
  };
  const search = either(0);
  if (at < tokens.length) throw refusal();
  return search;
}

function clauseOf(text: string): Clause {
  const colon = text.indexOf(':');
  if (colon < 1) throw badRequest('Request_BadRequest', 'Unrecognized search clause: a property name is required, as in "displayName:value".');
  const value = text.slice(colon + 1).replaceAll('\\"', '"');
  return { property: text.slice(0, colon), words: wordsOf(value), start: fold(value) };
}

/** Display names and descriptions are searched by the start of each word, everything else by the start of the whole. */
export function matches(search: Search, thing: Thing): boolean {
  if ('joint' in search) {
    const left = matches(search.left, thing);
    return search.joint === 'and' ? left && matches(search.right, thing) : left || matches(search.right, thing);
  }
  const { property, words, start } = search;
  const value = thing.property(property)?.value;
  if (typeof value !== 'string') return false;
  if (!/^(displayName|description)$/i.test(property)) return fold(value).startsWith(start);
  const held = tokensOf(value);
  return words.every((word) => held.some((candidate) => candidate.startsWith(word)));
}
