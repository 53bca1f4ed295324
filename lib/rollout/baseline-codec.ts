import { wayText } from './baseline';
import type { RoleBaseline } from './baseline';
import { digitsOf, numberDigits } from './block-codec';

/**
 * The lines of one role in the canonical form (rehearsal-codec.ts):
 *
 *     baseline <origin system> <resource origin id> <role origin id> <told | why not> <ids of the groups it hangs on>
 *     way <route>, <route>                 each set of routes that somebody has, sorted
 *     held <digits>                        one digit a person, in the order of the people (HOLDINGS)
 *     ways <digits>                        the number of each person's set of routes, from 1; 0 without; base 36, each with as
 *                                          many digits as the number of sets has; left out where nobody has any
 */
export function* baselineLines(roles: readonly RoleBaseline[]): Generator<string> {
  for (const { originSystem, originId, roleOriginId, unknown, ways, codes, wayOf } of roles) {
    yield ['baseline', originSystem, originId, roleOriginId, unknown?.reason ?? 'told', ...(unknown?.groupIds ?? [])].join(' ');
    for (const routes of ways) yield `way ${wayText(routes)}`;
    yield `held ${digitsOf(codes)}`;
    if (ways.length > 0) yield `ways ${numberDigits(wayOf, ways.length)}`;
  }
}
