'use client';

import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import { TextLink } from '@/components/text-link';
import type { HandoverItemState } from '@/lib/rollout/handover-item';

const LOOK: Record<HandoverItemState, StateName> = { queued: 'notStarted', sending: 'onItsWay', unknown: 'onItsWay', sent: 'onItsWay', done: 'verified', left: 'skipped', failed: 'failed' };

export type HandoverRow = { id: string; personId: string; personName: string; packageName: string; endsAt: string | null; extendable: boolean; ruleMatches: boolean | null; toPolicyName: string | null; newEndsAt: string | null; /** Keeps the policy and the end it has. */ stays: boolean; state: HandoverItemState; says: string };

/** By person: when access ends now, whether they can extend, where they go, and how far that is. */
export function HandoverItems({ rows, filtered, severalPackages }: { rows: HandoverRow[]; filtered: boolean; severalPackages: boolean }) {
  const hasRule = rows.some(({ ruleMatches }) => ruleMatches !== null);
  return (
    <DataTable
      label="Who is handed over"
      memory="handover"
      columns={[
        { key: 'person', header: 'Person', width: '15%' },
        ...(severalPackages ? [{ key: 'package', header: 'Package', width: '12%', named: true }] : []),
        { key: 'ends', header: 'Ends now', width: '11%', named: true },
        { key: 'extend', header: 'Can extend', width: '84px', named: true },
        ...(hasRule ? [{ key: 'rule', header: 'Rule selects', width: '112px', named: true }] : []),
        { key: 'to', header: 'Goes to', width: '14%', named: true },
        { key: 'newEnd', header: 'Ends then', width: '170px', named: true },
        { key: 'state', header: 'How far' },
      ]}
      rows={rows.map((row) => ({
        key: row.id,
        label: row.personName,
        cells: {
          person: <TextLink href={`/people/${row.personId}`}>{row.personName}</TextLink>,
          package: row.packageName,
          ends: row.endsAt ? <AgeText at={row.endsAt} as="moment" /> : 'never',
          extend: row.extendable ? 'Yes' : 'No',
          rule: row.ruleMatches === null ? 'No rule' : row.ruleMatches ? 'Yes, not while assigned' : 'No',
          to: row.toPolicyName === null ? 'Not chosen' : row.stays ? '–' : row.toPolicyName,
          newEnd: row.stays || row.toPolicyName === null ? '–' : row.newEndsAt ? <AgeText at={row.newEndsAt} as="moment" /> : 'never by itself',
          state: <StateLabel state={LOOK[row.state]}>{row.says}</StateLabel>,
        },
      }))}
      empty={filtered ? { title: 'Nobody matches', why: 'Take a filter away to see more.' } : { title: 'Nobody is on a pilot’s policy', why: 'When the tenant was read, nobody held a package of this rollout under the policy its pilot gave it by.' }}
    />
  );
}
