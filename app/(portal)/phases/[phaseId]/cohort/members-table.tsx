'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { Pager } from '@/components/pager';
import { PersonName } from '@/components/person-name';
import { RowPanelLayout } from '@/components/row-panel';
import { StateLabel } from '@/components/state-label';
import { SelectionFields } from '@/components/table-selection';
import { OUTCOME_STATE, OUTCOME_TEXT } from '../../../rehearsals/outcome-words';
import { removeMembersAction } from '../../actions';
import { peopleWords } from '../../../rollouts/phase-words';
import { NONE } from '@/lib/rollout/cohort';
import type { CohortScreenProps } from './cohort-screen';
import { MemberPanel } from './member-panel';
import type { MemberStanding } from '@/lib/rollout/standing';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 } });

type MembersTableProps = Pick<CohortScreenProps, 'view' | 'mayAct' | 'filter' | 'addresses' | 'heads' | 'pager'>;

/** How somebody stands: as rehearsed, or what their account says while nothing is rehearsed. */
export function StandingLabel({ standing, enabled, external }: { standing: MemberStanding; enabled: boolean; external: boolean }) {
  if (standing) return <StateLabel state={OUTCOME_STATE[standing.outcome]}>{OUTCOME_TEXT[standing.outcome]}</StateLabel>;
  if (!enabled) return <StateLabel state="blocked">Account disabled</StateLabel>;
  if (external) return <StateLabel state="unknown">External</StateLabel>;
  return <StateLabel state="notStarted">Not rehearsed</StateLabel>;
}

/** The people of the cohort, one of them opened at the right. */
export function MembersTable({ view, mayAct, filter, addresses, heads, pager }: MembersTableProps) {
  const styles = useStyles();
  const { phase, members, person, sources, values: { departments } } = view;
  const index = members.findIndex((member) => member.personId === person?.personId);
  const at = (offset: number) => addresses.people[members[index + offset]?.personId ?? ''];
  return (
    <>
      <FilterBar
        search={`Find in ${peopleWords(phase.peopleCount)}`}
        filters={[
          { param: 'source', label: 'Source', options: sources.map((source) => ({ value: source.id, label: source.label })) },
          { param: 'department', label: 'Department', options: departments.map(({ value, people }) => ({ value, label: `${value === NONE ? 'None' : value} (${people.toLocaleString('en-GB')})` })) },
          { param: 'account', label: 'Account', options: [{ value: 'enabled', label: 'Enabled' }, { value: 'disabled', label: 'Disabled' }, { value: 'external', label: 'External' }] },
        ]}
      />
      <RowPanelLayout
        panel={person ? <MemberPanel phase={phase} person={person} mayAct={mayAct} closeHref={addresses.closed} previousHref={index > 0 ? at(-1) : undefined} nextHref={index >= 0 ? at(1) : undefined} /> : undefined}
      >
        <DataTable
          key={JSON.stringify(filter)}
          label="People of the cohort"
          twoLine
          columns={[
            { key: 'person', header: 'Person', width: '26%', ...heads.person },
            { key: 'department', header: 'Department', hideOnPhone: true, ...heads.department },
            { key: 'now', header: 'Now', width: '160px' },
            { key: 'why', header: 'Why in the cohort' },
          ]}
          rows={members.map((member) => ({
            key: member.personId,
            label: member.name,
            href: addresses.people[member.personId] ?? '',
            open: member.personId === person?.personId,
            cells: {
              person: <PersonName name={member.name} userPrincipalName={member.userPrincipalName} />,
              department: member.department ?? <span className={styles.quiet}>none</span>,
              now: <StandingLabel {...member} />,
              why: member.whys.map((each) => each.why).join('; '),
            },
          }))}
          {...(mayAct ? { selection: { total: view.matching, noun: 'people', actions: <TakeOut phaseId={phase.id} phaseName={phase.name} filter={filter} /> } } : {})}
          empty={{ title: 'Nobody matches', why: 'Nobody in this cohort fits the search and the filters. Take a filter away to see more.' }}
        />
        <Pager {...pager} noun="people" />
      </RowPanelLayout>
    </>
  );
}

function TakeOut({ phaseId, phaseName, filter }: { phaseId: string; phaseName: string; filter: Record<string, string> }) {
  return (
    <ConfirmDialog
      trigger="Take out of the cohort…"
      triggerSize="small"
      title={`Take the chosen people out of ${phaseName}?`}
      loss="They are no longer in this phase and get nothing by it. A rehearsal of the cohort as it was no longer holds. Nothing changes in Microsoft Entra."
      confirm="Take them out"
      keep="Keep them"
      action={removeMembersAction}
      hidden={{ phaseId, ...filter }}
    >
      <SelectionFields name="personId" />
    </ConfirmDialog>
  );
}
