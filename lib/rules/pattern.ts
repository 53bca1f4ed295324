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
    return pattern.programSize() > MOST_STEPS_OF_A_PATTERN ? 'too-large' : { test: (text) => pattern.test(text) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return isWellFormedElsewhere(source) ? 'needs-backtracking' : 'malformed';
  }
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
