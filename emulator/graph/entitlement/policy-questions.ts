import type { LocalizedText, Question } from '../../model/governance';
import type { World } from '../context';
import type { Thing } from '../odata/thing';
import { defineShape } from '../odata/thing';
import { requireReadable } from './answers';
import type { Body } from './body';
import { asBody, flagIn, invalidModel, listIn, neededText, textIn } from './body';

const MULTIPLE_CHOICE = '#microsoft.graph.accessPackageMultipleChoiceQuestion';
const TEXT_INPUT = '#microsoft.graph.accessPackageTextInputQuestion';

/**
 * Reads what a policy asks its requestors. The text is a plain string in v1.0; the object that beta has there is
 * InvalidModel, as the service answers it. A question keeps the id it comes with, a new one gets one.
 */
export function readQuestions(body: Body, newId: () => string): Question[] {
  return listIn(body, 'questions').map((value) => readQuestion(asBody(value, 'A question'), newId));
}

function readQuestion(body: Body, newId: () => string): Question {
  const type = `#${neededText(body, '@odata.type').replace(/^#/, '')}`;
  const base = {
    id: textIn(body, 'id')?.toLowerCase() ?? newId(),
    sequence: wholeIn(body, 'sequence') ?? 0,
    isRequired: flagIn(body, 'isRequired') ?? false,
    isAnswerEditable: flagIn(body, 'isAnswerEditable') ?? true,
    text: neededText(body, 'text'),
    localizations: readLocalizations(body),
  };
  if (type === TEXT_INPUT) {
    const regexPattern = textIn(body, 'regexPattern') ?? null;
    if (regexPattern) requireReadable(regexPattern);
    return { '@odata.type': type, ...base, isSingleLineQuestion: flagIn(body, 'isSingleLineQuestion') ?? false, regexPattern };
  }
  if (type !== MULTIPLE_CHOICE) throw invalidModel(`'${type}' is not a question.`);
  const choices = listIn(body, 'choices').map((value) => {
    const choice = asBody(value, 'A choice');
    const actualValue = neededText(choice, 'actualValue');
    return { actualValue, text: textIn(choice, 'text') ?? actualValue, localizations: readLocalizations(choice) };
  });
  if (choices.length === 0) throw invalidModel('A multiple choice question needs choices.');
  return { '@odata.type': type, ...base, isMultipleSelectionAllowed: flagIn(body, 'isMultipleSelectionAllowed') ?? false, choices };
}

const readLocalizations = (body: Body): LocalizedText[] =>
  listIn(body, 'localizations').map((value) => {
    const localization = asBody(value, 'A localization');
    return { languageCode: neededText(localization, 'languageCode'), text: neededText(localization, 'text') };
  });

function wholeIn(body: Body, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw invalidModel(`${name} must be an integer.`);
  return value;
}

const COMMON = {
  id: (question: Question) => question.id,
  sequence: (question: Question) => question.sequence,
  isRequired: (question: Question) => question.isRequired,
  isAnswerEditable: (question: Question) => question.isAnswerEditable,
  text: (question: Question) => question.text,
  localizations: (question: Question) => question.localizations,
};

const showTextInput = defineShape<Question, World>({
  type: 'accessPackageTextInputQuestion',
  properties: { ...COMMON, isSingleLineQuestion: (question) => question.isSingleLineQuestion ?? false, regexPattern: (question) => question.regexPattern ?? null },
});

const showMultipleChoice = defineShape<Question, World>({
  type: 'accessPackageMultipleChoiceQuestion',
  properties: { ...COMMON, isMultipleSelectionAllowed: (question) => question.isMultipleSelectionAllowed ?? false, choices: (question) => question.choices ?? [] },
});

/** A question with its type stated, since policies declare the abstract accessPackageQuestion. */
export const showQuestion = (question: Question, world: World): Thing => ({
  ...(question['@odata.type'] === TEXT_INPUT ? showTextInput : showMultipleChoice)(question, world), stated: true,
});
