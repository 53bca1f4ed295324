'use client';

import { Body1, Button, Caption1, Spinner, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { TextField } from '@/components/form-fields';
import { RuleField } from '@/components/rule-field';
import { StateLabel } from '@/components/state-label';
import { SubmitButton } from '@/components/submit-button';
import { KIND_WORD } from '@/lib/directory/account-kind';
import type { Added } from '@/lib/rollout/change-cohort';
import type { RulePreview } from '@/lib/rollout/preview-rule';
import { addRuleAction } from '../../actions';
import { countWords, peopleWords } from '../../../rollouts/phase-words';
import { kindTotal, kindWords, readWords } from '../../basis-words';
import { usePreview } from './use-preview';

const useStyles = makeStyles({
  form: { maxWidth: '640px' },
  fields: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, marginBottom: tokens.spacingVerticalM },
  preview: { marginTop: tokens.spacingVerticalL, minHeight: '56px' },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalS, margin: 0 },
  quiet: { color: tokens.colorNeutralForeground3 },
  ask: { marginTop: tokens.spacingVerticalS },
  detail: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
});

/** How long nobody types before a rule is looked at, in milliseconds. */
const PAUSE = 400;

/** A cohort from a membership rule: how many it brings, and whom, is told while it is typed. */
export function ByRule({ phaseId, automatic, onDone }: { phaseId: string; /** The phase comes by this rule. */ automatic: boolean; onDone: (added: Added) => void }) {
  const styles = useStyles();
  const [rule, setRule] = useState('');
  const { preview, ask, forget } = usePreview<RulePreview>(phaseId);

  useEffect(() => {
    if (rule.trim() === '') {
      forget();
      return undefined;
    }
    const timer = setTimeout(() => ask({ what: 'rule', rule, asked: false }), PAUSE);
    return () => clearTimeout(timer);
  }, [rule, ask, forget]);

  const problem = preview.error?.fields?.rule;
  return (
    <>
      <div className={styles.form}>
        <ActionForm action={addRuleAction} hidden={{ phaseId }} label="Add people by a rule" onDone={onDone}>
          <div className={styles.fields}>
            <TextField name="name" label="Name of the rule" hint="Stands with each person as the reason; without one the rule itself does." maxLength={120} />
            <RuleField required onType={setRule} hint={`As for a dynamic group of Microsoft Entra. ${automatic ? 'The cohort is this rule and those it selects today; once the phase has started, Entra goes on giving the package to whoever comes to fit it.' : 'The cohort takes those it selects now and does not follow it afterwards.'}`} {...(problem ? { problem } : {})} />
          </div>
          <SubmitButton appearance="secondary">{preview.latest?.done && !preview.latest.asks && !problem ? `Add ${peopleWords(preview.latest.fresh)}` : 'Add whom it selects'}</SubmitButton>
        </ActionForm>
      </div>
      <div className={styles.preview} aria-live="polite" aria-busy={preview.counting}>
        {preview.error && !problem && <StateLabel state="failed">{preview.error.message}</StateLabel>}
        {preview.latest && !problem && <Told preview={preview.latest} automatic={automatic} counting={preview.counting} onAsk={() => ask({ what: 'rule', rule, asked: true })} />}
      </div>
    </>
  );
}

function Told({ preview, automatic, counting, onAsk }: { preview: RulePreview; automatic: boolean; counting: boolean; onAsk: () => void }) {
  const styles = useStyles();
  if (preview.asks) {
    return (
      <>
        <Body1 as="p" block className={styles.line}>{`To count them, about ${(preview.expected ?? 0).toLocaleString('en-GB')} accounts are read from Microsoft Entra.`}</Body1>
        <Button size="small" className={styles.ask} onClick={onAsk}>Count them</Button>
      </>
    );
  }
  const special = kindTotal(preview.special);
  return (
    <>
      <Body1 as="p" block className={styles.line}>
        {counting && <Spinner size="extra-tiny" aria-hidden />}
        <strong>{preview.fresh === 0 ? 'Adds nobody' : `Adds ${peopleWords(preview.fresh)}`}{counting ? ' so far' : ''}</strong>
        {preview.already > 0 && <span>{`· ${preview.already.toLocaleString('en-GB')} in the cohort already`}</span>}
        {special > 0 && <span>{`· ${special.toLocaleString('en-GB')} left out (${kindWords(preview.special)})`}</span>}
      </Body1>
      {automatic && special > 0 && <Body1 as="p" block>{`The cohort leaves ${special === 1 ? 'it' : 'them'} out, and the rule of a policy cannot. Add a condition that does, such as user.accountEnabled -eq true for disabled accounts, or it cannot be rehearsed.`}</Body1>}
      <Caption1 as="p" block className={styles.quiet}>
        {readWords(preview.basis.from)} <AgeText at={preview.basis.asOf} />{`: ${countWords(preview.read, 'account', 'accounts')}${counting && preview.expected ? ` of about ${preview.expected.toLocaleString('en-GB')}` : ''}`}
      </Caption1>
      {preview.people.length > 0 && (
        <DataTable
          label="Some of those the rule selects"
          columns={[{ key: 'person', header: 'Person', width: '22%' }, { key: 'department', header: 'Department', width: '16%', hideOnPhone: true }, { key: 'why', header: 'What of the rule is true' }, { key: 'kind', header: 'Left out as', width: '180px' }]}
          rows={preview.people.map((person) => ({
            key: person.personId,
            cells: {
              person: person.name,
              department: person.department ?? <span className={styles.quiet}>none</span>,
              why: <span className={styles.detail}>{person.detail}</span>,
              kind: person.kind ? <StateLabel state="skipped">{KIND_WORD[person.kind]}</StateLabel> : null,
            },
          }))}
        />
      )}
    </>
  );
}
