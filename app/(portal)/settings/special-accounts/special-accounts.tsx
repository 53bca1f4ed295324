'use client';

import { Body1, Caption1, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { PeoplePicker } from '@/components/people-picker';
import { PersonName } from '@/components/person-name';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { SubmitButton } from '@/components/submit-button';
import { TextLink } from '@/components/text-link';
import { findPeopleForPicker } from '@/app/directory/find';
import type { AccountKindsView } from '@/lib/directory/keep-account-kinds';
import type { TestedRule } from '@/lib/directory/test-automatic-rules';
import { addEmergencyAction, removeEmergencyAction } from './actions';
import { KindRule } from './kind-rule';

const useStyles = makeStyles({
  narrow: { maxWidth: '880px' },
  note: { marginTop: 0, marginBottom: tokens.spacingVerticalM },
  form: { maxWidth: '560px', marginTop: tokens.spacingVerticalM },
  field: { marginBottom: tokens.spacingVerticalM },
  rule: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  lines: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}` },
});

export type RuleTest = { rules: TestedRule[]; failure: string | null };

type SpecialAccountsProps = { view: AccountKindsView; canChange: boolean; test: RuleTest | null };

/** The accounts that are nobody's desk: the list an admin keeps, how the others are told, and the test of rules that assign. */
export function SpecialAccountsScreen({ view, canChange, test }: SpecialAccountsProps) {
  const styles = useStyles();
  const own = view.rules.filter((rule) => !rule.usual).length;
  return (
    <div className={styles.narrow}>
      <PageHead
        crumbs={[{ label: 'Settings', href: '/settings' }]}
        title="Special accounts"
        state={[
          view.emergency.length > 0 ? { text: `${view.emergency.length} emergency access ${view.emergency.length === 1 ? 'account' : 'accounts'}` } : { text: 'No emergency access account is listed', state: 'open' },
          { text: own === 0 ? 'all kinds are told the usual way' : `${own} told in your own way` },
        ]}
      />
      <Body1 as="p" block className={styles.note}>These accounts, and disabled ones, are left out of every cohort, whatever brings them, unless an admin takes them in one by one for a reason.</Body1>
      <Section title="Emergency access accounts" caption="a list that an admin keeps">
        <DataTable
          label="Emergency access accounts"
          twoLine
          columns={[{ key: 'account', header: 'Account' }, { key: 'added', header: 'Listed', width: '240px' }, ...(canChange ? [{ key: 'remove', header: 'Take off', width: '120px', hiddenHeader: true, align: 'end' as const }] : [])]}
          rows={view.emergency.map((account) => ({
            key: account.personId,
            label: account.name,
            cells: {
              account: <PersonName name={account.name} userPrincipalName={account.userPrincipalName} href={`/people/${account.personId}`} />,
              added: <span><AgeText at={new Date(account.addedAt).toISOString()} />{` by ${account.addedByName}`}</span>,
              remove: (
                <ConfirmDialog
                  trigger="Take off…"
                  triggerAppearance="subtle"
                  triggerSize="small"
                  title={`Take ${account.name} off the list?`}
                  loss="Unless its name tells it, cohorts then bring it like any other account. Rules that assign are no longer tested against it."
                  confirm="Take it off"
                  keep="Keep it listed"
                  action={removeEmergencyAction}
                  hidden={{ personId: account.personId }}
                />
              ),
            },
          }))}
          empty={{ icon: 'key', title: 'No emergency access account is listed', why: 'Microsoft advises two accounts that open the door when all others are locked out. List them here, so that no rollout ever moves their access.' }}
        />
        {canChange && (
          <div className={styles.form}>
            <ActionForm action={addEmergencyAction} label="List emergency access accounts" resetOnDone>
              <div className={styles.field}><PeoplePicker name="personId" label="Accounts to list" max={50} search={findPeopleForPicker} /></div>
              <SubmitButton appearance="secondary">List them</SubmitButton>
            </ActionForm>
          </div>
        )}
      </Section>
      <Section title="Rules that assign by themselves" caption="held against the emergency access accounts" actions={view.emergency.length > 0 && <LinkButton href="/settings/special-accounts?test=rules" size="small" icon="retry">{test ? 'Test again' : 'Test them'}</LinkButton>}>
        <Tested test={test} listed={view.emergency.length} />
      </Section>
      <Section title="How kinds of account are told" caption="by a membership rule each; emergency access by its list too" flush>
        <ul className={styles.list}>
          {view.rules.map((rule) => <KindRule key={rule.kind} rule={rule} canChange={canChange} />)}
        </ul>
      </Section>
    </div>
  );
}

function Tested({ test, listed }: { test: RuleTest | null; listed: number }) {
  const styles = useStyles();
  if (listed === 0) return <Body1 as="p" block className={styles.note}>Nothing to test until an account is listed.</Body1>;
  if (!test) return <Body1 as="p" block className={styles.note}>A rule that reaches an emergency access account would give it access, or take it away, while nobody looks. Testing reads every package’s policies.</Body1>;
  if (test.failure) return <MessageBar intent="error" layout="multiline"><MessageBarBody>{test.failure}</MessageBarBody></MessageBar>;
  const hit = test.rules.filter((rule) => rule.selects.length > 0);
  return (
    <>
      <Body1 as="p" block className={styles.note}>{test.rules.length === 0 ? 'No package assigns by a rule.' : `${hit.length === 0 ? 'None' : hit.length.toLocaleString('en-GB')} of ${test.rules.length.toLocaleString('en-GB')} ${test.rules.length === 1 ? 'rule' : 'rules'} reaches an emergency access account.`}</Body1>
      {test.rules.length > 0 && (
        <DataTable
          label="Rules that assign by themselves"
          twoLine
          columns={[{ key: 'package', header: 'Package', width: '34%' }, { key: 'verdict', header: 'Reaches', width: '170px' }, { key: 'why', header: 'Whom, and by what' }]}
          rows={[...hit, ...test.rules.filter((rule) => rule.selects.length === 0)].map((rule) => ({
            key: `${rule.packageId} ${rule.policyName}`,
            cells: {
              package: <span className={styles.lines}><TextLink href={`/packages/${rule.packageId}`}>{rule.packageName}</TextLink><Caption1>{rule.policyName}</Caption1></span>,
              verdict: rule.unread ? <StateLabel state="unknown">Not readable here</StateLabel> : rule.selects.length > 0 ? <StateLabel state="failed">{`${rule.selects.length} of them`}</StateLabel> : <StateLabel state="verified">None of them</StateLabel>,
              why: rule.selects.length > 0 ? <span className={styles.lines}>{rule.selects.map((each) => <span key={each.personId}>{each.name}: <Caption1 className={styles.rule}>{each.why}</Caption1></span>)}</span> : <Caption1 className={styles.rule}>{rule.rule}</Caption1>,
            },
          }))}
        />
      )}
    </>
  );
}
