'use client';

import { Button, Caption1, Field, Spinner, makeStyles, tokens } from '@fluentui/react-components';
import { useRef, useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { FormError } from '@/components/form-error';
import { CheckboxField, CheckboxesField, RadioField, TextField } from '@/components/form-fields';
import { PeoplePicker } from '@/components/people-picker';
import { RuleField } from '@/components/rule-field';
import { SubmitButton } from '@/components/submit-button';
import { findGroupsForPicker } from '@/app/directory/find';
import type { SampleTable } from '@/lib/rollout/add-sample';
import type { Added } from '@/lib/rollout/change-cohort';
import { STRATUM_NAMES, STRATUM_WORD, stratumWords } from '@/lib/rollout/sample';
import type { StratumAttribute } from '@/lib/rollout/sample';
import { addSampleAction } from '../../actions';
import { countWords, peopleWords } from '../../../rollouts/phase-words';
import { kindTotal, kindWords, readWords } from '../../basis-words';
import { usePreview } from './use-preview';

const useStyles = makeStyles({
  form: { maxWidth: '640px' },
  fields: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, marginBottom: tokens.spacingVerticalM },
  numbers: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(160px, 1fr))', '& .fui-Input': { minWidth: 0 }, gap: tokens.spacingHorizontalM, alignItems: 'start' },
  strata: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM },
  buttons: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS },
  table: { marginTop: tokens.spacingVerticalM, maxWidth: '640px' },
  quiet: { color: tokens.colorNeutralForeground3, marginBottom: tokens.spacingVerticalS },
  scroll: { maxHeight: '420px', overflowY: 'auto', '& thead': { top: 0 } },
});

/** What the form would send, as its table is asked for. */
function fieldsOf(form: HTMLFormElement): Record<string, string | string[]> {
  const data = new FormData(form);
  const textsOf = (name: string) => data.getAll(name).filter((value) => typeof value === 'string');
  const names = [...new Set(data.keys())].filter((name) => !name.startsWith('$ACTION'));
  return Object.fromEntries(names.map((name) => [name, name === 'strata' ? textsOf(name) : (textsOf(name)[0] ?? '')]));
}

const capital = (words: string): string => words.replace(/^./, (letter) => letter.toUpperCase());

/** A stratified sample: the table of what it takes is shown first, and only what it says is drawn. */
export function BySample({ phaseId, seed, onDone }: { phaseId: string; seed: string; onDone: (added: Added) => void }) {
  const styles = useStyles();
  const root = useRef<HTMLDivElement>(null);
  const [base, setBase] = useState('everybody');
  const [asked, setAsked] = useState<StratumAttribute[]>([]);
  const { preview, ask, forget } = usePreview<SampleTable>(phaseId);
  const table = preview.latest;
  const ready = table?.done === true && !preview.error;

  const show = () => {
    const form = root.current?.querySelector('form');
    if (!form) return;
    const fields = fieldsOf(form);
    setAsked(STRATUM_NAMES.filter((name) => fields.strata?.includes(name)));
    ask({ what: 'sample', fields });
  };
  return (
    // Whatever is changed makes the table one of something else.
    <div ref={root} onInput={() => (table ?? preview.error) && forget()}>
      <ActionForm action={addSampleAction} hidden={{ phaseId, population: table?.population ?? -1, taken: table?.taken ?? -1 }} problems={preview.error?.fields} label="Add a sample" onDone={onDone}>
        <div className={styles.form}>
          <div className={styles.fields}>
            <div className={styles.numbers}>
              <TextField name="percent" label="Share of each" unit="%" defaultValue="5" required />
              <TextField name="least" label="At least of each" unit="people" defaultValue="2" required />
              <TextField name="seed" label="Seed" defaultValue={seed} hint="The same seed takes the same people again." maxLength={64} required />
            </div>
            <Field label="Of each" hint="None of them takes the share of everybody together.">
              <CheckboxesField name="strata" label="Of each" className={styles.strata} options={STRATUM_NAMES.map((name) => ({ value: name, label: capital(STRATUM_WORD[name]) }))} chosen={['department', 'country']} />
            </Field>
            <div onChange={(event) => event.target instanceof HTMLInputElement && event.target.name === 'base' && setBase(event.target.value)}>
              <RadioField name="base" label="Drawn from" defaultValue="everybody" options={[{ value: 'everybody', label: 'Everybody in the directory' }, { value: 'group', label: 'The members of a group' }, { value: 'rule', label: 'Whom a rule selects' }]} />
            </div>
            {base === 'group' && <PeoplePicker name="groupId" label="Group" placeholder="Name of a group" max={1} search={findGroupsForPicker} onChange={forget} />}
            {base === 'rule' && <RuleField />}
            <CheckboxField name="withoutExternals" label="Leave out people who sign in at another organisation" defaultChecked />
            <CheckboxField name="withoutOthers" label="Leave out people who are in another phase of this rollout" defaultChecked />
          </div>
          {preview.error && !preview.error.fields && <FormError error={preview.error} />}
          <div className={styles.buttons}>
            {ready ? <SubmitButton appearance="secondary">{table.taken === 0 ? 'Nobody to draw' : `Draw these ${peopleWords(table.taken)}`}</SubmitButton> : null}
            <Button appearance={ready ? 'subtle' : 'secondary'} onClick={show} disabledFocusable={preview.counting} {...(preview.counting ? { icon: <Spinner size="extra-tiny" aria-hidden /> } : {})}>{ready ? 'Count again' : 'Show the table'}</Button>
          </div>
        </div>
      </ActionForm>
      <div className={styles.table} aria-live="polite" aria-busy={preview.counting}>
        {table && <Strata table={table} strata={asked} />}
      </div>
    </div>
  );
}

function Strata({ table, strata }: { table: SampleTable; strata: StratumAttribute[] }) {
  const styles = useStyles();
  const n = (value: number) => value.toLocaleString('en-GB');
  const special = kindTotal(table.special);
  return (
    <>
      <p>
        <strong>{`${n(table.taken)} of ${peopleWords(table.population)}`}</strong>{`, from ${countWords(table.strata.length, 'stratum', 'strata')}${table.done ? '' : ' so far'}`}
        {special > 0 ? ` · not drawn from: ${n(special)} special accounts (${kindWords(table.special)})` : ''}
        {table.externals > 0 ? ` · ${table.externals.toLocaleString('en-GB')} external` : ''}
        {table.inOthers > 0 ? ` · ${peopleWords(table.inOthers)} in another phase` : ''}
      </p>
      <Caption1 as="p" block className={styles.quiet}>{readWords(table.basis.from)} <AgeText at={table.basis.asOf} />{`: ${countWords(table.read, 'account', 'accounts')}${!table.done && table.expected ? ` of about ${n(table.expected)}` : ''}`}</Caption1>
      <div className={styles.scroll}>
        <DataTable
          label="Strata of the sample"
          columns={[{ key: 'stratum', header: strata.length === 0 ? 'Stratum' : capital(strata.map((name) => STRATUM_WORD[name]).join(', ')) }, { key: 'population', header: 'Population', width: '110px', align: 'end' }, { key: 'taken', header: 'Taken', width: '90px', align: 'end' }]}
          rows={table.strata.map((stratum) => ({ key: JSON.stringify(stratum.values), cells: { stratum: stratumWords(stratum.values, strata), population: n(stratum.population), taken: n(stratum.taken) } }))}
        />
      </div>
    </>
  );
}
