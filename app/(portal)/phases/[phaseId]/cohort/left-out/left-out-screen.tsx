'use client';

import { Body1, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { PersonName } from '@/components/person-name';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { KIND_WORD } from '@/lib/directory/account-kind';
import type { LeftOutView } from '@/lib/rollout/cohort-view';
import { CohortPageHead } from '../cohort-head';
import { TakeIn } from '../take-in';

const useStyles = makeStyles({
  note: { marginTop: 0, marginBottom: tokens.spacingVerticalM, maxWidth: '880px' },
  basis: { color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
});

type LeftOutScreenProps = { view: LeftOutView; mayAct: boolean; pager: Omit<PagerProps, 'noun'> };

/** Who was brought and is left out, each with the kind of account, how it was told, and the way in. */
export function LeftOutScreen({ view, mayAct, pager }: LeftOutScreenProps) {
  const styles = useStyles();
  const { head, people } = view;
  return (
    <>
      <CohortPageHead head={head} mayAct={mayAct} tab="leftOut" addHref={`/phases/${head.phase.id}/cohort?add=people`} />
      <Body1 as="p" block className={styles.note}>
        Accounts that are nobody’s desk are not in a phase unless somebody takes them in one by one, for a reason. How each kind is told stands in <TextLink href="/settings/special-accounts">Settings</TextLink>.
      </Body1>
      <FilterBar
        search="Find an account"
        filters={[{ param: 'kind', label: 'Kind', options: head.leftOut.map(({ kind, people: count }) => ({ value: kind, chip: KIND_WORD[kind], label: `${KIND_WORD[kind]} (${count.toLocaleString('en-GB')})` })) }]}
      />
      <DataTable
        label="Accounts left out of the cohort"
        twoLine
        columns={[
          { key: 'person', header: 'Account', width: '26%' },
          { key: 'kind', header: 'Left out as', width: '200px' },
          { key: 'basis', header: 'How that was told' },
          { key: 'why', header: 'Brought by', width: '22%' },
          ...(mayAct ? [{ key: 'take', header: 'Take in', width: '110px', hiddenHeader: true, align: 'end' as const }] : []),
        ]}
        rows={people.map((person) => ({
          key: person.personId,
          label: person.name,
          cells: {
            person: <PersonName name={person.name} userPrincipalName={person.userPrincipalName} href={`/people/${person.personId}`} />,
            kind: <StateLabel state="skipped">{KIND_WORD[person.kind]}</StateLabel>,
            basis: <Caption1 className={styles.basis}>{person.basis}</Caption1>,
            why: person.whys.map((each) => each.why).join('; '),
            take: <TakeIn phaseId={head.phase.id} personId={person.personId} name={person.name} detail={`${KIND_WORD[person.kind]}: ${person.basis}.`} />,
          },
        }))}
        empty={{ title: 'Nobody is left out', why: head.leftOut.length === 0 ? 'No source of this cohort brought an account of a special kind.' : 'No account that is left out fits the search and the filter.' }}
      />
      <Pager {...pager} noun="accounts" />
    </>
  );
}
