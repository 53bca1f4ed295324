import { isDuration } from './choices';
import type { Cursor } from './cursor';
import { spanning } from './cursor';
import type { Scalar, Span, Value } from './rule';
import { looksLikeDuration } from './tokens';

type ReadValue<Kind> = { value: Kind; span: Span };

/** The value of a comparison, a list included. Undefined when there is none; what is wrong is told by then. */
export function readValue(cursor: Cursor): ReadValue<Value> | undefined {
  const open = cursor.take('[');
  if (!open) return readScalar(cursor);
  const items: Scalar[] = [];
  if (cursor.at(']')) cursor.tell(cursor.peek().span, 'query-compilation-error', 'The list is empty; name at least one value, as in ["a", "b"].');
  else {
    do {
      const item = readScalar(cursor);
      if (!item) return undefined;
      items.push(item.value);
    } while (cursor.take(','));
  }
  const close = cursor.take(']');
  if (close) return { value: { type: 'list', items }, span: spanning(open.span, close.span) };
  cursor.tell(cursor.peek().span, 'query-compilation-error', 'The list is not closed; separate its values by commas and end it with ].');
  return undefined;
}

function readScalar(cursor: Cursor): ReadValue<Scalar> | undefined {
  const token = cursor.peek();
  const given = (value: Scalar): ReadValue<Scalar> => {
    cursor.next();
    return { value, span: token.span };
  };
  switch (token.kind) {
    case 'text': return given({ type: 'text', text: token.text });
    case 'number': return given({ type: 'number', digits: token.text });
    case 'dateTime': return given({ type: 'dateTime', iso: token.text });
    case 'word': {
      const word = token.text.toLowerCase();
      if (!token.hyphen && (word === 'true' || word === 'false')) return given({ type: 'boolean', flag: word === 'true' });
      if (!token.hyphen && (word === 'null' || word === '$null')) return given({ type: 'null' });
      if (!token.hyphen && word === 'system.now') return readNow(cursor);
      cursor.tell(token.span, 'query-compilation-error', cursor.isOperator(token)
        ? 'The value is missing; write it behind the operator, text in quotes.'
        : word === '$true' || word === '$false' ? `Write ${word.slice(1)} without the dollar sign.` : `Text stands in quotes; write "${token.text}".`);
      return undefined;
    }
    default:
      cursor.tell(token.span, 'query-compilation-error', token.kind === '(' ? 'A list stands in square brackets; write ["a", "b"].' : 'The value is missing; write it behind the operator, text in quotes.');
      return undefined;
  }
}

/** `system.now` or `system.now -plus p1d`. */
function readNow(cursor: Cursor): ReadValue<Scalar> | undefined {
  const { span } = cursor.next();
  if (!cursor.takeWord('plus')) {
    const token = cursor.peek();
    if (token.kind !== 'word' || token.text.toLowerCase() !== 'minus') return { value: { type: 'now', plus: null }, span };
    cursor.tell(token.span, 'query-compilation-error', 'Only -plus is documented behind system.now; compare with a later or an earlier date instead.');
    return undefined;
  }
  const token = cursor.peek();
  if (token.kind === 'word' && !token.hyphen && looksLikeDuration(token.text) && isDuration(token.text)) {
    cursor.next();
    return { value: { type: 'now', plus: token.text.toUpperCase() }, span: spanning(span, token.span) };
  }
  cursor.tell(token.span, 'query-compilation-error', 'Behind -plus stands a duration such as p1d for a day or pt12h for twelve hours.');
  return undefined;
}
