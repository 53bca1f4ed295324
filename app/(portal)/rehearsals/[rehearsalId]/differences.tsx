'use client';

import { DataTable } from '@/components/data-table';
import { PersonName } from '@/components/person-name';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { Width } from '@/lib/rollout/compare-rehearsals';
import type { RehearsalView } from '@/lib/rollout/rehearsal-view';
import { countWords } from '../../rollouts/phase-words';
import { OUTCOME_STATE, OUTCOME_TEXT } from '../outcome-words';

const WIDTH: Record<Width, string> = { wider: 'Wider', narrower: 'Narrower', same: 'Neither' };

type DifferencesProps = { against: NonNullable<RehearsalView['against']>; rehearsal: RehearsalView['rehearsal'] };

/** Two rehearsals side by side, with only what differs; what is wider comes first. */
export function Differences({ against, rehearsal }: DifferencesProps) {
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
      <Section title="By person" caption={`${countWords(differences.peopleCount, 'person differs', 'people differ')}${shown.length < differing ? `, the first ${shown.length} are shown` : ''}`} flush>
        <DataTable
          label="Differences by person"
          twoLine
          columns={[
            { key: 'person', header: 'Person', width: '24%' },
            ...(severalPackages ? [{ key: 'package', header: 'Package', width: '20%' }] : []),
            { key: 'before', header: `Rehearsal ${head.number}` },
            { key: 'after', header: `Rehearsal ${rehearsal.number}` },
            { key: 'width', header: 'Access', width: '120px' },
          ]}
          rows={shown.map((each) => ({
            key: `${each.packageId} ${each.personId}`,
            cells: {
              person: <PersonName name={each.name} userPrincipalName={each.userPrincipalName} href={`/people/${each.personId}`} />,
              package: each.packageName,
              before: <StateLabel state={OUTCOME_STATE[each.before]}>{OUTCOME_TEXT[each.before]}</StateLabel>,
              after: <StateLabel state={OUTCOME_STATE[each.after]}>{OUTCOME_TEXT[each.after]}</StateLabel>,
              width: WIDTH[each.width],
            },
          }))}
          empty={{ title: 'Nobody differs', why: 'Everybody has the same outcome in both rehearsals.' }}
        />
      </Section>
    </>
  );
}
