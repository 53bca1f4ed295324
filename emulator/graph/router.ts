import type { Context, Handler, Routes } from './context';

type Route = { line: string; method: string; segments: RegExp[]; handler: Handler };

/** A handler with what its path named, and the line of the table it stands in. */
export type Found = { line: string; handler: Handler; at: Context['at'] };

/** A path with its segments decoded, all but a slash that stands within one. @throws URIError */
export const decodedPath = (path: string): string => path.split('/').map((segment) => decodeURIComponent(segment).replaceAll('/', '%2F')).join('/');

const KEYED = /^([A-Za-z]+)\((?:'((?:[^']|'')+)'|([0-9a-f-]{36}))\)$/i;

/** A path whose keys stand in brackets, as in `/users('…')/memberOf`, in the other spelling OData has for it: `/users/…/memberOf`. */
export const spelledOut = (path: string): string =>
  path.includes('(') ? path.split('/').map((segment) => segment.replace(KEYED, (_, set: string, quoted?: string, bare?: string) => `${set}/${quoted?.replaceAll("''", "'") ?? bare ?? ''}`)).join('/') : path;

/** Finds the handler of a path, with the values its `{name}` parts took; paths are matched without case. */
export class Router {
  private readonly routes: Route[] = [];

  constructor(...tables: Routes[]) {
    for (const [line, handler] of tables.flatMap((table) => Object.entries(table))) {
      const [method = '', path = ''] = line.split(' ');
      this.routes.push({ line, method, segments: path.split('/').slice(1).map(segmentPattern), handler });
    }
  }

  find(method: string, path: string): Found | 'method' | undefined {
    // A slash at the end says nothing; Microsoft's own examples have one.
    const segments = path.replace(/\/$/, '').split('/').slice(1);
    let otherMethod = false;
    for (const route of this.routes) {
      const at = match(route.segments, segments);
      if (!at) continue;
      if (route.method === method) return { line: route.line, handler: route.handler, at };
      otherMethod = true;
    }
    return otherMethod ? 'method' : undefined;
  }

  /** The first segment of a path that leads nowhere, as Graph names it in its refusal. */
  unknownSegment(path: string): string {
    const segments = path.split('/').slice(1);
    const known = Math.max(0, ...this.routes.map(({ segments: patterns }) => {
      const differs = segments.findIndex((segment, at) => !patterns[at]?.test(segment));
      return differs < 0 ? segments.length : differs;
    }));
    return segments[Math.min(known, segments.length - 1)] ?? '';
  }
}

function match(patterns: readonly RegExp[], segments: readonly string[]): Record<string, string> | undefined {
  if (patterns.length !== segments.length) return undefined;
  const at: Record<string, string> = {};
  for (const [index, pattern] of patterns.entries()) {
    const found = pattern.exec(segments[index] ?? '');
    if (!found) return undefined;
    Object.assign(at, found.groups);
  }
  return at;
}

const compiled = new Map<string, RegExp>();

/** One for all tenants of a process: a tenant has some hundred paths, and tests start many. */
function segmentPattern(segment: string): RegExp {
  const known = compiled.get(segment);
  if (known) return known;
  const pattern = segment.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>.+)');
  const made = new RegExp(`^${pattern}$`, 'i');
  compiled.set(segment, made);
  return made;
}
