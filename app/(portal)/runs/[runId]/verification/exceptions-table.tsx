'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { FactList } from '@/components/fact-list';
import { LinkButton } from '@/components/link-button';
import { PersonName } from '@/components/person-name';
import { RowPanel } from '@/components/row-panel';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { VERDICT_WORDS } from '@/lib/rollout/verdict';
import type { Verdict } from '@/lib/rollout/verdict';
import { VERDICT_LOOK } from '../../verdict-look';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 }, actions: { marginTop: tokens.spacingVerticalL } });

export type ExceptionRow = { id: string; personId: string; personName: string; userPrincipalName: string | null; packageName: string; verdict: Verdict; says: string; detail: string; fix: string | null; who: string | null; doc: string | null; foundAt: string; href: string; open: boolean };

const look = (verdict: Verdict) => <StateLabel state={VERDICT_LOOK[verdict].state}>{VERDICT_WORDS[verdict].word}</StateLabel>;

/** A detail that begins with the cause says it already. */
const whatOf = ({ says, detail }: ExceptionRow): string => (detail.startsWith(says) ? `${detail.replace(/\.$/, '')}.` : detail ? `${says}: ${detail}` : `${says}.`);

/** Everybody who was found otherwise than as signed, with what is different. */
export function ExceptionsTable({ rows, filtered, read }: { rows: ExceptionRow[]; filtered: boolean; read: boolean }) {
  const styles = useStyles();
  return (
    <DataTable
      label="What was found otherwise than as signed"
      memory="verification"
      twoLine
      columns={[
        { key: 'person', header: 'Person', width: '20%' },
        { key: 'package', header: 'Package', width: '12%', named: true },
        { key: 'verdict', header: 'Verdict', width: '12%' },
        { key: 'what', header: 'What was found' },
        { key: 'fix', header: 'What mends it', width: '23%', named: true },
        { key: 'since', header: 'Since', width: '9%', hideOnPhone: true },
      ]}
      empty={{ title: filtered ? 'Nobody matches' : read ? 'Everybody has it as signed' : 'Not read back yet', why: filtered ? 'Nobody fits the filter. Take it away to see everybody who was found otherwise.' : read ? 'The last reading found nothing otherwise than as signed.' : 'The tenant is read once the run has settled.' }}
      rows={rows.map((row) => ({
        key: row.id, label: row.personName, href: row.href, open: row.open,
        cells: {
          person: <PersonName name={row.personName} userPrincipalName={row.userPrincipalName} href={row.href} />,
          package: row.packageName,
          verdict: look(row.verdict),
          what: whatOf(row),
          fix: row.fix,
          since: <span className={styles.quiet}><AgeText at={row.foundAt} /></span>,
        },
      }))}
    />
  );
}

/** One of them, opened beside the list: what is different, what mends it and who may do that. */
export function ExceptionPanel({ row, closeHref }: { row: ExceptionRow; closeHref: string }) {
  const styles = useStyles();
  return (
    <RowPanel person title={row.personName} detail={[row.packageName, row.userPrincipalName].filter(Boolean).join(', ')} closeHref={closeHref}>
      <FactList
        facts={[
          { label: 'Verdict', value: look(row.verdict) },
          { label: 'What was found', value: whatOf(row) },
          ...(row.fix ? [{ label: 'What mends it', value: row.fix, strong: true }] : []),
          ...(row.who ? [{ label: 'Who may', value: row.who }] : []),
          { label: 'Since', value: <AgeText at={row.foundAt} /> },
          ...(row.doc ? [{ label: 'Described by Microsoft', value: <TextLink href={row.doc}>learn.microsoft.com</TextLink> }] : []),
        ]}
      />
      <div className={styles.actions}><LinkButton href={`/people/${row.personId}`} size="small">Open {row.personName} in Helpdesk</LinkButton></div>
    </RowPanel>
  );
}
