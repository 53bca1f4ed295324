'use client';

import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { CopyButton } from '@/components/copy-button';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import { TextLink } from '@/components/text-link';
import { ACCESS_STATE_WORDS, ACCESS_STATES, daysOld, EXPORT_HOLDS_DAYS, policiesWords } from '@/lib/authoring/access-policy';
import type { AccessPolicy, AccessState } from '@/lib/authoring/access-policy';
import { removeAccessPoliciesAction } from './actions';
import { BringForm } from './bring-form';

const useStyles = makeStyles({
  narrow: { maxWidth: '960px' },
  says: { maxWidth: '720px', marginTop: 0, marginBottom: tokens.spacingVerticalM },
  ways: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: tokens.spacingVerticalM, maxWidth: '720px' },
  code: { display: 'flex', alignItems: 'flex-start', justifyContent: 'space-between', columnGap: tokens.spacingHorizontalS, marginTop: tokens.spacingVerticalXS, padding: tokens.spacingHorizontalS, backgroundColor: tokens.colorNeutralBackground3, borderRadius: tokens.borderRadiusMedium },
  line: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase300, overflowWrap: 'anywhere' },
});

export type ConditionalAccessProps = {
  brought: { id: string; policies: number; broughtByName: string; broughtAt: string } | null;
  policies: AccessPolicy[];
  pager: Omit<PagerProps, 'noun'>;
  filtered: boolean;
  canChange: boolean;
};

const LOOK: Record<AccessState, StateName> = { enabled: 'verified', reportOnly: 'note', disabled: 'ended' };

/** The policies as they were brought, how to get their export, and the form that brings it. */
export function ConditionalAccessScreen({ brought, policies, pager, filtered, canChange }: ConditionalAccessProps) {
  const styles = useStyles();
  const old = brought ? daysOld(new Date(brought.broughtAt)) : 0;
  return (
    <div className={styles.narrow}>
      <PageHead
        crumbs={[{ label: 'Settings', href: '/settings' }]}
        title="Conditional Access"
        state={brought ? [{ text: policiesWords(brought.policies) }, { text: `brought by ${brought.broughtByName}`, at: brought.broughtAt }, ...(old > EXPORT_HOLDS_DAYS ? [{ text: 'may be out of date', state: 'open' as const }] : [])] : [{ text: 'Not known: nobody brought an export yet', state: 'unknown' }]}
        actions={canChange && brought && (
          <ConfirmDialog
            trigger="Remove the export…"
            title="Remove the export of Conditional Access?"
            loss={`The portal forgets ${policiesWords(brought.policies)}, and readiness says of every group and application that Conditional Access was not looked at. In Entra nothing changes.`}
            confirm={`Remove ${policiesWords(brought.policies)}`}
            keep="Keep the export"
            action={removeAccessPoliciesAction}
            hidden={{ exportId: brought.id }}
          />
        )}
      />
      <Body1 as="p" block className={styles.says}>The portal does not ask for Policy.Read.All. With an export it says of each group and application that shall enter a catalog which policies name it, first of all where whoever gets a group is left out of a policy.</Body1>
      <Section title="Policies">
        {brought && (brought.policies > 0 || filtered) && <FilterBar search="Find a policy by name" filters={[{ param: 'state', label: 'State', options: ACCESS_STATES.map((state) => ({ value: state, label: ACCESS_STATE_WORDS[state] })) }]} />}
        <DataTable
          label="Conditional Access policies"
          columns={[{ key: 'name', header: 'Policy' }, { key: 'state', header: 'State', width: '140px' }, { key: 'groups', header: 'Groups it names', named: true, width: '24%' }, { key: 'applications', header: 'Applications it names', named: true, width: '24%' }]}
          rows={policies.map((policy) => ({
            key: policy.policyId,
            label: policy.name,
            cells: { name: policy.blocks ? `${policy.name}, blocks` : policy.name, state: <StateLabel state={LOOK[policy.state]}>{ACCESS_STATE_WORDS[policy.state]}</StateLabel>, groups: namedWords(false, policy.includeGroups, policy.excludeGroups), applications: namedWords(policy.allApplications, policy.includeApplications, policy.excludeApplications) },
          }))}
          empty={filtered && brought ? { title: 'No policy fits these filters', why: 'Take a filter away to see all.' } : brought ? { icon: 'key', title: 'The tenant has no policies', why: 'The export that was brought holds none, so nothing is named by one.' } : { icon: 'key', title: 'No export yet', why: `Readiness says “not looked at” until ${canChange ? 'you bring one below' : 'an identity admin brings one'}.` }}
        />
        <Pager {...pager} noun="policies" />
      </Section>
      {canChange && (
        <>
          <Section title="How to get the export">
            <div className={styles.ways}>
              <Body1 block>
                In <TextLink href="https://developer.microsoft.com/graph/graph-explorer" external>Graph Explorer</TextLink>, signed in as a Security Reader: consent to Policy.Read.All, run this, and copy the whole answer.
                <Code name="the call">GET https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies</Code>
              </Body1>
              <Body1 block>
                Or in PowerShell with Microsoft Graph, into a file:
                <Code name="the PowerShell lines">{'Connect-MgGraph -Scopes Policy.Read.All\nGet-MgIdentityConditionalAccessPolicy -All | ConvertTo-Json -Depth 10 | Set-Content policies.json'}</Code>
              </Body1>
            </div>
          </Section>
          <Section title={brought ? 'Bring a new one' : 'Bring the export'} flush><BringForm replaces={brought?.policies ?? null} /></Section>
        </>
      )}
    </div>
  );
}

function Code({ name, children }: { name: string; children: string }) {
  const styles = useStyles();
  return (
    <span className={styles.code}>
      <code className={styles.line}>{children.split('\n').map((line) => <span key={line}>{line}<br /></span>)}</code>
      <CopyButton text={children} size="small" iconOnly>{`Copy ${name}`}</CopyButton>
    </span>
  );
}

/** `2 included, 1 left out`. */
function namedWords(all: boolean, included: readonly string[], excluded: readonly string[]): string {
  const words = [all ? 'all' : '', included.length > 0 ? `${included.length.toLocaleString('en-GB')} included` : '', excluded.length > 0 ? `${excluded.length.toLocaleString('en-GB')} left out` : ''].filter(Boolean);
  return words.length > 0 ? words.join(', ') : 'none';
}
