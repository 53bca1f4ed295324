import { parseRule } from '../../lib/rules/parse-rule';
import type { ProblemCategory } from '../../lib/rules/problem';
import type { ObjectType } from '../../lib/rules/rule';

/** Entra's words, where they were seen (azure-docs#50521, #16182, #81987, entra-docs#921) or are documented. */
const WORDS: Record<ProblemCategory, string> = {
  'attribute-not-supported': 'Wrong property applied.',
  'operator-not-supported-on-attribute': 'Invalid operands found for operator.',
  'value-not-supported-on-attribute': 'Invalid operands found for operator.',
  'object-type-not-allowed': 'Invalid object type.',
  'query-compilation-error': 'Query compilation error.',
  'cannot-be-combined': 'Query compilation error.',
  'not-is-no-comparison': 'Query compilation error.',
  'too-many-groups': 'Query compilation error.',
  'too-long': 'Query compilation error.',
};

/** Why the service refuses a membership rule, in its words and ours; null for one it takes. */
export function refusalOfRule(text: string, about: ObjectType | 'either'): string | null {
  const result = parseRule(text, about);
  if (result.ok) return null;
  const [first] = result.problems;
  return `Dynamic membership rule validation error: ${WORDS[first.category]} ${first.message} (line ${first.line}, column ${first.column})`;
}
