'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { Pager } from '@/components/pager';
import { PersonName } from '@/components/person-name';
import { RowPanelLayout } from '@/components/row-panel';
import { StateLabel } from '@/components/state-label';
import { COHORT_CHANGES } from '@/lib/rollout/cohort';
import type { ShownMember } from '@/lib/rollout/cohort-view';
import { TOLD_OUTCOMES } from '@/lib/rollout/rehearsal';
import type { MemberStanding } from '@/lib/rollout/standing';
import { OUTCOME_STATE, OUTCOME_TEXT, standingHead } from '../../../rehearsals/outcome-words';
import { peopleWords } from '../../../rollouts/phase-words';
import { valueChoices } from '../../value-choices';
import { CHANGE_WORD } from '../../change-words';
import type { CohortScreenProps } from './cohort-screen';
import { MemberPanel } from './member-panel';
import { ChosenWords, SelectionActions } from './selection-actions';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3 },
  lines: { display: 'flex', flexDirection: 'column' },
});

type MembersTableProps = Pick<CohortScreenProps, 'view' | 'mayAct' | 'filter' | 'addresses' | 'heads' | 'pager'>;

/** How somebody stands, or stood before the run: as rehearsed, or what their account says while nothing is rehearsed. */
export function StandingLabel({ standing, enabled, external }: { standing: MemberStanding; enabled: boolean; external: boolean }) {
  if (standing) return <StateLabel state={OUTCOME_STATE[standing.outcome]}>{OUTCOME_TEXT[standing.outcome]}</StateLabel>;
  if (!enabled) return <StateLabel state="blocked">Account disabled</StateLabel>;
  if (external) return <StateLabel state="unknown">External</StateLabel>;
  return <StateLabel state="notStarted">Not rehearsed</StateLabel>;
}

/** The people of the cohort, one of them opened at the right. */
export function MembersTable({ view, mayAct, filter, addresses, heads, pager }: MembersTableProps) {
  const styles = useStyles();
  const { members, person, sources, values, outcomes, head: { phase, changes } } = view;
  const head = standingHead(phase.state);
  const index = members.findIndex((member) => member.personId === person?.personId);
  const at = (offset: number) => addresses.people[members[index + offset]?.personId ?? ''];
  const none = <span className={styles.quiet}>none</span>;
  return (
    <>
      <FilterBar
        search={`Find in ${peopleWords(phase.peopleCount)}`}
        filters={[
          { param: 'department', label: 'Department', several: true, options: valueChoices(values.departments) },
          { param: 'country', label: 'Country', several: true, options: valueChoices(values.countries) },
          { param: 'office', label: 'Office', several: true, options: valueChoices(values.offices) },
          { param: 'source', label: 'Source', options: sources.map((source) => ({ value: source.id, label: source.label })) },
          ...(outcomes ? [{ param: 'outcome', label: head, several: true, options: TOLD_OUTCOMES.filter((outcome) => outcomes[outcome] > 0 || filter.outcomes?.includes(outcome)).map((outcome) => ({ value: outcome, chip: OUTCOME_TEXT[outcome], label: `${OUTCOME_TEXT[outcome]} (${outcomes[outcome].toLocaleString('en-GB')})` })) }] : []),
          { param: 'account', label: 'Account', options: [{ value: 'enabled', label: 'Enabled' }, { value: 'disabled', label: 'Disabled' }, { value: 'external', label: 'External' }] },
          { param: 'change', label: 'Changed since', options: [{ value: 'any', label: 'In any way' }, ...COHORT_CHANGES.filter((kind) => changes.kinds[kind]).map((kind) => ({ value: kind, label: CHANGE_WORD[kind] }))] },
          { param: 'also', label: 'Also in', options: [{ value: 'earlier', label: 'An earlier phase' }, { value: 'later', label: 'A later phase' }, { value: 'other', label: 'Any other phase' }] },
          { param: 'taken', label: 'Taken in', options: [{ value: 'in', label: 'For a reason' }] },
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
            { key: 'person', header: 'Person', width: '24%', ...heads.person },
            { key: 'department', header: 'Department', hideOnPhone: true, ...heads.department },
            { key: 'country', header: 'Country', hideOnPhone: true, startsHidden: true, ...heads.country },
            { key: 'office', header: 'Office', hideOnPhone: true, ...heads.office },
            { key: 'jobTitle', header: 'Job title', hideOnPhone: true, startsHidden: true },
            { key: 'now', header: head, width: '160px' },
            { key: 'why', header: 'Why in the cohort', width: '24%' },
          ]}
          rows={members.map((member) => ({
            key: member.personId,
            label: member.name,
            href: addresses.people[member.personId] ?? '',
            open: member.personId === person?.personId,
            cells: {
              person: <PersonName name={member.name} userPrincipalName={member.userPrincipalName} />,
              department: member.department ?? none,
              country: member.country ?? none,
              office: member.office ?? none,
              jobTitle: member.jobTitle ?? none,
              now: <Now member={member} />,
              why: <Why member={member} />,
            },
          }))}
          {...(mayAct ? { selection: { total: view.matching, noun: 'people', says: <ChosenWords view={view} restHref={addresses.rest} />, actions: <SelectionActions view={view} filter={filter} /> } } : {})}
          empty={{ title: 'Nobody matches', why: 'Nobody in this cohort fits the search and the filters. Take a filter away to see more.' }}
        />
        <Pager {...pager} noun="people" />
      </RowPanelLayout>
    </>
  );
}

function Now({ member }: { member: ShownMember }) {
  const styles = useStyles();
  return (
    <span className={styles.lines}>
      <StandingLabel {...member} />
      {member.changes.map(({ kind }) => <StateLabel key={kind} state="open">{CHANGE_WORD[kind]}</StateLabel>)}
    </span>
  );
}

function Why({ member }: { member: ShownMember }) {
  const styles = useStyles();
  const [first, ...more] = member.whys;
  return (
    <span className={styles.lines}>
      <span>{first?.why}{more.length > 0 ? `; ${more.map((each) => each.why).join('; ')}` : ''}</span>
      {member.takenIn && <span className={styles.quiet}>{`Taken in by ${member.takenIn.byName}`}</span>}
      {member.otherPhases.filter((each) => each.sameRollout).map((each) => <span key={each.phaseId} className={styles.quiet}>{`Also in ${each.phaseName}`}</span>)}
    </span>
  );
}
