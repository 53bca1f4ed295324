'use client';

import { Body1Strong, Button, Checkbox, Field, Select, makeStyles, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { findGroupsForPicker, findPeopleForPicker } from '@/app/directory/find';
import { Icon } from '@/components/icon';
import { PeoplePicker } from '@/components/people-picker';
import type { PersonOption } from '@/components/people-picker';
import { HIGHEST_LEVEL } from '@/lib/authoring/check-policy-stages';
import { RELATION_NAMES, TARGETS } from '@/lib/authoring/policy-field-words';
import { idOf, isRelation, kindOf, levelOf, nameOf, relation, subjectNamed } from '@/lib/authoring/policy-subject';
import type { Relation, Subject } from '@/lib/authoring/policy-subject';
import { Fields, MarkLine, useMark } from './fields';
import { useChoices } from './choices';

const useStyles = makeStyles({
  root: { border: 'none', margin: 0, padding: 0, minWidth: 0, display: 'grid', rowGap: tokens.spacingVerticalS },
  relations: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM },
  relation: { display: 'inline-flex', alignItems: 'center', flexWrap: 'wrap' },
  legend: { padding: 0 },
  other: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground2 },
});

export type SubjectsFieldProps = {
  name: string;
  /** Who they are here: `Who decides in stage 1`. */
  label: string;
  value: Subject[];
  onChange: (value: Subject[]) => void;
  /** Relations that can be chosen beside people and groups. */
  relations?: readonly Relation[];
  required?: boolean;
};

/** People, groups and relations, each chosen where it can be found; what is none of them stays, and can be taken away. */
export function SubjectsField({ name, label, value, onChange, relations = [], required }: SubjectsFieldProps) {
  const styles = useStyles();
  const { names } = useChoices();
  const wrong = useMark(name).validationState === 'error';
  const wrongId = useId();
  const offered = [...relations, ...value.filter(isRelation).map(kindOf)].filter((each, index, all) => all.indexOf(each) === index) as Relation[];
  const ofKind = (kind: string): Subject[] => value.filter((subject) => kindOf(subject) === kind);
  const others = value.filter((subject) => !isRelation(subject) && !['person', 'group'].includes(kindOf(subject)));
  const option = (subject: Subject): PersonOption => ({ id: idOf(subject), name: nameOf(subject, names) });
  const choose = (kind: 'person' | 'group') => (chosen: PersonOption[]) => {
    const kept = chosen.map(({ id, name: called }) => ofKind(kind).find((subject) => idOf(subject) === id) ?? subjectNamed(kind, id, called));
    onChange([...value.filter((subject) => kindOf(subject) !== kind), ...kept]);
  };
  const tick = (kind: Relation, on: boolean) => onChange(on ? [relation(kind), ...value] : value.filter((subject) => kindOf(subject) !== kind));

  return (
    <fieldset className={styles.root} {...(wrong ? { 'aria-describedby': wrongId, 'data-wrong': '' } : {})}>
      <legend className={styles.legend}><Body1Strong>{label}{required ? ' *' : ''}</Body1Strong></legend>
      {offered.length > 0 && (
        <div className={styles.relations}>
          {offered.map((kind) => (
            <span key={kind} className={styles.relation}>
              <Checkbox label={RELATION_NAMES[kind]} checked={ofKind(kind).length > 0} onChange={(_, data) => tick(kind, data.checked === true)} />
              {ofKind(kind).filter((subject) => /Manager$/.test(kindOf(subject))).map((manager) => (
                <Select key={kind} size="small" aria-label={`${label}: how far up ${RELATION_NAMES[kind].toLowerCase()} is`} value={String(levelOf(manager))} onChange={(_, data) => onChange(value.map((subject) => (subject === manager ? { ...manager, managerLevel: Number(data.value) } : subject)))}>
                  {Array.from({ length: Math.max(HIGHEST_LEVEL, levelOf(manager)) }, (__, index) => <option key={index} value={index + 1}>{index === 0 ? 'the first one' : `${index + 1} levels up`}</option>)}
                </Select>
              ))}
            </span>
          ))}
        </div>
      )}
      <Fields two>
        <PeoplePicker name={`${name}.people`} label={`${label}: people`} shortLabel="People" value={ofKind('person').map(option)} search={findPeopleForPicker} max={600} onChange={choose('person')} />
        <PeoplePicker name={`${name}.groups`} label={`${label}: groups`} shortLabel="Groups" placeholder="Name of a group" value={ofKind('group').map(option)} search={findGroupsForPicker} max={600} onChange={choose('group')} />
      </Fields>
      {others.map((subject, index) => (
        <span key={index} className={styles.other}>
          Also {nameOf(subject, names)}
          <Button size="small" appearance="subtle" icon={<Icon name="dismiss" />} aria-label={`Take ${nameOf(subject, names)} away`} onClick={() => onChange(value.filter((each) => each !== subject))} />
        </span>
      ))}
      <MarkLine name={name} id={wrongId} />
    </fieldset>
  );
}

/** Connected organisations, of those the tenant has. */
export function OrganizationsField({ value, onChange }: { value: Subject[]; onChange: (value: Subject[]) => void }) {
  const { names, organizations } = useChoices();
  const { validationMessage, validationState } = useMark('targets');
  const problem = validationState === 'error' ? validationMessage : undefined;
  if (!organizations) return <Field label={TARGETS.organization} validationState="warning" validationMessage="Which organisations are connected may not be read with your role in Microsoft Entra; those chosen stay."><span /></Field>;
  const chosen = value.filter((subject) => kindOf(subject) === 'organization');
  const search = (text: string) => Promise.resolve({ found: organizations.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase())).slice(0, 20), asOf: null });
  return (
    <>
      <PeoplePicker
        name="organizations" label={TARGETS.organization} placeholder="Name of an organisation" required max={1000} search={search}
        value={chosen.map((subject) => ({ id: idOf(subject), name: nameOf(subject, names) }))}
        problem={problem}
        onChange={(next) => onChange(next.map(({ id, name }) => chosen.find((subject) => idOf(subject) === id) ?? subjectNamed('organization', id, name)))}
      />
      {!problem && <MarkLine name="targets" />}
    </>
  );
}
