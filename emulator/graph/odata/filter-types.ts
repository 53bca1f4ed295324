import type { Use } from './filter';

/** What a property holds, as far as a filter is concerned: a type of the schema, or an enumeration with its members. */
export type PropertyType = 'Boolean' | 'DateTimeOffset' | 'Guid' | 'Int32' | 'String' | { members: readonly string[] };

const OPERATORS: Record<string, string> = { eq: 'Equal', ne: 'NotEqual', gt: 'GreaterThan', ge: 'GreaterThanOrEqual', lt: 'LessThan', le: 'LessThanOrEqual', in: 'Equal' };
const TESTS: ReadonlySet<string> = new Set(['startswith', 'endswith', 'contains']);

/** Whether literals of a type may stand beside a property of one. A quoted date is a text and no moment, and a quoted GUID no Edm.Guid. */
function fits(type: PropertyType, given: string): boolean {
  if (given === 'Null') return true;
  if (typeof type === 'object') return given === 'String' || given === 'Enum';
  return given === type || type === 'Int32' && given === 'Double';
}

/**
 * What is wrong with the types of a use, in the words of Microsoft's OData library; null where nothing is. One side is
 * compared with the other only where both are of one type, and texts alone are tested for what they begin with or hold.
 */
export function typeFault({ operator, given, counts }: Pick<Use, 'operator' | 'given' | 'counts'>, property: PropertyType): string | null {
  const type = counts ? 'Int32' : property;
  const held = typeof type === 'object' ? 'Enum' : type;
  const wrong = given.find((each) => !fits(type, each.type));
  if (TESTS.has(operator)) {
    return held !== 'String' || wrong ? `No function signature for the function with name '${operator}' matches the specified arguments.` : null;
  }
  if (wrong) return `A binary operator with incompatible types was detected. Found operand types 'Edm.${held}' and 'Edm.${wrong.type}' for operator kind '${OPERATORS[operator] ?? operator}'.`;
  if (typeof type !== 'object') return null;
  const stranger = given.find(({ value }) => typeof value === 'string' && !type.members.some((member) => member.toLowerCase() === value.toLowerCase()));
  return stranger ? `The string '${String(stranger.value)}' is not a valid enumeration type constant.` : null;
}
