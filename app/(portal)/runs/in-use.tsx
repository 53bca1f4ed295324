'use client';

import { Body1, Caption1, Subtitle2, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { unknownUse } from '@/lib/rollout/use';
import type { UseReading } from '@/lib/rollout/use';

const useStyles = makeStyles({ root: { marginTop: tokens.spacingVerticalL }, head: { display: 'block', marginBottom: tokens.spacingVerticalXS }, said: { display: 'block', marginBottom: tokens.spacingVerticalS }, quiet: { display: 'block', color: tokens.colorNeutralForeground3 } });

const count = (many: number): string => many.toLocaleString('en-GB');

/** Whether people have used what they were given, by Entra's sign-in log, or why that is not known. */
export function InUse({ use, readAt }: { use: UseReading; readAt: string }) {
  const styles = useStyles();
  if (use.read !== 'yes') return <Caption1 className={styles.quiet}>{`Whether people have used it is not known: ${unknownUse(use)}.`}</Caption1>;
  return (
    <div className={styles.root}>
      <Subtitle2 as="h3" className={styles.head}>In use</Subtitle2>
      <Body1 className={styles.said}>{use.of === 0 ? 'Nobody has it yet, as of ' : `${count(use.used)} of ${count(use.of)} have used it, as of `}<AgeText at={readAt} as="moment" />.</Body1>
      {use.applications.length > 1 && (
        <DataTable
          label="Use of the applications"
          columns={[{ key: 'name', header: 'Application' }, { key: 'of', header: 'Have it', width: '16%', align: 'end', named: true }, { key: 'used', header: 'Have used it', width: '16%', align: 'end', named: true }]}
          rows={use.applications.map(({ applicationId, name, of, used }) => ({ key: applicationId, label: name, cells: { name, of: count(of), used: count(used) } }))}
        />
      )}
      <Caption1 className={styles.quiet}>
        Counted by Entra’s sign-in log: who has signed in themselves to {use.applications.length === 1 ? use.applications[0]?.name ?? 'the application' : 'an application'} since the run asked for it.
        {use.partly ? ' Whether roles of groups and sites are used no log tells, so packages that give those alone are not counted.' : ''}
        {use.since ? <> Entra keeps sign-ins for 30 days: those before <AgeText at={use.since} as="moment" /> were not seen.</> : ''}
      </Caption1>
    </div>
  );
}
