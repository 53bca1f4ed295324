'use client';

import {
  Avatar, Caption1, Field, Tag, TagPicker, TagPickerControl, TagPickerGroup, TagPickerInput, TagPickerList, TagPickerOption, makeStyles, tokens,
} from '@fluentui/react-components';
import type { TagPickerProps } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { useFieldError, useForm } from './action-form';
import { AgeText } from './age-text';
import { phone } from './breakpoint';

const useStyles = makeStyles({
  quiet: { padding: tokens.spacingHorizontalS, color: tokens.colorNeutralForeground3 },
  // Fluent's own least width is more than a column of several has.
  control: { minWidth: 0 },
  list: { maxHeight: '320px' },
  signIn: { display: 'inline-block', maxWidth: '220px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', verticalAlign: 'bottom', color: tokens.colorNeutralForeground3, [phone]: { maxWidth: '150px' } },
});

export type PersonOption = {
  id: string;
  name: string;
  /** Mail or department: tells two of one name apart. */
  detail?: string;
  /** Stands beside the name once they are chosen, where it is known. */
  userPrincipalName?: string;
};

/** What a search found; `asOf` is the age of the copy that was asked, null where the tenant itself was. */
export type PeopleFound = { found: PersonOption[]; asOf: string | null };

export type PeoplePickerProps = {
  /** Each chosen person is sent as one field of this name, with their id. */
  name: string;
  label: string;
  /** Stands over it instead of the label, where what is around says the rest. */
  shortLabel?: string;
  hint?: string;
  required?: boolean;
  placeholder?: string;
  defaultValue?: PersonOption[];
  /** Held by who shows it: nothing is sent with the form, and nothing remembered. */
  value?: PersonOption[];
  /** What is wrong with what is chosen, where whoever shows it knows. */
  problem?: string | undefined;
  /** What is picked, where that is no person. */
  of?: keyof typeof OTHERS;
  /** How many at most; 1 makes it a picker of one person. */
  max?: number;
  /** Finds people by a part of name or mail. */
  search: (query: string) => Promise<PeopleFound>;
  onChange?: (people: PersonOption[]) => void;
};

/** Picks people by typing a part of their name; arrows, enter and backspace do what they do everywhere. */
export function PeoplePicker({ name, label, shortLabel, hint, required, placeholder = 'Name or mail', defaultValue = [], value, problem, of, max = 100, search, onChange }: PeoplePickerProps) {
  const styles = useStyles();
  const refused = useFieldError(name);
  const error = problem ?? refused;
  const { typed } = useForm();
  const shown = `${name}Shown`;
  const [own, setChosen] = useState(() => (typed ? (typed[shown] ?? []).map((text) => JSON.parse(text) as PersonOption) : defaultValue));
  const chosen = value ?? own;
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const { found, asOf, state } = useFound(query, search);
  const offered = found.filter((person) => !chosen.some((other) => other.id === person.id));

  const select: TagPickerProps['onOptionSelect'] = (_, data) => {
    const next = data.selectedOptions.flatMap((id) => [...chosen, ...found].find((person) => person.id === id) ?? []).slice(-max);
    setChosen(next);
    setQuery('');
    onChange?.(next);
  };

  // Enter closes a list that offers nothing; while it is looked for, who is found would come into a closed one.
  const toggle: TagPickerProps['onOpenChange'] = (event, data) => {
    if (!(state === 'looking' && 'key' in event && event.key === 'Enter')) setOpen(data.open);
  };

  return (
    <Field label={shortLabel ?? label} hint={hint} required={required} {...(error ? { validationMessage: error } : {})}>
      <div>
        <TagPicker open={open} onOpenChange={toggle} selectedOptions={chosen.map((person) => person.id)} onOptionSelect={select}>
          <TagPickerControl className={styles.control} expandIcon={{ 'aria-label': `Suggestions for ${label}` }}>
            {chosen.length > 0 && (
              <TagPickerGroup aria-label={`Chosen: ${label}`}>
                {chosen.map((person) => (
                  <Tag key={person.id} value={person.id} shape="rounded" media={<Avatar aria-hidden name={person.name} color="neutral" shape="square" />}>
                    {person.name}
                    {person.userPrincipalName && <> <span className={styles.signIn} title={person.userPrincipalName}>{person.userPrincipalName}</span></>}
                  </Tag>
                ))}
              </TagPickerGroup>
            )}
            <TagPickerInput
              aria-label={label}
              value={query}
              placeholder={chosen.length === 0 ? placeholder : ''}
              onChange={(event) => {
                setQuery(event.target.value);
                setOpen(true);
              }}
            />
          </TagPickerControl>
          <TagPickerList className={styles.list}>
            {offered.map((person) => (
              <TagPickerOption key={person.id} value={person.id} text={person.name} media={<Avatar aria-hidden name={person.name} color="neutral" />} secondaryContent={person.detail}>
                {person.name}
              </TagPickerOption>
            ))}
            {offered.length === 0 && <div className={styles.quiet}>{of ? otherSays(OTHERS[of], state) : SAYS[state]}</div>}
            {state === 'found' && asOf && <Caption1 block className={styles.quiet}>From the copy of the directory, read <AgeText at={asOf} /></Caption1>}
          </TagPickerList>
        </TagPicker>
        {!value && chosen.map((person) => <input key={person.id} type="hidden" name={name} value={person.id} />)}
        {/* Who they were, for a form that comes back after a sign-in: the ids alone have no name to show. */}
        {!value && chosen.map((person) => <input key={person.id} type="hidden" name={shown} value={JSON.stringify(person)} />)}
      </div>
    </Field>
  );
}

type SearchState = 'idle' | 'looking' | 'found' | 'failed';

const SAYS: Record<SearchState, string> = {
  idle: 'Type at least 2 letters of a name or mail.',
  looking: 'Looking…',
  found: 'Nobody else of that name.',
  failed: 'People cannot be searched right now. Try again in a moment.',
};

const OTHERS = { packages: 'package', groups: 'group', catalogs: 'catalog' } as const;

function otherSays(noun: string, state: SearchState): string {
  switch (state) {
    case 'idle':
      return 'Type at least 2 letters of a name.';
    case 'looking':
      return SAYS.looking;
    case 'found':
      return `No other ${noun} of that name.`;
    case 'failed':
      return 'The tenant cannot be searched right now. Try again in a moment.';
  }
}

/** Asks a little after the last key; an answer to an older question is dropped. */
function useFound(query: string, search: PeoplePickerProps['search']): PeopleFound & { state: SearchState } {
  const [answer, setAnswer] = useState<{ text: string; said: PeopleFound | null }>({ text: '', said: null });
  const text = query.trim();
  const latest = useRef(search);
  useEffect(() => {
    latest.current = search;
  });
  useEffect(() => {
    let stale = false;
    if (text.length < 2) return undefined;
    const timer = setTimeout(() => {
      latest.current(text).then(
        (said) => stale || setAnswer({ text, said }),
        () => stale || setAnswer({ text, said: null }),
      );
    }, 200);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text]);

  const none = { found: [], asOf: null };
  if (text.length < 2) return { ...none, state: 'idle' };
  // Who was found by what stood here before is not offered: Enter would choose them.
  if (answer.text !== text) return { ...none, state: 'looking' };
  return answer.said ? { ...answer.said, state: 'found' } : { ...none, state: 'failed' };
}
