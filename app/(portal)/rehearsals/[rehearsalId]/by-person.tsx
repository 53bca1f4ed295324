'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { PersonName } from '@/components/person-name';
import { RowPanelLayout } from '@/components/row-panel';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { ToldOutcome } from '@/lib/rollout/rehearsal';
import type { RehearsalView } from '@/lib/rollout/rehearsal-view';
import { peopleWords } from '../../rollouts/phase-words';
import { OUTCOME_STATE, OUTCOME_TEXT } from '../outcome-words';
import { PersonPanel } from './person-panel';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 } });

/** Where a row leads, by person, and back to none opened. */
export type PeopleAddresses = { opened: Record<string, string>; closed: string };

type ByPersonProps = { view: RehearsalView; outcome: ToldOutcome | null; fileHref: string | null; people: PeopleAddresses; pager: Omit<PagerProps, 'noun'> };

/** What happens to each person, those who need a look first; one of them opened at the right. */
export function ByPerson({ view, outcome, fileHref, people, pager }: ByPersonProps) {
  const styles = useStyles();
  const { lines, person } = view;
  const index = lines.findIndex((line) => line.personId === person?.line.personId);
  const at = (offset: number) => people.opened[lines[index + offset]?.personId ?? ''];
  return (
    <Section title="By person" caption={`${peopleWords(view.matching)}${outcome ? `, ${OUTCOME_TEXT[outcome].toLowerCase()}` : ', blocked first'}`} flush>
      <FilterBar search="Find a person">
        {fileHref && <LinkButton href={fileHref} size="small" appearance="subtle" icon="download" download>Export</LinkButton>}
      </FilterBar>
      <RowPanelLayout panel={person ? <PersonPanel person={person} closeHref={people.closed} previousHref={index > 0 ? at(-1) : undefined} nextHref={index >= 0 ? at(1) : undefined} /> : undefined}>
        <DataTable
          label="By person"
          twoLine
          columns={[
            { key: 'person', header: 'Person', width: '22%' },
            { key: 'department', header: 'Department', width: '13%', hideOnPhone: true },
            { key: 'outcome', header: 'Outcome', width: '150px' },
            { key: 'reason', header: 'Reason' },
            { key: 'held', header: 'Held before', width: '24%', hideOnPhone: true },
          ]}
          rows={lines.map((line) => ({
            key: line.personId,
            label: line.name,
            href: people.opened[line.personId] ?? '',
            open: line.personId === person?.line.personId,
            cells: {
              person: <PersonName name={line.name} userPrincipalName={line.userPrincipalName} />,
              department: line.department ?? <span className={styles.quiet}>none</span>,
              outcome: <StateLabel state={OUTCOME_STATE[line.outcome]}>{OUTCOME_TEXT[line.outcome]}</StateLabel>,
              reason: line.reason,
              held: <span className={styles.quiet}>{line.held}</span>,
            },
          }))}
          empty={{ title: 'Nobody matches', why: 'No person of this rehearsal has such a name and outcome. Choose another total above, or clear the search.' }}
        />
        <Pager {...pager} noun="people" />
      </RowPanelLayout>
    </Section>
  );
}
