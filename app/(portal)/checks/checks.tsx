'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import type { StateItem } from '@/components/page-head';
import type { PagerProps } from '@/components/pager';
import { RereadWhile } from '@/components/reread-while';
import { SubmitButton } from '@/components/submit-button';
import { Totals } from '@/components/totals';
import type { ChecksView } from '@/lib/authoring/checks-view';
import { WAITS_FOR_PERSON } from '@/lib/authoring/job-waits';
import type { LintRule, Severity } from '@/lib/authoring/lint/finding';
import { SEVERITY_WORDS } from '@/lib/authoring/lint/lint-words';
import { countWords } from '@/lib/rollout/count-words';
import { PlaceTabs } from '../catalogs/place-tabs';
import { lookAgainAction } from './actions';
import { addressOfChecks } from './address';
import { ByRule } from './by-rule';
import { Findings } from './findings';
import { RuleCard } from './rule-card';

const useStyles = makeStyles({ totals: { marginBottom: tokens.spacingVerticalL } });

export type Chosen = { rule?: LintRule; severity?: Severity; state?: 'open' | 'excepted'; catalogId?: string; packageId?: string; text?: string };

export type ChecksProps = { view: ChecksView; chosen: Chosen; kept: Record<string, string>; page: number; pager: Omit<PagerProps, 'noun'>; row: string | null; today: string; mayChange: boolean; mayExport: boolean };

/** What stands out in the tenant: counts by what they weigh and by rule, and the findings themselves. */
export function ChecksScreen(props: ChecksProps) {
  const { view, chosen, kept, page, row, mayChange, mayExport } = props;
  const { looked, underWay, totals } = view;
  const styles = useStyles();
  const atFirst = Object.keys(chosen).length === 0 && page === 1 && !row;
  const rule = view.rules.find((each) => each.rule === chosen.rule);
  const look = mayChange && (!underWay || WAITS_FOR_PERSON.has(underWay.waitsFor)) && (
    <ActionForm action={lookAgainAction} inline label="Look at the tenant">
      <SubmitButton>{looked ? 'Look again' : 'Look at all packages'}</SubmitButton>
    </ActionForm>
  );
  const severity = (of: Severity) => ({
    key: of, value: totals[of], label: SEVERITY_WORDS[of][totals[of] === 1 ? 'one' : 'many'], state: of, chosen: chosen.severity === of && chosen.state === 'open',
    href: addressOfChecks(kept, chosen.severity === of && chosen.state === 'open' ? { severity: null, state: null } : { severity: of, state: 'open' }),
  });
  return (
    <>
      <PageHead
        title="Catalogs & packages"
        state={stateOf(view)}
        actions={<>{mayExport && looked && <LinkButton href="/checks/export" icon="download" download>Export for the workshop</LinkButton>}{looked && look}</>}
      />
      <PlaceTabs chosen="checks" checks />
      <RereadWhile underWay={underWay !== null && !WAITS_FOR_PERSON.has(underWay.waitsFor)} />
      {!looked && <EmptyState icon="beaker" {...emptyOf(view, mayChange)} action={look || undefined} />}
      {looked && (
        <>
          <div className={styles.totals}>
            <Totals
              label="Findings by what they weigh"
              totals={[severity('error'), severity('warning'), severity('note'), { key: 'excepted', value: totals.excepted, label: totals.excepted === 1 ? 'Exception' : 'Exceptions', state: 'excepted', chosen: chosen.state === 'excepted', href: addressOfChecks(kept, { severity: null, state: chosen.state === 'excepted' ? null : 'excepted' }) }]}
            />
          </div>
          {atFirst && <ByRule rules={view.rules} kept={kept} />}
          {rule && <RuleCard rule={rule} backHref={addressOfChecks(kept, { rule: null })} />}
          <Findings {...props} />
        </>
      )}
    </>
  );
}

function stateOf({ looked, underWay }: ChecksView): StateItem[] {
  const last: StateItem[] = looked ? [{ text: `${countWords(looked.packages, 'package', 'packages')} looked at`, at: looked.at }, { text: `in the name of ${looked.byName}` }] : [{ text: 'Nobody has looked yet' }];
  return underWay ? [...last, wayWords(underWay)] : last;
}

function wayWords({ packages, before, waitsFor, actsAsName }: NonNullable<ChecksView['underWay']>): StateItem {
  switch (waitsFor) {
    case 'signInNeeded':
      return { text: `The look in the name of ${actsAsName} waits for a sign-in; look again to go on in yours`, state: 'held', strong: true };
    case 'roleNeeded':
      return { text: `Microsoft Entra does not let ${actsAsName} read packages: it takes Global Reader, Security Reader or Identity Governance Administrator; look again once the role is active`, state: 'held', strong: true };
    case 'consentMissing':
      return { text: 'The portal was not granted EntitlementManagement.ReadWrite.All; once a Global Administrator has, look again', state: 'held', strong: true };
    case 'throttled':
      return { text: 'Microsoft Entra asks to slow down; the look goes on by itself', state: 'held' };
    case 'tenant':
      return { text: 'Microsoft Entra does not answer; the look goes on by itself', state: 'held' };
    case 'noLicence':
      return { text: 'The tenant has no licence for access packages, so there is nothing to read; it is tried again by itself', state: 'failed' };
    case 'broken':
      return { text: 'Something broke on our side while looking; it is tried again by itself, and the log says what', state: 'failed' };
    case null:
      return { text: `Looking: ${countWords(packages, 'package', 'packages')}${before ? ` of about ${before.toLocaleString('en-GB')}` : ''} read. You can leave this page`, state: 'running' };
  }
}

function emptyOf({ underWay }: ChecksView, mayChange: boolean): { title: string; why: string } {
  if (underWay) return { title: underWay.waitsFor ? 'The first look waits' : 'Looking for the first time', why: 'All packages of the tenant are read, in the background. What stands out shows here as soon as it is through.' };
  return { title: 'Nobody has looked yet', why: mayChange ? 'All packages, policies and what they hand out are read and held against the rules, in the background and without changing anything. You can leave this page meanwhile.' : 'An admin has all packages looked at; what stands out then shows here.' };
}
