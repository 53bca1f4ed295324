'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { PersonName } from '@/components/person-name';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { Width } from '@/lib/rollout/compare-rehearsals';
import type { RehearsalView, ResourceGain } from '@/lib/rollout/rehearsal-view';
import { countWords, peopleWords } from '../../rollouts/phase-words';
import { OUTCOME_STATE, OUTCOME_TEXT } from '../outcome-words';
import { HeldDifferences } from './held-differences';
import { ResourceName } from './resource-name';

const WIDTH: Record<Width, string> = { wider: 'Wider', narrower: 'Narrower', same: 'Neither' };

const useStyles = makeStyles({ strong: { fontWeight: tokens.fontWeightSemibold } });

function gainWords(gained: ResourceGain | null): string {
  if (!gained) return 'Not in the packages';
  const gain = `+${peopleWords(gained.gain)}${gained.mayGain > 0 ? `, ${peopleWords(gained.mayGain)} may ask` : ''}`;
  return gained.after === null ? gain : `${gain}, ${gained.after.toLocaleString('en-GB')} afterwards`;
}

const reachOf = (gained: ResourceGain | null): number => (gained ? gained.gain + gained.mayGain : 0);

function moreOrLess(more: number): string {
  return more === 0 ? 'As many' : `${Math.abs(more).toLocaleString('en-GB')} ${more > 0 ? 'more' : 'fewer'}`;
}

type DifferencesProps = { against: NonNullable<RehearsalView['against']>; rehearsal: RehearsalView['rehearsal'] };

/** Two rehearsals side by side, with only what differs; what is wider comes first. */
export function Differences({ against, rehearsal }: DifferencesProps) {
  const styles = useStyles();
  const { differences, differing, head } = against;
  const shown = differences.people;
  const severalPackages = rehearsal.packageCount > 1 || head.packageCount > 1;
  return (
    <>
      {differences.design.length > 0 && (
        <Section title="In the packages" caption={countWords(differences.design.length, 'change', 'changes')}>
          <DataTable
            label="Differences in the packages"
            columns={[{ key: 'package', header: 'Package', width: '26%' }, { key: 'what', header: 'What changed' }, { key: 'width', header: 'Access', width: '120px' }]}
            rows={differences.design.map((each) => ({ key: `${each.packageName} ${each.what}`, cells: { package: each.packageName, what: each.what, width: WIDTH[each.width] } }))}
          />
        </Section>
      )}
      {against.resources.length > 0 && (
        <Section title="By resource" caption={`${countWords(against.resources.length, 'role comes', 'roles come')} to other people`}>
          <DataTable
            label="Differences by resource"
            columns={[
              { key: 'resource', header: 'Resource', width: '26%' },
              { key: 'role', header: 'Role', width: '14%' },
              { key: 'before', header: `Rehearsal ${head.number}`, named: true },
              { key: 'after', header: `Rehearsal ${rehearsal.number}`, named: true },
              { key: 'effect', header: 'Effect', width: '120px' },
            ]}
            rows={against.resources.map(({ key, resourceName, originSystem, roleName, was, is }) => ({
              key,
              cells: {
                resource: <ResourceName name={resourceName} originSystem={originSystem} />,
                role: roleName,
                before: gainWords(was),
                after: <strong className={styles.strong}>{gainWords(is)}</strong>,
                effect: moreOrLess(reachOf(is) - reachOf(was)),
              },
            }))}
          />
        </Section>
      )}
      <HeldDifferences against={against.baseline} numbers={{ older: head.number, newer: rehearsal.number }} />
      <Section title="By person" caption={`${countWords(differences.peopleCount, 'person differs', 'people differ')}${shown.length < differing ? `, the first ${shown.length} are shown` : ''}`} flush>
        <DataTable
          label="Differences by person"
          twoLine
          columns={[
            { key: 'person', header: 'Person', width: '24%' },
            ...(severalPackages ? [{ key: 'package', header: 'Package', width: '20%' }] : []),
            { key: 'before', header: `Rehearsal ${head.number}`, named: true },
            { key: 'after', header: `Rehearsal ${rehearsal.number}`, named: true },
            { key: 'width', header: 'Access', width: '120px' },
          ]}
          rows={shown.map((each) => ({
            key: `${each.packageId} ${each.personId}`,
            cells: {
              person: <PersonName name={each.name} userPrincipalName={each.userPrincipalName} href={`/people/${each.personId}`} />,
              package: each.packageName,
              before: <StateLabel state={OUTCOME_STATE[each.before]}>{OUTCOME_TEXT[each.before]}</StateLabel>,
              after: <StateLabel state={OUTCOME_STATE[each.after]}>{OUTCOME_TEXT[each.after]}</StateLabel>,
              width: each.width === 'wider' ? <strong className={styles.strong}>{WIDTH.wider}</strong> : WIDTH[each.width],
            },
          }))}
          empty={{ title: 'Nobody differs', why: 'Everybody has the same outcome in both rehearsals.' }}
        />
      </Section>
    </>
  );
}
