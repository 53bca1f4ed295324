import { badRequest, GraphError } from '../graph-error';
import type { Filter } from './filter-parser';
import { parseFilter } from './filter-parser';
import type { Search } from './search';
import { parseSearch } from './search';

export type Projection = { select: string[] | null; expand: Expansion[] };
export type Expansion = Projection & {
  name: string;
  filter: Filter | null;
  orderby: Order[];
  top: number | null;
  skip: number;
  count: boolean;
  /** How many steps of the same navigation are shown inside one another; one unless `$levels` asks for more. */
  levels: number;
};
export type Order = { path: string; descending: boolean };
export type Options = Projection & {
  filter: Filter | null;
  search: Search | null;
  orderby: Order[];
  top: number | null;
  skip: number;
  count: boolean;
  skiptoken: string | null;
};

const KNOWN: ReadonlySet<string> = new Set(['select', 'expand', 'filter', 'search', 'orderby', 'top', 'skip', 'count', 'skiptoken', 'format']);
const NESTED: ReadonlySet<string> = new Set(['select', 'expand', 'filter', 'orderby', 'top', 'skip', 'count', 'levels']);
/** https://learn.microsoft.com/graph/api/user-list-manager */
const MOST_LEVELS = 1000;

/** Reads the system query options of a request, with or without their dollar sign. Throws 400 for one it cannot read. */
export function readOptions(query: URLSearchParams, filterCode = 'BadRequest'): Options {
  const given = new Map<string, string>();
  for (const [name, value] of query) {
    const bare = name.replace(/^\$/, '').toLowerCase();
    if (!KNOWN.has(bare)) {
      if (name.startsWith('$')) throw badRequest('BadRequest', `The query parameter '${name}' is not supported.`);
      continue;
    }
    if (given.has(bare)) throw badRequest('BadRequest', `Query option '${name}' was specified more than once, but it must be specified at most once.`);
    given.set(bare, value);
  }
  const filter = given.get('filter');
  const search = given.get('search');
  return {
    select: names(given.get('select')),
    expand: expansions(given.get('expand'), filterCode),
    filter: filter ? parseFilter(filter, filterCode) : null,
    search: search ? parseSearch(search) : null,
    orderby: orders(given.get('orderby')),
    top: whole(given.get('top'), '$top'),
    skip: whole(given.get('skip'), '$skip') ?? 0,
    count: flag(given.get('count')),
    skiptoken: given.get('skiptoken') ?? null,
  };
}

function flag(text = 'false'): boolean {
  if (!/^(true|false)$/i.test(text)) throw badRequest('BadRequest', `Invalid value '${text}' for $count query option found. Valid values are 'true', 'false'.`);
  return text.toLowerCase() === 'true';
}

function whole(text: string | undefined, name: string): number | null {
  if (text === undefined) return null;
  if (!/^\d+$/.test(text)) throw badRequest('BadRequest', `Invalid value '${text}' for ${name} query option found. The ${name} query option requires a non-negative integer value.`);
  return Number(text);
}

function names(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  const list = text.split(',').map((name) => name.trim()).filter(Boolean);
  return list.length === 0 || list.includes('*') ? null : list;
}

function orders(text: string | undefined): Order[] {
  return (text ?? '').split(',').map((part) => part.trim()).filter(Boolean).map((part) => {
    const [, path, direction = 'asc'] = /^([\w./]+)(?:\s+(asc|desc))?$/i.exec(part) ?? [];
    if (path === undefined) throw badRequest('BadRequest', `Syntax error in the $orderby clause '${part}'.`);
    return { path, descending: direction.toLowerCase() === 'desc' };
  });
}

function expansions(text: string | undefined, filterCode: string): Expansion[] {
  return splitOutside(text ?? '', ',').map((item) => {
    const [, name = '', , inner = ''] = /^([^(\s]+)\s*(\(([\s\S]*)\))?$/.exec(item) ?? [];
    if (!name) throw badRequest('BadRequest', `Parsing OData Select and Expand failed: cannot read '${item}'.`);
    const nested = new Map(splitOutside(inner, ';').map((option): [string, string] => {
      const at = option.indexOf('=');
      return [option.slice(0, at).trim().replace(/^\$/, '').toLowerCase(), option.slice(at + 1).trim()];
    }));
    const unknown = [...nested.keys()].find((option) => !NESTED.has(option));
    if (unknown !== undefined) throw badRequest('BadRequest', `Parsing OData Select and Expand failed: the expand option '${unknown}' is not supported.`);
    const filter = nested.get('filter');
    return {
      name,
      select: names(nested.get('select')),
      expand: expansions(nested.get('expand'), filterCode),
      filter: filter ? parseFilter(filter, filterCode) : null,
      orderby: orders(nested.get('orderby')),
      top: whole(nested.get('top'), '$top'),
      skip: whole(nested.get('skip'), '$skip') ?? 0,
      count: flag(nested.get('count')),
      levels: levels(nested.get('levels')),
    };
  });
}

function levels(text: string | undefined): number {
  if (text === undefined) return 1;
  const count = text.toLowerCase() === 'max' ? MOST_LEVELS : Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MOST_LEVELS) throw badRequest('BadRequest', `Invalid value '${text}' for $levels: it is 'max' or a number between 1 and ${MOST_LEVELS}.`);
  return count;
}

/** Parts of a text between separators that stand outside parentheses and quotes. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  [...text].forEach((letter, at) => {
    if (letter === "'") quoted = !quoted;
    else if (quoted) return;
    else if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (letter === separator && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  });
  if (depth !== 0 || quoted) throw new GraphError(400, 'BadRequest', `Parsing OData Select and Expand failed: unbalanced '${text}'.`);
  parts.push(text.slice(from));
  return parts.map((part) => part.trim()).filter(Boolean);
}
