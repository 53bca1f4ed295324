import type { Explanation } from './explain-rule';

/** Longest value that is told with what decided; a longer one is cut. */
const LONGEST_VALUE = 60;
/** Parts that are told; a rule with more decides by so many that nobody reads them. */
const MOST_PARTS = 6;

/**
 * What made a rule true or false of somebody, in one line: the comparisons that decided, each with the value it met.
 * Of an `-or` that is true the first true part, of an `-and` that is true every part; turned round where it is false.
 */
export function decidingParts(explanation: Explanation): string {
  const parts = leavesOf(explanation);
  const told = parts.slice(0, MOST_PARTS).map(wordsOf);
  return parts.length > MOST_PARTS ? `${told.join(' and ')} and ${parts.length - MOST_PARTS} more` : told.join(' and ');
}

/** The comparisons of an explanation that decided its value, in the order of the text. */
export function leavesOf(explanation: Explanation): Explanation[] {
  const { kind, value, parts } = explanation;
  switch (kind) {
    case 'and':
    case 'or': {
      const deciding = parts.filter((part) => part.value === value);
      // One true part is enough for -or, one false part for -and; otherwise all of them were needed.
      const needed = (kind === 'or') === value ? deciding.slice(0, 1) : deciding;
      return needed.flatMap(leavesOf);
    }
    case 'not':
      return parts.flatMap(leavesOf);
    default:
      return [explanation];
  }
}

function wordsOf({ text, value, actual, missing }: Explanation): string {
  const met = missing ? 'missing' : typeof actual === 'string' ? `“${cut(actual)}”` : typeof actual === 'boolean' || typeof actual === 'number' ? String(actual) : null;
  return `${value ? '' : 'not '}${text}${met === null ? '' : ` (${met})`}`;
}

function cut(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
