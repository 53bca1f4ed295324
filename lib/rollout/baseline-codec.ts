import { wayText } from './baseline';
import type { RoleBaseline } from './baseline';
import { digitsOf, numberDigits } from './block-codec';

/**
 * The lines of one role in the canonical form (rehearsal-codec.ts), in parts:
 *
 *     baseline <origin system> <resource origin id> <role origin id> <told | why not> <ids of the groups it hangs on>
 *     way <route>, <route>                 each set of routes that somebody has, sorted
 *     held <digits>                        one digit a person, in the order of the people (HOLDINGS)
 *     ways <digits>                        the number of each person's set of routes, from 1; 0 without; base 36, each with as
 *                                          many digits as the number of sets has; left out where nobody has any
 */
export function* baselineLines(roles: readonly RoleBaseline[]): Generator<string | Buffer> {
  for (const { originSystem, originId, roleOriginId, unknown, ways, codes, wayOf } of roles) {
    const head = ['baseline', originSystem, originId, roleOriginId, unknown?.reason ?? 'told', ...(unknown?.groupIds ?? [])].join(' ');
    yield [head, ...ways.map((routes) => `way ${wayText(routes)}`), 'held '].join('\n');
    yield digitsOf(codes);
    if (ways.length > 0) {
      yield '\nways ';
      yield numberDigits(wayOf, ways.length);
    }
    yield '\n';
  }
}
