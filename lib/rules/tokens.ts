import { ESCAPES_OF_DOUBLE_QUOTE } from './choices';
import type { Problem } from './problem';
import { problemAt } from './problem';
import type { Span } from './rule';

export type Token = { readonly span: Span } & (
  | { readonly kind: '(' | ')' | '[' | ']' | ',' | 'end' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number' | 'dateTime'; readonly text: string }
  /** A name, an operator or a word such as null; `hyphen` says that it was written with one. */
  | { readonly kind: 'word'; readonly text: string; readonly hyphen: boolean }
);

/** The hyphen and the dashes word processors and Microsoft's page put in its place. */
const DASHES = '\\-\\u2010-\\u2015\\u2212';
const BLANK = /[\s\u00a0\u200b\ufeff]+/y;
const WORD = new RegExp(`([${DASHES}]?)([$_a-z][\\w.$]*)`, 'iy');
const DATE = /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w.])/iy;
const NUMBER = /-?\d+(?:\.\d+)?(?![\w.])/y;
const DURATION = /P[\dYMWDTHS]+/iy;
const CURLY = '\u201c\u201d\u201e\u2018\u2019\u201a';

type Read = { tokens: Token[]; problems: Problem[] };

/** Cuts a rule into its tokens, the last an end; a text without its closing quote ends the reading. */
export function readTokens(source: string): Read {
  const tokens: Token[] = [];
  const problems: Problem[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  while (at < source.length) {
    const blank = match(BLANK);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const start = at;
    const character = source[at] ?? '';
    const quoted = readText(source, at);
    if (quoted) {
      at = quoted.end;
      if (quoted.closed) tokens.push({ kind: 'text', text: quoted.text, span: { start, end: at } });
      else problems.push(problemAt(source, { start, end: at }, 'query-compilation-error', `The text that begins here has no closing ${character === '`' ? '`"' : character}; add it.`));
      continue;
    }
    if (character === '(' || character === ')' || character === '[' || character === ']' || character === ',') {
      at += 1;
      tokens.push({ kind: character, span: { start, end: at } });
      continue;
    }
    const date = match(DATE);
    const number = date ? null : match(NUMBER);
    const [word, hyphen, name] = match(WORD) ?? [];
    const literal = date?.[0] ?? number?.[0];
    if (literal !== undefined) {
      at += literal.length;
      tokens.push({ kind: date ? 'dateTime' : 'number', text: literal, span: { start, end: at } });
    } else if (word !== undefined && name !== undefined) {
      at += word.length;
      tokens.push({ kind: 'word', text: name, hyphen: hyphen !== '', span: { start, end: at } });
    } else {
      at = afterStrangers(source, at);
      problems.push(problemAt(source, { start, end: at }, 'query-compilation-error', strangers(source.slice(start, at))));
    }
  }
  tokens.push({ kind: 'end', span: { start: source.length, end: source.length } });
  return { tokens, problems };
}

/** A duration as `-plus` takes it; whether it is a good one is the parser's to judge. */
export const looksLikeDuration = (text: string): boolean => {
  DURATION.lastIndex = 0;
  return DURATION.exec(text)?.[0].length === text.length;
};

/** What other languages write for the same. */
const ELSEWHERE: Readonly<Record<string, string>> = { '=': '-eq', '==': '-eq', '===': '-eq', '!=': '-ne', '<>': '-ne', '<=': '-le', '>=': '-ge', '&&': '-and', '||': '-or', '!': '-not' };

function strangers(text: string): string {
  const meant = ELSEWHERE[text];
  if (meant) return `Rules write ${meant} in place of ${text}.`;
  return CURLY.includes(text[0] ?? '') ? `Typographic quotes are not understood; put straight ones (") around the text.` : `"${text}" means nothing here; remove it, or put the text it belongs to in quotes.`;
}

/** Takes along what clearly belongs to the same mistake, so that a word of strange letters is told once. */
function afterStrangers(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && !/[\s()[\],"'`]/.test(source[at] ?? '')) at += 1;
  return at;
}

type Quoted = { text: string; end: number; closed: boolean };

/** A text in either kind of quotes, or between two escaped ones, which then belong to the value as the page shows it. */
function readText(source: string, start: number): Quoted | null {
  if (source.startsWith('`"', start)) {
    const close = source.indexOf('`"', start + 2);
    return close === -1 ? { text: '', end: source.length, closed: false } : { text: `"${source.slice(start + 2, close)}"`, end: close + 2, closed: true };
  }
  const quote = source[start];
  if (quote !== '"' && quote !== "'") return null;
  let text = '';
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at] ?? '';
    const next = source[at + 1];
    if (quote === '"' && character === '\\' && next === '\\') {
      // Regular expressions write a backslash as two: the pair stays, and cannot escape a quote behind it.
      text += '\\\\';
      at += 1;
    } else if (quote === '"' && next === '"' && ESCAPES_OF_DOUBLE_QUOTE.some((escape) => escape === character)) {
      text += '"';
      at += 1;
    } else if (character === "'" && next === "'") {
      text += "'";
      at += 1;
    } else if (character === quote) {
      return { text, end: at + 1, closed: true };
    } else text += character;
  }
  return { text, end: source.length, closed: false };
}
