'use client';

import { makeStyles } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import { TextLink } from '@/components/text-link';
import { Totals } from '@/components/totals';
import { IMPORT_VERDICTS, VERDICT_TEXT, canTakeIn, placeWords } from '@/lib/rollout/cohort';
import type { ImportVerdict } from '@/lib/rollout/cohort';
import type { ImportView } from '@/lib/rollout/cohort-view';
import { TakeIn } from '../../take-in';
import { countWords } from '../../../../../rollouts/phase-words';
import { phaseCrumbs } from '../../../../phase-crumbs';

const useStyles = makeStyles({ asItStood: { overflowWrap: 'anywhere' } });

const STATE: Record<ImportVerdict, StateName> = {
  added: 'eligible', already: 'alreadyHasIt', duplicate: 'skipped', unknown: 'unknown', ambiguous: 'conflict', disabled: 'blocked', guest: 'blocked', special: 'blocked', group: 'conflict', malformed: 'failed',
};

type ImportScreenProps = { view: ImportView; mayAct: boolean; verdict: ImportVerdict | null; addresses: Record<string, string>; pager: Omit<PagerProps, 'noun'> };

/** The report of a list: totals by what became of the lines, and every line. */
export function ImportScreen({ view, mayAct, verdict, addresses, pager }: ImportScreenProps) {
  const styles = useStyles();
  const { phase, source, verdicts } = view;
  const lines = IMPORT_VERDICTS.reduce((all, each) => all + (verdicts[each] ?? 0), 0);
  const added = verdicts.added ?? 0;
  const inOneLine = view.places > 0;
  const [one, many] = inOneLine ? ['address', 'addresses'] : ['line', 'lines'];
  const takeable = (verdicts.disabled ?? 0) + (verdicts.guest ?? 0) + (verdicts.special ?? 0);
  return (
    <>
      <PageHead
        crumbs={[...phaseCrumbs(phase), { label: 'Cohort', href: `/phases/${phase.id}/cohort` }]}
        title={source.label}
        state={[
          { text: `${countWords(added, 'person', 'people')} added of ${countWords(lines, one, many)}` },
          ...(lines - added > 0 ? [{ text: `${(lines - added).toLocaleString('en-GB')} left out` }] : []),
          { text: 'imported', at: new Date(source.addedAt).toISOString() },
          { text: `by ${source.addedByName}` },
        ]}
        actions={<LinkButton href={`/phases/${phase.id}/cohort`} appearance="primary">{`Go on to the cohort of ${phase.name}`}</LinkButton>}
      />
      <Totals
        totals={[
          { key: 'all', value: lines, label: `${lines === 1 ? one : many} in all`, icon: 'document', href: addresses.all ?? '', chosen: verdict === null },
          ...IMPORT_VERDICTS.filter((each) => each === 'added' || (verdicts[each] ?? 0) > 0).map((each) => ({
            key: each, value: verdicts[each] ?? 0, label: wordsOf(each, verdicts[each] ?? 0), state: STATE[each], href: addresses[each] ?? '', chosen: verdict === each,
          })),
        ]}
      />
      {takeable > 0 && mayAct && <p>{`${countWords(takeable, `${one} names`, `${many} name`)} a special, disabled or external account. They are left out unless you take them in one by one.`}</p>}
      <FilterBar search={inOneLine ? 'Find an address' : 'Find a line'} />
      <DataTable
        label="Lines of the list"
        columns={[
          { key: 'line', header: 'Line', width: inOneLine ? '120px' : '70px', named: true },
          { key: 'text', header: 'As it stood', width: '32%' },
          { key: 'verdict', header: 'What became of it', width: '190px' },
          { key: 'detail', header: 'Who, or why not' },
          ...(mayAct && takeable > 0 ? [{ key: 'take', header: 'Take in', width: '110px', hiddenHeader: true, align: 'end' as const }] : []),
        ]}
        rows={view.rows.map((row) => ({
          key: `${row.line}.${row.place}`,
          cells: {
            line: placeWords(row),
            text: <span className={styles.asItStood}>{row.text}</span>,
            verdict: <StateLabel state={STATE[row.verdict]}>{VERDICT_TEXT[row.verdict]}</StateLabel>,
            detail: row.personId && row.verdict === 'added' ? <span className={styles.asItStood}><TextLink href={`/people/${row.personId}`}>{row.detail}</TextLink></span> : row.personId ? <span className={styles.asItStood}>{row.detail} <TextLink href={`/people/${row.personId}`} label={`Open person of line ${placeWords(row)}`}>Open person</TextLink></span> : <span className={styles.asItStood}>{row.detail}</span>,
            take: canTakeIn(row.verdict) && row.personId ? <TakeIn phaseId={phase.id} personId={row.personId} name={row.text} detail={row.detail} /> : null,
          },
        }))}
        empty={{ title: 'No line matches', why: 'No line of this list reads like this, or none had this outcome. Choose another total above, or clear the search.' }}
      />
      <Pager {...pager} noun={many} />
    </>
  );
}

/** What stands under a number of lines: `2 external accounts`, `1 not found`. */
function wordsOf(verdict: ImportVerdict, lines: number): string {
  switch (verdict) {
    case 'disabled':
      return lines === 1 ? 'disabled account' : 'disabled accounts';
    case 'guest':
      return lines === 1 ? 'external account' : 'external accounts';
    case 'special':
      return lines === 1 ? 'special account' : 'special accounts';
    case 'group':
      return lines === 1 ? 'group' : 'groups';
    case 'ambiguous':
      return 'with more than one match';
    default:
      return VERDICT_TEXT[verdict].toLowerCase();
  }
}
