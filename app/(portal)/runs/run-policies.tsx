'use client';

import { Body1Strong, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { FactList } from '@/components/fact-list';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { ShownPolicy } from '@/lib/rollout/run-policies-view';
import { countWords } from '../rollouts/phase-words';
import { POLICY_LOOK } from './run-words';

const useStyles = makeStyles({
  policies: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalL },
  policy: { minWidth: 0 },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalL, rowGap: tokens.spacingVerticalXXS, marginBottom: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground3 },
  lines: { margin: 0, marginBottom: tokens.spacingVerticalS, paddingLeft: tokens.spacingHorizontalL, maxWidth: '760px' },
  rule: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
  table: { marginBottom: tokens.spacingVerticalS },
});

export type RunPoliciesProps = {
  policies: ShownPolicy[];
  /** What came of each since it was written, by its id; read while the page stands already. */
  followUps?: Record<string, React.ReactNode>;
  /** Without rules and differences, beside the way to the run's own page. */
  short?: boolean;
};

/** What a run does to policies: as far as it has come, what is in the way, and what came of it. */
export function RunPolicies({ policies, followUps = {}, short }: RunPoliciesProps) {
  const styles = useStyles();
  if (policies.length === 0) return null;
  return (
    <Section title="Policies" caption={`${countWords(policies.length, 'package comes', 'packages come')} by a policy, without a request each`} flush={short ?? false}>
      <div className={styles.policies}>
        {policies.map((policy) => (
          <div key={policy.id} className={styles.policy}>
            <div className={styles.head}>
              <Body1Strong>{policy.packageName}</Body1Strong>
              <StateLabel state={POLICY_LOOK[policy.state].state}>{POLICY_LOOK[policy.state].word}</StateLabel>
              <Caption1 className={styles.quiet}>{`policy “${policy.policyName}”, `}{policy.savedAt ? <>saved <AgeText at={policy.savedAt} /></> : <AgeText at={policy.since} />}</Caption1>
            </div>
            <ul className={styles.lines}>
              {policy.failure && <li>{`${policy.failure}.`}</li>}
              {policy.whatToDo && <li>{`${policy.whatToDo}.`}</li>}
              {policy.lines.map((line) => <li key={line}>{line}</li>)}
              {followUps[policy.id] && <li>{followUps[policy.id]}</li>}
            </ul>
            {!short && policy.differences.length > 0 && (
              <div className={styles.table}>
                <DataTable
                  label={`What differs in the policy of ${policy.packageName}`}
                  memory="policy-differences"
                  twoLine
                  columns={[{ key: 'field', header: 'What differs', width: '34%' }, { key: 'expected', header: 'As it was rehearsed', named: true }, { key: 'found', header: 'As it is in Entra', named: true }]}
                  rows={policy.differences.map((each) => ({ key: each.field, label: each.field, cells: { ...each } }))}
                />
              </div>
            )}
            {!short && policy.rules && (
              <FactList
                facts={[
                  { label: 'Rule before', value: <span className={styles.rule}>{policy.rules.before ?? 'None: it selected nobody'}</span> },
                  { label: 'Rule after', value: <span className={styles.rule}>{policy.rules.after}</span> },
                ]}
              />
            )}
          </div>
        ))}
      </div>
    </Section>
  );
}
