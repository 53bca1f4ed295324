'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { cards } from '@/components/breakpoint';
import { DataTable } from '@/components/data-table';
import { SplitBar } from '@/components/split-bar';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import type { PhaseState } from '@/lib/rollout/phase';
import type { RolloutOrder, RolloutState } from '@/lib/rollout/rollout';
import type { SortHead } from '../address';
import { ROLLOUT_STATE, peopleWords } from '../phase-words';

const useStyles = makeStyles({
  // In a card the bar would be a dot: there it is as wide as what stands above it.
  bar: { display: 'flex', alignItems: 'center', minHeight: '20px', columnGap: tokens.spacingHorizontalS, [cards]: { width: '200px' } },
  count: { whiteSpace: 'nowrap' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

export type RolloutRow = {
  id: string;
  name: string;
  state: RolloutState;
  packages: string[];
  current: { name: string; number: number; state: PhaseState } | null;
  phaseCount: number;
  people: number;
  delivered: number;
  /** From how many people it was taken back. */
  takenBack: number;
  onItsWay: number;
  failed: number;
  /** People who get it by policies alone. */
  byPolicy: number;
  updatedAt: string;
};

/** The list of rollouts, each row leading to its rollout. */
export function RolloutsTable({ heads, rollouts }: { heads: Record<RolloutOrder['by'], SortHead>; rollouts: RolloutRow[] }) {
  const styles = useStyles();
  return (
    <DataTable
      label="Rollouts"
      columns={[
        { key: 'name', header: 'Rollout', width: '23%', ...heads.name },
        { key: 'state', header: 'State', width: '110px' },
        { key: 'phase', header: 'Phase', width: '16%' },
        { key: 'packages', header: 'Packages', width: '22%', hideOnPhone: true },
        { key: 'delivered', header: 'Delivered', width: '170px' },
        { key: 'changed', header: 'Changed', width: '130px', hideOnPhone: true, ...heads.changed },
      ]}
      rows={rollouts.map((rollout) => {
        const { word, state } = ROLLOUT_STATE[rollout.state];
        return {
          key: rollout.id,
          label: rollout.name,
          href: `/rollouts/${rollout.id}`,
          cells: {
            name: <TextLink href={`/rollouts/${rollout.id}`}>{rollout.name}</TextLink>,
            state: <StateLabel state={state}>{word}</StateLabel>,
            phase: rollout.current ? (
              <StateLabel state={rollout.current.state}>{`${rollout.current.name}, ${rollout.current.number} of ${rollout.phaseCount}`}</StateLabel>
            ) : null,
            packages: rollout.packages.length > 1 ? `${rollout.packages[0] ?? ''} and ${rollout.packages.length - 1} more` : rollout.packages[0],
            delivered: rollout.people === 0 ? <span className={styles.quiet}>{rollout.byPolicy > 0 ? `${peopleWords(rollout.byPolicy)} by a policy` : rollout.takenBack > 0 ? `taken back from ${peopleWords(rollout.takenBack)}` : 'no people yet'}</span> : (
              <span className={styles.bar} title={`${peopleWords(rollout.people)}${rollout.byPolicy > 0 ? `, and ${rollout.byPolicy.toLocaleString('en-GB')} by a policy` : ''}`}>
                <SplitBar total={rollout.people} delivered={rollout.delivered} onItsWay={rollout.onItsWay} failed={rollout.failed} />
                <span className={styles.count}>{`${rollout.delivered.toLocaleString('en-GB')}/${rollout.people.toLocaleString('en-GB')}`}</span>
              </span>
            ),
            changed: <AgeText at={rollout.updatedAt} />,
          },
        };
      })}
      empty={{ title: 'No rollout matches', why: 'No rollout or package has a name like this, or none is in this state. Take a filter away to see more.' }}
    />
  );
}
