import type { ComparisonOperator } from './rule';

export type Connective = 'and' | 'or' | 'not' | 'any' | 'all';

const COMPARISONS: readonly ComparisonOperator[] = [
  '-eq', '-ne', '-startsWith', '-notStartsWith', '-endsWith', '-notEndsWith', '-contains', '-notContains', '-match', '-notMatch', '-in', '-notIn', '-le', '-ge',
];
const byName = new Map(COMPARISONS.map((operator) => [operator.slice(1).toLowerCase(), operator]));
const CONNECTIVES: readonly Connective[] = ['and', 'or', 'not', 'any', 'all'];

/** The operator a word names, in any case and without its hyphen, or undefined. */
export const comparisonNamed = (word: string): ComparisonOperator | undefined => byName.get(word.toLowerCase());

export const connectiveNamed = (word: string): Connective | undefined => CONNECTIVES.find((connective) => connective === word.toLowerCase());

const POSITIVE: Partial<Record<ComparisonOperator, ComparisonOperator>> = {
  '-ne': '-eq', '-notStartsWith': '-startsWith', '-notEndsWith': '-endsWith', '-notContains': '-contains', '-notMatch': '-match', '-notIn': '-in',
};

/** The operator a negated one is the opposite of, or undefined for one that is not negated. */
export const positiveOf = (operator: ComparisonOperator): ComparisonOperator | undefined => POSITIVE[operator];
