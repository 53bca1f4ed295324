import { RE2JS } from 're2js';
import type { Answer, Question } from '../../model/governance';
import { badRequest } from '../graph-error';
import type { Json } from '../odata/thing';
import type { Body } from './body';
import { asBody, invalidModel, listIn, neededText, textIn } from './body';

/** Neither the code nor the words of these refusals are documented; that a request without a required answer is not processed is. */
const refuse = (why: string) => badRequest('InvalidAnswers', why);

/** Reads what a requestor answered, and holds it to what the policy asks. An update may leave out what it does not change. */
export function readAnswers(questions: readonly Question[], body: Body, partial: boolean): Answer[] {
  const answers = listIn(body, 'answers').map((value): Answer => {
    const answer = asBody(value, 'An answer');
    const questionId = neededText(asBody(answer.answeredQuestion, 'answeredQuestion'), 'id').toLowerCase();
    const question = questions.find(({ id }) => id === questionId);
    const given = textIn(answer, 'value') ?? '';
    if (question && given !== '') requireFits(question, given);
    // What answers no question of the policy is kept and held to nothing.
    const questionType = question?.['@odata.type'] ?? '#microsoft.graph.accessPackageTextInputQuestion';
    return { questionId, questionType, value: given, displayValue: textIn(answer, 'displayValue') ?? (question ? displayOf(question, given) : null) };
  });
  const missing = partial ? undefined : questions.find(({ id, isRequired }) => isRequired && !answers.some(({ questionId, value }) => questionId === id && value.trim() !== ''));
  if (missing) throw refuse(`The question '${missing.text}' requires an answer.`);
  return answers;
}

function requireFits(question: Question, value: string): void {
  const { choices, isMultipleSelectionAllowed, regexPattern } = question;
  if (choices) {
    const chosen = isMultipleSelectionAllowed ? value.split(',').map((each) => each.trim()) : [value];
    if (!chosen.every((each) => choices.some(({ actualValue }) => actualValue === each))) throw refuse(`'${value}' is not among the choices of the question '${question.text}'.`);
  }
  // A pattern is an administrator's and the answer anybody's: an engine whose time is bounded reads them.
  if (regexPattern && !RE2JS.compile(regexPattern).matches(value)) throw refuse(`The answer to the question '${question.text}' does not have the required form.`);
}

const displayOf = ({ choices }: Question, value: string): string => choices?.find(({ actualValue }) => actualValue === value)?.text ?? value;

/** A pattern the engine cannot read is refused where the policy is written. */
export function requireReadable(pattern: string): void {
  try {
    RE2JS.compile(pattern);
  } catch {
    throw invalidModel('regexPattern is not a regular expression.');
  }
}

/** Answers as Graph prints them. */
export const showAnswers = (answers: readonly Answer[]): Json[] =>
  answers.map(({ questionId, questionType, value, displayValue }) => ({
    '@odata.type': '#microsoft.graph.accessPackageAnswerString', value, displayValue, answeredQuestion: { '@odata.type': questionType, id: questionId },
  }));
