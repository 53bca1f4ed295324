import type { Span } from './rule';

/** Why a rule is refused. The first three are Entra's own errors; the others tell apart what it folds into them or only describes. */
export type ProblemCategory =
  | 'attribute-not-supported'
  | 'operator-not-supported-on-attribute'
  | 'query-compilation-error'
  | 'value-not-supported-on-attribute'
  | 'object-type-not-allowed'
  | 'cannot-be-combined'
  | 'not-is-no-comparison'
  | 'too-many-groups'
  | 'too-long';

/** One thing wrong with a rule: where, of which kind, and a sentence that says how to mend it. Lines and columns count from 1. */
export type Problem = Span & { category: ProblemCategory; message: string; line: number; column: number };

export class RuleError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n'));
    this.name = 'RuleError';
  }
}

/** Problems that a field tells at once. */
const MOST_IN_FIELD = 3;

/** What is wrong with a rule, each with where it stands, as one line under a field. */
export function problemWords(problems: readonly Problem[]): string {
  const told = problems.slice(0, MOST_IN_FIELD).map(({ line, column, message }) => `Line ${line}, column ${column}: ${message}`);
  return problems.length > MOST_IN_FIELD ? `${told.join(' ')} And ${problems.length - MOST_IN_FIELD} more.` : told.join(' ');
}

export function problemAt(source: string, span: Span, category: ProblemCategory, message: string): Problem {
  const before = source.slice(0, span.start);
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  return { ...span, category, message, line: before.split(/\r\n|\r|\n/).length, column: span.start - lineStart + 1 };
}
