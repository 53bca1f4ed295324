'use client';

import { Caption1, Subtitle2, makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { provisioningFix } from '@/lib/rollout/in-application';
import type { InApplication } from '@/lib/rollout/in-application';

const useStyles = makeStyles({ root: { marginTop: tokens.spacingVerticalL }, head: { display: 'block', marginBottom: tokens.spacingVerticalXS }, quiet: { color: tokens.colorNeutralForeground3 } });

const count = (many: number): string => (many === 0 ? '–' : many.toLocaleString('en-GB'));

/** The second level: whether the applications themselves have the accounts, by Entra's provisioning log. */
export function InTheApplication({ applications }: { applications: InApplication[] }) {
  const styles = useStyles();
  const missing = applications.flatMap((application) => application.notProvisioned.map((person) => ({ ...person, application: application.name, key: `${application.applicationId} ${person.personId}` })));
  return (
    <div className={styles.root}>
      <Subtitle2 as="h3" className={styles.head}>In the application</Subtitle2>
      <DataTable
        label="Accounts in the applications"
        columns={[{ key: 'name', header: 'Application' }, { key: 'there', header: 'Account there', width: '16%', align: 'end', named: true }, { key: 'failed', header: 'Failed', width: '14%', align: 'end', named: true }, { key: 'skipped', header: 'Skipped', width: '14%', align: 'end', named: true }, { key: 'notTold', header: 'Not told yet', width: '16%', align: 'end', named: true }]}
        rows={applications.map(({ applicationId, name, totals }) => ({ key: applicationId, label: name, cells: { name, there: count(totals.there), failed: count(totals.failed), skipped: count(totals.skipped), notTold: count(totals.notTold) } }))}
      />
      {missing.length > 0 && (
        <DataTable
          label="People without an account in the application"
          twoLine
          columns={[{ key: 'person', header: 'Person', width: '24%' }, { key: 'application', header: 'Application', width: '18%', named: true }, { key: 'what', header: 'What the log says' }, { key: 'fix', header: 'What mends it', width: '28%', named: true }]}
          rows={missing.map(({ key, personId, personName, application, status, code, reason }) => ({ key, label: personName, cells: { person: <TextLink href={`/people/${personId}`}>{personName}</TextLink>, application, what: <StateLabel state={status === 'failed' ? 'failed' : 'blocked'}>{reason ? `${code}: ${reason}` : code}</StateLabel>, fix: provisioningFix(code) } }))}
        />
      )}
      <Caption1 className={styles.quiet}>By Entra’s provisioning log, of those who have it as signed. What it does not tell of yet comes with its next cycle; an application that Entra does not provision stays untold.</Caption1>
    </div>
  );
}
