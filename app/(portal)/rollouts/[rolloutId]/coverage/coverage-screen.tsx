'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { ActionForm } from '@/components/action-form';
import { DataTable } from '@/components/data-table';
import { EmptyState } from '@/components/empty-state';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { PersonName } from '@/components/person-name';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { SubmitButton } from '@/components/submit-button';
import { TextLink } from '@/components/text-link';
import { Totals } from '@/components/totals';
import { KIND_WORD } from '@/lib/directory/account-kind';
import { MOST_GAPS } from '@/lib/rollout/coverage';
import type { CoverageView } from '@/lib/rollout/coverage-view';
import { countWords, peopleWords } from '../../phase-words';
import { readWords } from '../../../phases/basis-words';
import { valueChoices } from '../../../phases/value-choices';
import { compareTargetAction } from './actions';
import { SetTarget } from './set-target';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3 },
  read: { color: tokens.colorNeutralForeground3, marginTop: 0, marginBottom: tokens.spacingVerticalM },
  rule: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
});

type CoverageScreenProps = { view: CoverageView; mayAct: boolean; mayExport: boolean; setting: boolean; addresses: Record<'set' | 'notSetting' | 'gapsFile' | 'overlapFile', string>; pager: Omit<PagerProps, 'noun'> };

/** How the phases of a rollout overlap, and whom of its target they leave out. */
export function CoverageScreen({ view, mayAct, mayExport, setting, addresses, pager }: CoverageScreenProps) {
  const { rollout, target, phases, overlaps } = view;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Rollouts', href: '/rollouts' }, { label: rollout.name, href: `/rollouts/${rollout.id}` }]}
        title="Overlap and gaps"
        state={[{ text: countWords(phases.length, 'phase', 'phases') }, { text: peopleWords(phases.reduce((sum, phase) => sum + phase.peopleCount, 0)) }, target ? { text: `meant for ${target.label}` } : { text: 'no target yet', state: 'notStarted' }]}
        actions={mayAct && target && !setting ? (
          <>
            <LinkButton href={addresses.set}>Change the target</LinkButton>
            <ActionForm action={compareTargetAction} hidden={{ rolloutId: rollout.id }} inline label="Look for gaps again"><SubmitButton>Look for gaps again</SubmitButton></ActionForm>
          </>
        ) : undefined}
      />
      <Section title="In more than one phase" caption={overlaps.length === 0 ? 'nobody' : countWords(overlaps.length, 'pair of phases', 'pairs of phases')} actions={overlaps.length > 0 && mayExport ? <LinkButton href={addresses.overlapFile} size="small" appearance="subtle" icon="download" download>Export</LinkButton> : undefined}>
        <DataTable
          label="Phases that share people"
          columns={[{ key: 'earlier', header: 'Phase' }, { key: 'later', header: 'And' }, { key: 'people', header: 'Share', width: '160px' }]}
          rows={overlaps.map((overlap) => ({
            key: `${overlap.phaseId} ${overlap.otherId}`,
            cells: {
              earlier: <TextLink href={`/phases/${overlap.phaseId}/cohort?also=later`}>{overlap.phaseName}</TextLink>,
              later: <TextLink href={`/phases/${overlap.otherId}/cohort?also=earlier`}>{overlap.otherName}</TextLink>,
              people: peopleWords(overlap.people),
            },
          }))}
          empty={{ title: 'No phases share anybody', why: 'Everybody who is planned is in one phase of this rollout.' }}
        />
      </Section>
      <Section title="In no phase" flush>
        {mayAct && (setting || !target) && <SetTarget rolloutId={rollout.id} target={target} {...(target ? { closeHref: addresses.notSetting } : {})} />}
        {!target && !mayAct && <EmptyState icon="people" title="Nobody said whom this rollout is meant for" why="An identity admin sets a group, a rule, or everybody as its target. Then whoever is in no phase is listed here." />}
        {target && <Gaps view={view} mayExport={mayExport} addresses={addresses} pager={pager} />}
      </Section>
    </>
  );
}

function Gaps({ view, mayExport, addresses, pager }: Pick<CoverageScreenProps, 'view' | 'mayExport' | 'addresses' | 'pager'>) {
  const styles = useStyles();
  const { target, gaps, values } = view;
  if (!target?.compared) return <EmptyState icon="search" title="Nobody looked yet" why="The target is set, but the directory was not gone through. Look for gaps again." />;
  const { compared } = target;
  const path = `/rollouts/${view.rollout.id}/coverage`;
  const kept = compared.inNone + compared.special;
  return (
    <>
      <Totals
        totals={[
          { key: 'all', value: compared.population, label: compared.population === 1 ? 'person of the target' : 'people of the target', icon: 'people' },
          { key: 'in', value: compared.inPhases, label: 'in a phase', state: 'eligible' },
          { key: 'none', value: compared.inNone, label: 'in no phase', state: 'open', href: `${path}?kind=people` },
          { key: 'special', value: compared.special, label: 'special accounts, left out', state: 'skipped', href: `${path}?kind=special` },
        ]}
      />
      <Caption1 as="p" block className={styles.read}>
        {readWords(compared.basis.from)} <AgeText at={new Date(compared.basis.asOf).toISOString()} />
        {target.rule ? <>{': '}<span className={styles.rule}>{target.rule}</span></> : `: ${target.label}`}
        {kept > MOST_GAPS ? `. The first ${MOST_GAPS.toLocaleString('en-GB')} of ${kept.toLocaleString('en-GB')} are listed; narrow the target to see the others.` : ''}
      </Caption1>
      <FilterBar
        search="Find in the gaps"
        filters={[
          { param: 'department', label: 'Department', several: true, options: valueChoices(values.departments) },
          { param: 'country', label: 'Country', several: true, options: valueChoices(values.countries) },
          { param: 'office', label: 'Office', several: true, options: valueChoices(values.offices) },
          { param: 'kind', label: 'Account', options: [{ value: 'people', label: 'People' }, { value: 'special', label: 'Special accounts' }] },
        ]}
      >
        {mayExport && <LinkButton href={addresses.gapsFile} size="small" appearance="subtle" icon="download" download>Export</LinkButton>}
      </FilterBar>
      <DataTable
        label="People in no phase"
        twoLine
        columns={[
          { key: 'person', header: 'Person', width: '30%' },
          { key: 'department', header: 'Department' },
          { key: 'country', header: 'Country', hideOnPhone: true },
          { key: 'office', header: 'Office', hideOnPhone: true },
          { key: 'kind', header: 'Left out as', width: '200px' },
        ]}
        rows={gaps.map((gap) => ({
          key: gap.personId,
          label: gap.name,
          cells: {
            person: <PersonName name={gap.name} userPrincipalName={gap.userPrincipalName} href={`/people/${gap.personId}`} />,
            department: gap.department ?? <span className={styles.quiet}>none</span>,
            country: gap.country ?? <span className={styles.quiet}>none</span>,
            office: gap.office ?? <span className={styles.quiet}>none</span>,
            kind: gap.kind ? <StateLabel state="skipped">{KIND_WORD[gap.kind]}</StateLabel> : null,
          },
        }))}
        empty={{ title: 'Nobody', why: 'Everybody of the target who fits the search and the filters is in a phase.' }}
      />
      <Pager {...pager} noun="people" />
    </>
  );
}
