import { comparisonNamed, connectiveNamed } from './operators';
import type { Connective } from './operators';
import type { Problem, ProblemCategory } from './problem';
import { problemAt } from './problem';
import type { Span } from './rule';
import type { Token } from './tokens';

export const spanning = (from: Span, to: Span): Span => ({ start: from.start, end: Math.max(from.end, to.end) });

export type Cursor = ReturnType<typeof createCursor>;

/** Walks over the tokens of a rule and gathers what is wrong with it. */
export function createCursor(source: string, tokens: readonly Token[], problems: Problem[]) {
  let index = 0;
  const peek = (ahead = 0): Token => {
    const token = tokens[Math.min(index + ahead, tokens.length - 1)];
    if (!token) throw new RangeError('a list of tokens ends with an end');
    return token;
  };
  const next = (): Token => {
    const token = peek();
    index += 1;
    return token;
  };
  const connectiveAt = (ahead: number): Connective | undefined => {
    const token = peek(ahead);
    return token.kind === 'word' ? connectiveNamed(token.text) : undefined;
  };
  const nextIf = (fits: boolean): Token | undefined => (fits ? next() : undefined);
  return {
    peek,
    next,
    at: (kind: Token['kind']): boolean => peek().kind === kind,
    take<Kind extends Token['kind']>(kind: Kind): (Token & { kind: Kind }) | undefined {
      const token = peek();
      const isIt = (candidate: Token): candidate is Token & { kind: Kind } => candidate.kind === kind;
      if (!isIt(token)) return undefined;
      index += 1;
      return token;
    },
    takeWord: (word: string): Token | undefined => {
      const token = peek();
      return nextIf(token.kind === 'word' && token.text.toLowerCase() === word.toLowerCase());
    },
    atConnective: (connective: Connective): boolean => connectiveAt(0) === connective,
    /** Whether behind the -and or -or here, its brackets and -nots, an item is spoken of. */
    speaksOfItemBehindConnective(): boolean {
      let ahead = 1;
      while (peek(ahead).kind === '(' || connectiveAt(ahead) === 'not') ahead += 1;
      const token = peek(ahead);
      return token.kind === 'word' && (token.text === '_' || /^assignedPlan\./i.test(token.text));
    },
    tell(span: Span, category: ProblemCategory, message: string): void {
      problems.push(problemAt(source, span, category, message));
    },
    failed: (): boolean => problems.length > 0,
    /** A word that begins no expression is passed over, or it would be told again. */
    skipStrayWord(): void {
      const token = peek();
      const beginsOne = token.kind === '(' || token.kind === 'word' && (token.text.includes('.') || token.text === '_' || connectiveNamed(token.text) === 'not');
      if (!beginsOne) index += 1;
    },
    /** Passes over what belongs to a part that could not be read, up to the next -and, -or, or closing bracket of ours. */
    recover(from: Span, openBrackets = 0): { kind: 'broken'; span: Span } {
      let depth = openBrackets;
      let end = from;
      for (;;) {
        const token = peek();
        const joins = depth === 0 && (connectiveAt(0) === 'and' || connectiveAt(0) === 'or');
        if (token.kind === 'end' || joins || token.kind === ')' && depth === 0) return { kind: 'broken', span: spanning(from, end) };
        if (token.kind === '(') depth += 1;
        if (token.kind === ')') depth -= 1;
        end = token.span;
        index += 1;
      }
    },
    isOperator: (token: Token): boolean => token.kind === 'word' && (comparisonNamed(token.text) !== undefined || connectiveNamed(token.text) !== undefined),
  };
}
