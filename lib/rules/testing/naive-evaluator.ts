import type { Expression, Rule, Scalar } from '../rule';
import type { RuleSubject } from '../subject';

/**
 * A second evaluator, written from the documentation and the choices alone, slow and without a line of the first: no
 * compiling, no short cuts, every operator spelt out. Regular expressions run on the machine's own engine, so it is for
 * the harmless ones of tests.
 */
export function naivelySelects(rule: Rule, subject: RuleSubject, now: number): boolean {
  return judge(rule.body, rule.objectType, subject, now, undefined);
}

const FLAGS = ['accountEnabled', 'dirSyncEnabled', 'isRooted'];
const COLLECTIONS = ['otherMails', 'proxyAddresses', 'devicePhysicalIds', 'systemLabels'];

function judge(expression: Expression, objectType: string, subject: RuleSubject, now: number, item: unknown): boolean {
  if (expression.kind === 'or') {
    let found = false;
    for (const operand of expression.operands) found = judge(operand, objectType, subject, now, item) || found;
    return found;
  }
  if (expression.kind === 'and') {
    let missed = false;
    for (const operand of expression.operands) missed = !judge(operand, objectType, subject, now, item) || missed;
    return !missed;
  }
  if (expression.kind === 'not') return judge(expression.operand, objectType, subject, now, item) ? false : true;
  if (expression.kind === 'any' || expression.kind === 'all') {
    const answers = listOf(subject[expression.attribute]).map((one) => judge(expression.condition, objectType, subject, now, one));
    return expression.kind === 'any' ? answers.filter((answer) => answer).length > 0 : answers.filter((answer) => !answer).length === 0;
  }
  if (expression.kind === 'directReports') return typeof subject.manager === 'string' && subject.manager.toLowerCase() === expression.managerId.toLowerCase();
  if (expression.kind === 'memberOf') {
    const ids = listOf(subject.memberOf).map((group) => (group as { objectId: string }).objectId.toLowerCase());
    return expression.groupIds.some((id) => ids.indexOf(id.toLowerCase()) >= 0);
  }
  if (expression.kind !== 'comparison') throw new Error('an expression of no known kind');

  const { operand, operator, value } = expression;
  const scalars: readonly Scalar[] = value.type === 'list' ? value.items : [value];
  const negative = operator.startsWith('-not') || operator === '-ne';
  const actual = operand.of === 'subject' ? subject[operand.attribute] : operand.part === null ? item : (item as Record<string, unknown>)[operand.part];
  const values = operand.of === 'subject' && COLLECTIONS.includes(operand.attribute) ? listOf(actual) : [actual];
  let holds = false;
  if (scalars[0]?.type === 'null') holds = values.every((one) => one === null || one === undefined);
  else for (const one of values) for (const scalar of scalars) holds = holds || compares(operand.of === 'subject' ? operand.attribute : '', operator, one as string | boolean | null | undefined, scalar, now);
  return negative ? !holds : holds;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function compares(attribute: string, operator: string, actual: string | number | boolean | null | undefined, scalar: Scalar, now: number): boolean {
  if (actual === null || actual === undefined) return false;
  if (FLAGS.includes(attribute)) return scalar.type === 'boolean' && actual === scalar.flag;
  if (attribute === 'employeeHireDate') {
    const moment = new Date(String(actual)).getTime();
    let bound = scalar.type === 'dateTime' ? new Date(scalar.iso).getTime() : now;
    const days = scalar.type === 'now' ? /^P(\d+)D$/.exec(scalar.plus ?? '')?.[1] : undefined;
    if (days !== undefined) bound += Number(days) * 24 * 60 * 60 * 1000;
    if (operator === '-le') return moment <= bound;
    if (operator === '-ge') return moment >= bound;
    return moment === bound;
  }
  const written = scalar.type === 'text' ? scalar.text : scalar.type === 'number' ? scalar.digits : '';
  const [text, word] = [String(actual).toLowerCase(), written.toLowerCase()];
  switch (operator.toLowerCase().replace('-not', '-')) {
    case '-startswith': return text.slice(0, word.length) === word;
    case '-endswith': return word.length <= text.length && text.slice(text.length - word.length) === word;
    case '-contains': return text.indexOf(word) >= 0;
    case '-match': return new RegExp(written, 'i').test(String(actual));
    default: return text === word;
  }
}
