import type { AttributeType } from './attributes';
import { attributesFor, findAttribute, nearestName, PLAN_PARTS } from './attributes';
import { sameName } from './choices';
import type { Cursor } from './cursor';
import type { Item } from './parser';
import type { ObjectType, Operand, Span } from './rule';

/** Longer words are no property; a message shows them cut. */
const LONGEST_NAME = 200;

export type ReadOperand = { operand: Operand; name: string; type: AttributeType; span: Span; /** As a message names it. */ shown: string };
export type Operands = { read: (item: Item) => ReadOperand | undefined; objectType: () => ObjectType };

/** Reads the left side of an expression and finds out whether the rule is about people or devices; it cannot be about both. */
export function createOperandReader(cursor: Cursor, allowed: ObjectType | 'either'): Operands {
  let about: ObjectType | undefined = allowed === 'either' ? undefined : allowed;

  function ofItem(item: NonNullable<Item>, word: string, span: Span): ReadOperand | undefined {
    if (word === '_' && item.holds === 'texts') return { operand: { of: 'item', part: null }, name: '_', type: 'text', span, shown: '_' };
    const [before = '', wanted = ''] = word.split('.');
    const isPlan = sameName(before, 'assignedPlan');
    const part = isPlan && item.holds === 'plans' ? PLAN_PARTS.find((candidate) => sameName(candidate, wanted)) : undefined;
    if (part) return { operand: { of: 'item', part }, name: part, type: 'text', span, shown: `assignedPlan.${part}` };
    cursor.tell(span, 'attribute-not-supported', item.holds === 'texts'
      ? `Inside the condition on ${item.attribute} an item is written _; put _ in place of ${word}.`
      : `Inside the condition on assignedPlans write ${PLAN_PARTS.map((name) => `assignedPlan.${name}`).join(', ')} in place of ${word}.`);
    return undefined;
  }

  function ofSubject(word: string, span: Span): ReadOperand | undefined {
    const [prefix = '', name, ...rest] = word.split('.');
    const objectType = (['user', 'device'] as const).find((candidate) => sameName(candidate, prefix));
    if (!objectType || name === undefined) {
      cursor.tell(span, 'query-compilation-error', word === '_' || /^assignedPlan\b/i.test(word)
        ? `${word} stands for an item of a collection and belongs inside the brackets of -any or -all.`
        : `A property is written with what it belongs to, as in user.department; "${word}" is none.`);
      return undefined;
    }
    if (about === undefined) about = objectType;
    if (objectType !== about) {
      cursor.tell(span, 'object-type-not-allowed', allowed === 'either' ? 'A rule is about people or about devices, not both; make a group for each.'
        : about === 'user' ? `This rule selects people; put a property of user in place of ${word}.` : `This rule selects devices; put a property of device in place of ${word}.`);
      return undefined;
    }
    const attribute = rest.length === 0 ? findAttribute(objectType, name) : undefined;
    if (attribute) return { operand: { of: 'subject', attribute: attribute.name }, name: attribute.name, type: attribute.type, span, shown: `${objectType}.${attribute.name}` };
    const near = nearestName(name, attributesFor(objectType).map((candidate) => candidate.name));
    cursor.tell(span, 'attribute-not-supported', near ? `Rules do not know ${word}; ${objectType}.${near} may be meant.` : `Rules do not know ${word}; use one of the supported properties, or an extension attribute.`);
    return undefined;
  }

  return {
    read(item) {
      const token = cursor.next();
      const word = token.kind === 'word' ? token.text.slice(0, LONGEST_NAME) : '';
      return item ? ofItem(item, word, token.span) : ofSubject(word, token.span);
    },
    objectType: () => about ?? 'user',
  };
}
