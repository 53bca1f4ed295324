'use client';

import { Button, Subtitle2 } from '@fluentui/react-components';
import { Icon } from '@/components/icon';
import { Section } from '@/components/section';
import { fieldName } from '@/lib/authoring/policy-field-words';
import type { PolicyField } from '@/lib/authoring/policy-field-words';
import { newChoice, newQuestion } from '@/lib/authoring/policy-question';
import type { ChoiceForm, Localization, QuestionForm } from '@/lib/authoring/policy-question';
import { useItemStyles } from './approval-section';
import { Fields, ListButtons, MarkLine, More, TextRow, TickRow, changed, moved } from './fields';
import { newKey } from './part';
import type { PartProps } from './part';

/** What people are asked when they ask for it. */
export function QuestionsSection({ form, set }: PartProps) {
  const styles = useItemStyles();
  const { questions } = form;
  const put = (next: QuestionForm[]) => set({ questions: next });
  if (form.scope === 'automatic' && questions.length === 0) return null;
  return (
    <Section title="Questions" caption={questions.length > 0 ? 'a policy with questions takes no bulk assignment' : 'none is asked'}>
      <Fields>
        <div>
          {questions.map((question, index) => (
            <Question
              key={question.key} question={question} number={index + 1} last={index === questions.length - 1}
              onChange={(by) => put(changed(questions, index, by))} onMove={(by) => put(moved(questions, index, by))} onRemove={() => put(questions.filter((each) => each !== question))}
            />
          ))}
        </div>
        <div className={styles.adds}>
          <Button icon={<Icon name="add" />} onClick={() => put([...questions, newQuestion(newKey(), 'text')])}>Ask for a text</Button>
          <Button icon={<Icon name="add" />} onClick={() => put([...questions, newQuestion(newKey(), 'choice')])}>Ask for a choice</Button>
        </div>
      </Fields>
    </Section>
  );
}

type QuestionProperty = PolicyField extends infer Field ? (Field extends `questions.#.${infer Property}` ? Property : never) : never;

function Question({ question, number, last, onChange, onMove, onRemove }: { question: QuestionForm; number: number; last: boolean; onChange: (by: Partial<QuestionForm>) => void; onMove: (by: -1 | 1) => void; onRemove: () => void }) {
  const styles = useItemStyles();
  const at = (field: string) => `${question.key}.${field}`;
  const of = `question ${number}`;
  const called = (property: QuestionProperty) => fieldName(`questions.#.${property}`, number);
  return (
    <div className={styles.item} role="group" aria-label={`Question ${number}`}>
      <div className={styles.head}>
        <Subtitle2 as="h3">{`Question ${number}`}</Subtitle2>
        <ListButtons what={of} first={number === 1} last={last} onMove={onMove} onRemove={onRemove} />
      </div>
      {question.kind === 'other' && <p>It is of a kind that this editor does not know, and stays as it is: {question.text}</p>}
      {question.kind !== 'other' && (
        <>
          <TextRow name={at('text')} label={called('text')} required value={question.text} onChange={(text) => onChange({ text })} />
          {question.kind === 'choice' && <ChoiceList question={question} number={number} onChange={(choices) => onChange({ choices })} />}
          <TickRow label={called('isRequired')} value={question.required} onChange={(required) => onChange({ required })} />
          <More label={`Languages and form of ${of}`} wrong={[at('localizations'), at('pattern'), ...question.choices.map(({ key }) => `${key}.localizations`)]}>
            <TickRow label={called('isAnswerEditable')} value={question.editable} onChange={(editable) => onChange({ editable })} />
            {question.kind === 'text' && <TickRow label={called('isSingleLineQuestion')} value={question.singleLine} onChange={(singleLine) => onChange({ singleLine })} />}
            {question.kind === 'text' && <TextRow name={at('pattern')} label={called('regexPattern')} code value={question.pattern} onChange={(pattern) => onChange({ pattern })} />}
            {question.kind === 'choice' && <TickRow label={called('isMultipleSelectionAllowed')} value={question.several} onChange={(several) => onChange({ several })} />}
            <Languages of={of} name={(property, place) => fieldName(`questions.#.localizations.#.${property}`, number, place)} value={question.localizations} onChange={(localizations) => onChange({ localizations })} />
            <MarkLine name={at('localizations')} />
            {question.choices.map((choice, index) => (
              <div key={choice.key}>
                <Languages of={`answer ${index + 1} to ${of}`} name={(property, place) => fieldName(`questions.#.choices.#.localizations.#.${property}`, number, index + 1, place)} value={choice.localizations} onChange={(localizations) => onChange({ choices: changed(question.choices, index, { localizations }) })} />
                <MarkLine name={`${choice.key}.localizations`} />
              </div>
            ))}
          </More>
        </>
      )}
    </div>
  );
}

function ChoiceList({ question, number, onChange }: { question: QuestionForm; number: number; onChange: (choices: ChoiceForm[]) => void }) {
  const styles = useItemStyles();
  const { choices } = question;
  const of = `question ${number}`;
  return (
    <>
      {choices.map((choice, index) => (
        <div key={choice.key} className={styles.head}>
          <Fields two>
            <TextRow name={`${choice.key}.value`} label={fieldName('questions.#.choices.#.actualValue', number, index + 1)} value={choice.value} onChange={(value) => onChange(changed(choices, index, { value, ...(choice.text === choice.value ? { text: value } : {}) }))} />
            <TextRow name={`${choice.key}.text`} label={fieldName('questions.#.choices.#.text', number, index + 1)} value={choice.text} placeholder={choice.value} onChange={(text) => onChange(changed(choices, index, { text }))} />
          </Fields>
          <ListButtons what={`answer ${index + 1} to ${of}`} first={index === 0} last={index === choices.length - 1} onMove={(by) => onChange(moved(choices, index, by))} onRemove={() => onChange(choices.filter((each) => each !== choice))} />
        </div>
      ))}
      <MarkLine name={`${question.key}.choices`} />
      <Button className={styles.add} size="small" icon={<Icon name="add" />} onClick={() => onChange([...choices, newChoice(newKey())])}>{`Add an answer to ${of}`}</Button>
    </>
  );
}

function Languages({ of, name, value, onChange }: { of: string; name: (property: 'languageCode' | 'text', place: number) => string; value: Localization[]; onChange: (value: Localization[]) => void }) {
  const styles = useItemStyles();
  return (
    <Fields>
      {value.map((each, index) => (
        <div key={index} className={styles.head}>
          <Fields two>
            <TextRow name="" label={name('languageCode', index + 1)} placeholder="de" value={each.language} onChange={(language) => onChange(changed(value, index, { language }))} />
            <TextRow name="" label={name('text', index + 1)} value={each.text} onChange={(text) => onChange(changed(value, index, { text }))} />
          </Fields>
          <Button size="small" appearance="subtle" icon={<Icon name="delete" />} aria-label={`Take language ${index + 1} of ${of} away`} onClick={() => onChange(value.filter((_, place) => place !== index))} />
        </div>
      ))}
      <Button className={styles.add} size="small" icon={<Icon name="add" />} onClick={() => onChange([...value, { language: '', text: '' }])}>{`Add a language of ${of}`}</Button>
    </Fields>
  );
}
