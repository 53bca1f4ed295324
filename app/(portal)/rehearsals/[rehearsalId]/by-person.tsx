'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { PersonName } from '@/components/person-name';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { Outcome } from '@/lib/rollout/rehearsal';
import type { RehearsalView } from '@/lib/rollout/rehearsal-view';
import { peopleWords } from '../../rollouts/phase-words';
import { OUTCOME_STATE, OUTCOME_TEXT } from '../outcome-words';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 } });

type ByPersonProps = { view: RehearsalView; outcome: Outcome | null; fileHref: string | null; pager: Omit<PagerProps, 'noun'> };

/** What happens to each person, those who need a look first. */
export function ByPerson({ view, outcome, fileHref, pager }: ByPersonProps) {
  const styles = useStyles();
  return (
    <Section title="By person" caption={`${peopleWords(view.matching)}${outcome ? `, ${OUTCOME_TEXT[outcome].toLowerCase()}` : ', blocked first'}`} flush>
      <FilterBar search="Find a person">
        {fileHref && <LinkButton href={fileHref} size="small" appearance="subtle" icon="download" download>Export</LinkButton>}
      </FilterBar>
      <DataTable
        label="By person"
        twoLine
        columns={[
          { key: 'person', header: 'Person', width: '27%' },
          { key: 'department', header: 'Department', width: '16%', hideOnPhone: true },
          { key: 'outcome', header: 'Outcome', width: '170px' },
          { key: 'reason', header: 'Reason' },
        ]}
        rows={view.lines.map((line) => ({
          key: line.personId,
          label: line.name,
          cells: {
            person: <PersonName name={line.name} userPrincipalName={line.userPrincipalName} href={`/people/${line.personId}`} />,
            department: line.department ?? <span className={styles.quiet}>none</span>,
            outcome: <StateLabel state={OUTCOME_STATE[line.outcome]}>{OUTCOME_TEXT[line.outcome]}</StateLabel>,
            reason: line.reason,
          },
        }))}
        empty={{ title: 'Nobody matches', why: 'No person of this rehearsal has such a name and outcome. Choose another total above, or clear the search.' }}
      />
      <Pager {...pager} noun="people" />
    </Section>
  );
}
