import type { Context, Handler, Routes } from './context';

type Route = { method: string; segments: RegExp[]; handler: Handler };

/** Finds the handler of a path, with the values its `{name}` parts took; paths are matched without case. */
export class Router {
  private readonly routes: Route[] = [];

  constructor(...tables: Routes[]) {
    for (const [line, handler] of tables.flatMap((table) => Object.entries(table))) {
      const [method = '', path = ''] = line.split(' ');
      this.routes.push({ method, segments: path.split('/').slice(1).map(segmentPattern), handler });
    }
  }

  find(method: string, path: string): { handler: Handler; at: Context['at'] } | 'method' | undefined {
    // A slash at the end says nothing; Microsoft's own examples have one.
    const segments = path.replace(/\/$/, '').split('/').slice(1);
    let otherMethod = false;
    for (const route of this.routes) {
      const at = match(route.segments, segments);
      if (!at) continue;
      if (route.method === method) return { handler: route.handler, at };
      otherMethod = true;
    }
    return otherMethod ? 'method' : undefined;
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

function segmentPattern(segment: string): RegExp {
  const pattern = segment.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>.+)');
  return new RegExp(`^${pattern}$`, 'i');
}
