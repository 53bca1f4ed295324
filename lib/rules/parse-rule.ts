import { createCursor } from './cursor';
import { readRule } from './parser';
import type { Problem } from './problem';
import { problemAt, RuleError } from './problem';
import type { ObjectType, Rule } from './rule';
import { MOST_CHARACTERS } from './rule';
import { readTokens } from './tokens';

/** Nobody reads more of them, and what stands that far behind may well be a consequence. */
const MOST_TOLD = 20;

export type ParseResult = { ok: true; rule: Rule } | { ok: false; problems: [Problem, ...Problem[]] };

/**
 * Reads a membership rule. Gives its tree, or everything that is wrong with it in the order of the text. `about` says
 * whose properties it may speak of: people (the only ones an access package is assigned to), devices, or either.
 * https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership
 */
export function parseRule(text: string, about: ObjectType | 'either' = 'user'): ParseResult {
  if (text.length > MOST_CHARACTERS) {
    const message = `A rule has ${MOST_CHARACTERS.toLocaleString('en')} characters at most, and this one has ${text.length.toLocaleString('en')}; use -in with a list in place of many -or, or shorten it.`;
    return { ok: false, problems: [problemAt(text, { start: MOST_CHARACTERS, end: text.length }, 'too-long', message)] };
  }
  const { tokens, problems: ofLetters } = readTokens(text);
  const ofSense: Problem[] = [];
  const read = readRule(createCursor(text, tokens, ofSense), about);
  // Where a letter makes no sense the words around it seem misplaced too; telling that would only confuse.
  const worthTelling = ofLetters.length === 0 ? ofSense : ofSense.filter(({ category }) => category !== 'query-compilation-error');
  const told = [...ofLetters, ...worthTelling].sort((one, other) => one.start - other.start);
  const [first, ...others] = told.filter((problem, index) => problem.start !== told[index - 1]?.start).slice(0, MOST_TOLD);
  if (first) return { ok: false, problems: [first, ...others] };
  if (!read) throw new Error('a rule that could not be read was not complained about');
  return { ok: true, rule: read };
}

/** The tree of a rule that must be good. Throws `RuleError` with its problems otherwise. */
export function requireRule(text: string, about?: ObjectType | 'either'): Rule {
  const result = parseRule(text, about);
  if (result.ok) return result.rule;
  throw new RuleError(result.problems);
}
