import { RE2JS, RE2JSException } from 're2js';
import { MOST_STEPS_OF_A_PATTERN } from './choices';

/** A regular expression of a rule, found anywhere in a text without regard to case, in time that grows with the text alone. */
export type Pattern = { test: (text: string) => boolean };

export type PatternProblem = 'malformed' | 'too-large' | 'needs-backtracking';

const compiled = new Map<string, Pattern | PatternProblem>();
const MOST_KEPT = 500;

/** The compiled expression, or why there is none. The last few hundred are kept: the same rules are read again and again. */
export function compilePattern(source: string): Pattern | PatternProblem {
  const kept = compiled.get(source);
  if (kept !== undefined) return kept;
  if (compiled.size >= MOST_KEPT) compiled.clear();
  const fresh = compile(source);
  compiled.set(source, fresh);
  return fresh;
}

function compile(source: string): Pattern | PatternProblem {
  try {
    const pattern = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE | RE2JS.LOOKBEHINDS);
    if (pattern.programSize() > MOST_STEPS_OF_A_PATTERN) return 'too-large';
    if (isHarmless(source)) {
      const own = new RegExp(source, 'iu');
      return { test: (text) => own.test(text) };
    }
    return { test: (text) => pattern.test(text) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return isWellFormedElsewhere(source) ? 'needs-backtracking' : 'malformed';
  }
}

/** Plain signs, escaped marks, classes of plain signs, alternatives and what may be missing, in groups; from the beginning. */
const PLAIN_PARTS = /^\^(?:[A-Za-z0-9 _@,#-]|\\[.+*?()[\]$^|]|\((?!\?)|[)|]|[A-Za-z0-9 _)-]\?(?!\?)|\[-?[A-Za-z0-9_.@ ]+-?\]\??(?!\?))*$/;
const MOST_CHOICES = 8;

/**
 * Whether the machine's own engine, several times as fast, takes a pattern for the same and in bounded time: one that is looked
 * for at the beginning alone, repeats nothing, and has few choices to come back to.
 */
function isHarmless(source: string): boolean {
  return PLAIN_PARTS.test(source) && (source.match(/[|?]/g)?.length ?? 0) <= MOST_CHOICES;
}

/** Whether an engine with look-ahead and back-references would take it. Only its form is looked at: nothing is run. */
function isWellFormedElsewhere(source: string): boolean {
  try {
    new RegExp(source, 'i');
    return true;
  } catch {
    return false;
  }
}
