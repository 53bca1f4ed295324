import { badRequest } from '../graph-error';

/** A parsed `$filter`. Paths keep the case they were written in; whoever reads them compares without it. */
export type Filter =
  | { kind: 'and' | 'or'; left: Filter; right: Filter }
  | { kind: 'not'; of: Filter }
  | { kind: 'compare'; operator: Comparison; left: Operand; right: Operand }
  | { kind: 'in'; left: Operand; values: Given[] }
  | { kind: 'has'; left: Operand; flags: string[] }
  | { kind: 'test'; name: 'startswith' | 'endswith' | 'contains'; left: Operand; right: Operand }
  | { kind: 'any' | 'all'; path: string[]; variable: string; of: Filter | null };

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type Literal = string | number | boolean | null;
/** What kind of literal stands there; a type's name and a quoted member is an `Enum`. */
export type LiteralType = 'Boolean' | 'DateTimeOffset' | 'Double' | 'Enum' | 'Guid' | 'Int32' | 'Null' | 'String';
export type Given = { value: Literal; type: LiteralType };
export type Operand = ({ kind: 'literal' } & Given) | { kind: 'path'; path: string[] } | { kind: 'lower' | 'upper' | 'count'; of: Operand };

type Token = { text: string; kind: 'text' | 'moment' | 'guid' | 'number' | 'word' | 'mark'; from: number };

const COMPARISONS: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const TESTS: ReadonlySet<string> = new Set(['startswith', 'endswith', 'contains']);
/** Deeper brackets are refused, or a request could exhaust the stack; OData libraries stop at a hundred too. */
const DEEPEST = 100;

/** Reads a `$filter`, or throws what Graph answers to one it cannot read, under the given code. */
export function parseFilter(text: string, code = 'BadRequest'): Filter {
  const reader = new Reader(tokens(text, code), text, code);
  const filter = reader.either();
  reader.end();
  return filter;
}

function tokens(text: string, code: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s+|'((?:[^']|'')*)'|(\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?(?![\w:-]))|([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-]))|(-?\d+(?:\.\d+)?)(?![\w-])|([A-Za-z_$][\w.$]*)|([(),/:])/giy;
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) throw unreadable(text, at, code);
    const from = at;
    at = pattern.lastIndex;
    const [, quoted, moment, guid, number, word, mark] = match;
    if (quoted !== undefined) found.push({ kind: 'text', text: quoted.replaceAll("''", "'"), from });
    else if (moment !== undefined && Number.isNaN(Date.parse(moment))) throw unreadable(text, from, code);
    else if (moment !== undefined) found.push({ kind: 'moment', text: moment, from });
    else if (guid !== undefined) found.push({ kind: 'guid', text: guid, from });
    else if (number !== undefined) found.push({ kind: 'number', text: number, from });
    else if (word !== undefined) found.push({ kind: 'word', text: word, from });
    else if (mark !== undefined) found.push({ kind: 'mark', text: mark, from });
  }
  return found;
}

const unreadable = (text: string, at: number, code: string) =>
  badRequest(code, `${code === 'InvalidFilter' ? 'OData query is invalid' : 'Invalid filter clause'}: Syntax error at position ${at} in '${text}'.`);

class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[], private readonly text: string, private readonly code: string) {}

  either(): Filter {
    let left = this.both();
    while (this.takesWord('or')) left = { kind: 'or', left, right: this.both() };
    return left;
  }

  end(): void {
    if (this.at < this.tokens.length) this.refuse();
  }

  private both(): Filter {
    let left = this.single();
    while (this.takesWord('and')) left = { kind: 'and', left, right: this.single() };
    return left;
  }

  private single(): Filter {
    this.depth += 1;
    if (this.depth > DEEPEST) this.refuse();
    const filter = this.clause();
    this.depth -= 1;
    return filter;
  }

  private clause(): Filter {
    if (this.takesWord('not')) return { kind: 'not', of: this.single() };
    if (this.takesMark('(')) {
      const inner = this.either();
      this.needMark(')');
      return inner;
    }
    const word = this.peek();
    if (word?.kind === 'word' && TESTS.has(word.text.toLowerCase()) && this.peek(1)?.text === '(') {
      this.at += 2;
      const left = this.operand();
      this.needMark(',');
      const right = this.operand();
      this.needMark(')');
      const test: Filter = { kind: 'test', name: word.text.toLowerCase() as 'startswith', left, right };
      return this.comparedToBoolean(test);
    }
    return this.comparison();
  }

  /** `contains(a,'b') eq true` is the same as `contains(a,'b')`. */
  private comparedToBoolean(test: Filter): Filter {
    if (!this.takesWord('eq')) return test;
    const { value, type } = this.literal();
    if (type !== 'Boolean') this.back();
    return value === false ? { kind: 'not', of: test } : test;
  }

  private comparison(): Filter {
    const left = this.operand();
    if (left.kind === 'path' && /^(any|all)$/i.test(left.path.at(-1) ?? '') && this.takesMark('(')) return this.lambda(left.path);
    const operator = this.word().toLowerCase();
    if (operator === 'in') {
      this.needMark('(');
      const values = [this.literal()];
      while (this.takesMark(',')) values.push(this.literal());
      this.needMark(')');
      return { kind: 'in', left, values };
    }
    if (operator === 'has') return { kind: 'has', left, flags: String(this.literal().value).split(',').map((flag) => flag.trim()) };
    if (!COMPARISONS.has(operator)) this.back();
    return { kind: 'compare', operator: operator as Comparison, left, right: this.operand() };
  }

  private lambda(path: string[]): Filter {
    const kind = path.at(-1)?.toLowerCase() === 'all' ? 'all' : 'any';
    const over = path.slice(0, -1);
    if (this.takesMark(')')) return { kind, path: over, variable: '', of: null };
    const variable = this.word();
    this.needMark(':');
    const of = this.either();
    this.needMark(')');
    return { kind, path: over, variable, of };
  }

  private operand(): Operand {
    const token = this.peek();
    if (token?.kind !== 'word' || /^(true|false|null)$/i.test(token.text)) return { kind: 'literal', ...this.literal() };
    const wrap = { tolower: 'lower', toupper: 'upper' }[token.text.toLowerCase()];
    if ((wrap === 'lower' || wrap === 'upper') && this.peek(1)?.text === '(') {
      this.at += 2;
      const of = this.operand();
      this.needMark(')');
      return { kind: wrap, of };
    }
    if (this.isEnumMember()) return { kind: 'literal', ...this.literal() };
    const path = [this.word()];
    while (this.takesMark('/')) path.push(this.word());
    if (path.at(-1) === '$count') return { kind: 'count', of: { kind: 'path', path: path.slice(0, -1) } };
    return { kind: 'path', path };
  }

  /** `microsoft.graph.accessPackageRequestState'delivered'`: a type's name with a quote right behind it. */
  private isEnumMember(): boolean {
    const [type, member] = [this.peek(), this.peek(1)];
    return type?.kind === 'word' && member?.kind === 'text' && type.text.includes('.') && member.from === type.from + type.text.length;
  }

  private literal(): Given {
    const isMember = this.isEnumMember();
    if (isMember) this.at += 1;
    const token = this.tokens[this.at];
    this.at += 1;
    const text = token?.text ?? '';
    switch (token?.kind) {
      case 'text': return { value: text, type: isMember ? 'Enum' : 'String' };
      case 'moment': return { value: text, type: 'DateTimeOffset' };
      case 'guid': return { value: text, type: 'Guid' };
      case 'number': return { value: Number(text), type: Number.isInteger(Number(text)) ? 'Int32' : 'Double' };
      default: {
        const word = token?.kind === 'word' ? text.toLowerCase() : '';
        if (word === 'true' || word === 'false') return { value: word === 'true', type: 'Boolean' };
        return word === 'null' ? { value: null, type: 'Null' } : this.refuse();
      }
    }
  }

  private peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  private word(): string {
    const token = this.tokens[this.at];
    this.at += 1;
    return token?.kind === 'word' ? token.text : this.refuse();
  }

  private takesWord(word: string): boolean {
    const token = this.peek();
    const takes = token?.kind === 'word' && token.text.toLowerCase() === word;
    if (takes) this.at += 1;
    return takes;
  }

  private takesMark(mark: string): boolean {
    const token = this.peek();
    const takes = token?.kind === 'mark' && token.text === mark;
    if (takes) this.at += 1;
    return takes;
  }

  private needMark(mark: string): void {
    if (!this.takesMark(mark)) this.refuse();
  }

  /** Refuses the token just read. */
  private back(): never {
    this.at -= 1;
    return this.refuse();
  }

  private refuse(): never {
    throw unreadable(this.text, this.peek()?.from ?? this.text.length, this.code);
  }
}
