'use client';

import { Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { FormButtons } from '@/components/form-layout';
import { RuleField } from '@/components/rule-field';
import { SubmitButton } from '@/components/submit-button';
import { KIND_WORD, USUAL_RULES } from '@/lib/directory/account-kind';
import type { AccountKindsView } from '@/lib/directory/keep-account-kinds';
import { changeAccountRuleAction } from './actions';

const useStyles = makeStyles({
  item: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) max-content', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalXS, alignItems: 'start', paddingBlock: tokens.spacingVerticalS, borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}` },
  words: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  rule: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
  quiet: { color: tokens.colorNeutralForeground3 },
  form: { gridColumn: '1 / -1', maxWidth: '640px' },
});

/** One kind of account and the rule it is told by, edited in place. */
export function KindRule({ rule: { kind, rule, usual, changedByName, changedAt }, canChange }: { rule: AccountKindsView['rules'][number]; canChange: boolean }) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState(rule);
  return (
    <li className={styles.item}>
      <span className={styles.words}>
        <strong>{KIND_WORD[kind]}</strong>
        {!open && <span className={styles.rule}>{rule === '' ? 'Not told at all' : rule}</span>}
        <Caption1 className={styles.quiet}>{usual ? 'The usual way' : <>Changed <AgeText at={new Date(changedAt ?? 0).toISOString()} />{` by ${changedByName ?? 'somebody'}`}</>}</Caption1>
      </span>
      {canChange && !open && (
        <Button size="small" appearance="subtle" aria-label={`Change how ${KIND_WORD[kind]} is told`} onClick={() => { setFrom(rule); setOpen(true); }}>Change</Button>
      )}
      {open && (
        <div className={styles.form}>
          <ActionForm action={changeAccountRuleAction} hidden={{ kind }} madeOf={{ seen: JSON.stringify({ rule }) }} label={`How ${KIND_WORD[kind]} is told`} onDone={() => setOpen(false)}>
            <RuleField key={from} label={`Rule for ${KIND_WORD[kind]}`} defaultValue={from} hint="Whoever it selects is left out. Leave it blank to tell nobody as this." />
            <FormButtons>
              <SubmitButton size="small" appearance="secondary">Save the rule</SubmitButton>
              {from !== USUAL_RULES[kind] && <Button size="small" appearance="subtle" onClick={() => setFrom(USUAL_RULES[kind])}>Back to the usual rule</Button>}
              <Button size="small" appearance="subtle" onClick={() => setOpen(false)}>Leave it</Button>
            </FormButtons>
          </ActionForm>
        </div>
      )}
    </li>
  );
}
