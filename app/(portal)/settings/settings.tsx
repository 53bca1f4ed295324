'use client';

import { Body1, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { phone } from '@/components/breakpoint';
import { FactList } from '@/components/fact-list';
import { Icon } from '@/components/icon';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { daysOld, EXPORT_HOLDS_DAYS, policiesWords } from '@/lib/authoring/access-policy';
import type { SettingsView } from '@/lib/support/settings-view';
import { DirectoryMirror } from './directory-mirror';
import { grantedWords, standingWords } from './permission-words';
import { LOOK, VerdictLine } from './verdict-line';
import type { Verdict } from './verdict-line';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  icon: { display: 'inline-flex', alignItems: 'center', height: tokens.lineHeightBase300 },
  quiet: { color: tokens.colorNeutralForeground3 },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
  narrow: { maxWidth: '880px' },
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  permission: {
    display: 'grid', gridTemplateColumns: '20px minmax(0, 5fr) minmax(0, 6fr)', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXXS, paddingBlock: tokens.spacingVerticalSNudge, borderBottom: line,
    [phone]: { gridTemplateColumns: '20px minmax(0, 1fr)' },
  },
  purpose: { display: 'flex', flexDirection: 'column', [phone]: { gridColumnStart: 2 } },
});

/** What is known of Conditional Access. */
function accessVerdict(brought: SettingsView['accessExport']): Verdict {
  if (!brought) return { good: null, says: 'Not known: bring an export', more: 'Until then readiness says of every group and application that Conditional Access was not looked at.' };
  const says = <>{`Export of ${policiesWords(brought.policies)}, brought by ${brought.broughtByName} `}<AgeText at={brought.broughtAt.toISOString()} /></>;
  return daysOld(brought.broughtAt) > EXPORT_HOLDS_DAYS ? { good: null, says, more: 'It may be out of date: bring a new one.' } : { good: true, says };
}

const ROLE_WORDS: Record<string, string> = { 'Rollout.Admin': 'Rollout admin', 'Rollout.Helpdesk': 'Helpdesk', 'Rollout.Auditor': 'Auditor' };
export type SettingsProps = {
  view: SettingsView;
  version: string;
  tenant: { id: string; name: string; local: boolean };
  account: { name: string; userPrincipalName: string; roles: string[]; readOnly: boolean };
};

export function SettingsScreen({ view, version, tenant, account }: SettingsProps) {
  const styles = useStyles();
  const missing = view.permissions.filter((permission) => !permission.granted && !permission.only);
  const wanting =
    missing.length > 0 ? `${missing.length === 1 ? '1 permission is' : `${missing.length} permissions are`} missing`
    : view.organizationFailure ? 'Microsoft Graph could not be asked'
    : view.governanceFailure ? 'Access packages cannot be read with this account'
    : null;
  const name = view.organization?.name ?? tenant.name;
  return (
    <div className={styles.narrow}>
      <PageHead
        title="Settings"
        state={[
          wanting ? { text: wanting, state: 'failed' } : { text: 'Everything the portal needs is there', state: 'delivered' },
          { text: `version ${version}` },
        ]}
      />
      <Section title="Tenant">
        <VerdictLine
          verdict={
            view.organizationFailure
              ? { good: false, says: 'Microsoft Graph does not answer for this tenant', more: view.organizationFailure }
              : tenant.local
                ? { good: null, says: 'This is the local tenant: nothing here touches Microsoft', more: 'Set the four ENTRA settings to point the portal at a real tenant; the README says how, step by step.' }
                : { good: true, says: 'Microsoft Graph answers for this tenant' }
          }
        />
        <FactList facts={[{ label: 'Name', value: name }, { label: 'Domain', value: view.organization?.defaultDomain ?? 'Not read' }, { label: 'Tenant id', value: <span className={styles.mono}>{tenant.id}</span> }, { label: 'This database', value: 'Belongs to this tenant alone' }]} />
      </Section>
      <Section title="Account">
        <VerdictLine verdict={account.readOnly ? { good: false, says: 'You can read, but not change anything now', more: 'Your roles were last checked more than an hour ago. Sign in again from the menu with your name.' } : { good: true, says: 'Your roles are fresh' }} />
        <VerdictLine verdict={view.governanceFailure ? { good: false, says: 'You cannot read access packages at Microsoft', more: view.governanceFailure } : { good: true, says: 'Microsoft Entra lets you read access packages' }} />
        <FactList
          facts={[
            { label: 'Signed in as', value: `${account.name}, ${account.userPrincipalName}` },
            { label: 'Role here', value: account.roles.map((role) => ROLE_WORDS[role] ?? role).join(', ') },
            { label: 'Roles hold', value: view.rolesUntil ? <>until <AgeText at={view.rolesUntil} as="moment" /></> : 'Not known' },
            { label: 'Session ends', value: view.sessionEndsAt ? <AgeText at={view.sessionEndsAt} as="moment" /> : 'Not known' },
          ]}
        />
      </Section>
      <Section title="Permissions in Microsoft Graph" caption={grantedWords(view.permissions)}>
        <VerdictLine
          verdict={{
            good: null,
            says: 'One API registration reads and writes',
            more: 'Entra puts every consented permission into each token, so the portal checks its own role before any write, and your Entra role is the limit in Graph.',
          }}
        />
        {view.needlessWrites.length > 0 && <VerdictLine verdict={{ good: false, says: `More was granted than the portal uses: ${view.needlessWrites.join(', ')}`, more: 'Take these away in the app registration.' }} />}
        <ul className={styles.list}>
          {view.permissions.map((permission) => (
            <li key={permission.scope} className={styles.permission}>
              <span className={styles.icon}><Icon {...LOOK[permission.granted ? 'good' : permission.only ? 'note' : 'bad']} /></span>
              <span>
                <span className={styles.mono}>{permission.scope}</span>
                <Caption1 block className={styles.quiet}>{standingWords(permission)}</Caption1>
              </span>
              <span className={styles.purpose}>
                <Body1>{permission.only ? `${permission.purpose}: needed only ${permission.only}` : permission.purpose}</Body1>
                {!permission.granted && <Caption1>{`${permission.without} until a Global Administrator consents`}</Caption1>}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <DirectoryMirror mirror={view.mirror} canChange={account.roles.includes('Rollout.Admin') && !account.readOnly} />
      <Section title="Calendars">
        <FactList facts={[{ label: 'When', value: <TextLink href="/settings/calendars">Change windows, freezes and holidays that runs go by</TextLink> }]} />
      </Section>
      <Section title="Runs">
        <FactList facts={[{ label: 'How runs write', value: <TextLink href="/settings/runs">The tenant’s limit, and how much of it is used in business hours</TextLink> }]} />
      </Section>
      <Section title="Special accounts">
        <FactList facts={[{ label: 'Left out', value: <TextLink href="/settings/special-accounts">Emergency access, service, room and other accounts that no cohort brings by itself</TextLink> }]} />
      </Section>
      {account.roles.some((role) => role === 'Rollout.Admin' || role === 'Rollout.Auditor') && (
        <Section title="Conditional Access">
          <VerdictLine verdict={accessVerdict(view.accessExport)} />
          <FactList facts={[{ label: 'Policies', value: <TextLink href="/settings/conditional-access">The export by which readiness tells what policies name a group or application</TextLink> }]} />
        </Section>
      )}
      <Section title="Sign-off">
        <FactList facts={[{ label: 'Who answers', value: <TextLink href="/owners">Accountable owners and who signs besides them</TextLink> }]} />
      </Section>
      <Section title="Database and version" flush>
        <VerdictLine verdict={view.database.lastMigration ? { good: true, says: 'The database is at this version’s last migration' } : { good: false, says: 'No migration has run' }} />
        <FactList
          facts={[
            { label: 'Database', value: view.database.embedded ? `${view.database.version}, embedded, in a process of its own` : `${view.database.version}, a server` },
            { label: 'Size', value: `${(view.database.sizeBytes / 1024 ** 2).toFixed(1)} MB` },
            { label: 'Last migration', value: <span className={mergeClasses(styles.mono)}>{view.database.lastMigration ?? 'none'}</span> },
            { label: 'Access Rollout', value: version },
            { label: 'Node.js', value: view.node },
          ]}
        />
      </Section>
    </div>
  );
}
