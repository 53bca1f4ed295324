/** The questions of a policy as its editor has them. https://learn.microsoft.com/graph/api/resources/accesspackagequestion Pure. */
import { isObject } from './policy-document';
import type { Json } from './policy-document';

export type Localization = { language: string; text: string };

export type ChoiceForm = { key: string; from: number | null; value: string; text: string; localizations: Localization[] };

/** `from` is its place in the document, null for a new one. A question of a kind that is not known is kept as it is. */
export type QuestionForm = {
  key: string;
  from: number | null;
  kind: 'text' | 'choice' | 'other';
  text: string;
  required: boolean;
  editable: boolean;
  singleLine: boolean;
  pattern: string;
  several: boolean;
  localizations: Localization[];
  choices: ChoiceForm[];
};

type Part = { [name: string]: Json };

const TYPES = { text: '#microsoft.graph.accessPackageTextInputQuestion', choice: '#microsoft.graph.accessPackageMultipleChoiceQuestion' } as const;

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const parts = (list: Json | undefined): Part[] => (Array.isArray(list) ? list.filter(isObject) : []);
const sequenceOf = (question: Part): number => (typeof question.sequence === 'number' ? question.sequence : 0);

/** In the order in which people are asked. */
export function questionsOf(list: Json | undefined): QuestionForm[] {
  return parts(list).map((question, index) => ({ question, form: questionOf(question, index) })).sort((a, b) => sequenceOf(a.question) - sequenceOf(b.question)).map(({ form }) => form);
}

function questionOf(question: Part, index: number): QuestionForm {
  const type = text(question['@odata.type']).replace(/^#?/, '#');
  return {
    key: `q${index}`, from: index,
    kind: type === TYPES.text ? 'text' : type === TYPES.choice ? 'choice' : 'other',
    text: text(question.text), required: question.isRequired === true, editable: question.isAnswerEditable !== false, singleLine: question.isSingleLineQuestion === true,
    pattern: text(question.regexPattern), several: question.isMultipleSelectionAllowed === true, localizations: localizationsOf(question.localizations),
    choices: parts(question.choices).map((choice, place) => ({ key: `q${index}c${place}`, from: place, value: text(choice.actualValue), text: text(choice.text), localizations: localizationsOf(choice.localizations) })),
  };
}

function localizationsOf(list: Json | undefined): Localization[] {
  return parts(list).map((each) => ({ language: text(each.languageCode), text: text(each.text) }));
}

export function newQuestion(key: string, kind: 'text' | 'choice'): QuestionForm {
  return { key, from: null, kind, text: '', required: true, editable: true, singleLine: true, pattern: '', several: false, localizations: [], choices: kind === 'choice' ? [newChoice(`${key}c0`), newChoice(`${key}c1`)] : [] };
}

export function newChoice(key: string): ChoiceForm {
  return { key, from: null, value: '', text: '', localizations: [] };
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Puts questions back into the list they were read from; where none was moved, added or taken away their numbers stay. */
export function writeQuestions(forms: readonly QuestionForm[], list: Json | undefined): Json {
  const before = parts(list);
  const was = questionsOf(list);
  if (same(forms, was)) return list ?? [];
  const wrote = forms.map((form) => writeQuestion(form, form.from === null ? undefined : before[form.from]));
  if (same(forms.map(({ from }) => from), was.map(({ from }) => from))) return before.map((question, index) => wrote[forms.findIndex(({ from }) => from === index)] ?? question);
  return wrote.map((question, index) => ({ ...question, sequence: index }));
}

function writeQuestion(form: QuestionForm, before: Part | undefined): Part {
  if (form.kind === 'other' && before) return before;
  const was = before ? questionOf(before, form.from ?? 0) : null;
  const question: Part = before ? { ...before } : { '@odata.type': form.kind === 'choice' ? TYPES.choice : TYPES.text };
  const put = (name: string, changed: boolean, value: Json): void => {
    if (!was || changed) question[name] = value;
  };
  put('text', form.text !== was?.text, form.text);
  put('isRequired', form.required !== was?.required, form.required);
  put('isAnswerEditable', form.editable !== was?.editable, form.editable);
  put('localizations', !same(form.localizations, was?.localizations), writeLocalizations(form.localizations));
  if (form.kind === 'text') {
    put('isSingleLineQuestion', form.singleLine !== was?.singleLine, form.singleLine);
    put('regexPattern', form.pattern !== was?.pattern, form.pattern || null);
  } else {
    put('isMultipleSelectionAllowed', form.several !== was?.several, form.several);
    put('choices', !same(form.choices, was?.choices), form.choices.map((choice) => writeChoice(choice, was?.choices.find(({ from }) => from === choice.from && from !== null), choice.from === null ? undefined : parts(before?.choices)[choice.from])));
  }
  return question;
}

function writeChoice(form: ChoiceForm, was: ChoiceForm | undefined, before: Part | undefined): Part {
  return {
    ...before,
    ...(form.value === was?.value ? {} : { actualValue: form.value }),
    // What is shown is the value where nothing else is said.
    ...(form.text === was?.text ? {} : { text: form.text || form.value }),
    ...(was && same(form.localizations, was.localizations) ? {} : { localizations: writeLocalizations(form.localizations) }),
  };
}

function writeLocalizations(localizations: readonly Localization[]): Json {
  return localizations.map(({ language, text: words }) => ({ languageCode: language, text: words }));
}
