'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { PersonName } from '@/components/person-name';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import type { ItemOrder } from '@/lib/rollout/run';
import type { SortHead } from '../rollouts/address';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 } });

export type ItemRow = { id: string; personName: string; userPrincipalName: string | null; packageName: string; state: StateName; word: string; since: string; reason: string | null; href: string; open: boolean };

/** The people of a run, one line for each package they get. */
export function ItemsTable({ heads, items, filtered, showPackage }: { heads: Record<ItemOrder['by'], SortHead>; items: ItemRow[]; filtered: boolean; showPackage: boolean }) {
  const styles = useStyles();
  return (
    <DataTable
      label="People of the run"
      twoLine
      columns={[
        { key: 'person', header: 'Person', width: '24%', ...heads.person },
        ...(showPackage ? [{ key: 'package', header: 'Package', width: '20%' }] : []),
        { key: 'state', header: 'State', width: '180px' },
        { key: 'reason', header: 'Reason' },
        { key: 'since', header: 'Since', width: '130px', hideOnPhone: true, ...heads.since },
      ]}
      empty={{ title: filtered ? 'Nobody matches' : 'Nobody in this run', why: filtered ? 'No one in this run fits the filter. Take it away to see everybody.' : 'The rehearsal gave nothing to anybody.' }}
      rows={items.map((item) => ({
        key: item.id,
        label: item.personName,
        href: item.href,
        open: item.open,
        cells: {
          person: <PersonName name={item.personName} userPrincipalName={item.userPrincipalName} href={item.href} />,
          package: item.packageName,
          state: <StateLabel state={item.state}>{item.word}</StateLabel>,
          reason: item.reason,
          since: <span className={styles.quiet}><AgeText at={item.since} /></span>,
        },
      }))}
    />
  );
}
