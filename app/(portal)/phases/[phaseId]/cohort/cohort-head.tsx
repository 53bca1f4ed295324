'use client';

import { Caption1, MessageBar, MessageBarActions, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { LinkButton } from '@/components/link-button';
import { useGo } from '@/components/navigation';
import { PageHead } from '@/components/page-head';
import type { StateItem } from '@/components/page-head';
import { SubmitButton } from '@/components/submit-button';
import { TabLinks } from '@/components/tab-links';
import { COHORT_CHANGES } from '@/lib/rollout/cohort';
import type { CohortHead } from '@/lib/rollout/cohort-view';
import { maySupplement } from '@/lib/rollout/phase';
import { lookAgainAction } from '../../actions';
import { supplementPhaseAction } from '../../../rollouts/actions';
import { peopleWords } from '../../../rollouts/phase-words';
import { RehearseButton } from '../../../rollouts/rehearse-button';
import { changeWords } from '../../change-words';
import { phaseCrumbs } from '../../phase-crumbs';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalM },
  read: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, color: tokens.colorNeutralForeground3, marginBottom: tokens.spacingVerticalM },
});

type CohortHeadProps = {
  head: CohortHead;
  mayAct: boolean;
  /** May add a phase for people who come later, though this one takes nobody any more. */
  maySupplementIt?: boolean;
  tab: 'people' | 'leftOut' | 'sources';
  matching?: number;
  addHref?: string | undefined;
};

/** What is true of a cohort, what became different, and the parts of its place. */
export function CohortPageHead({ head, mayAct, tab, matching, addHref, maySupplementIt }: CohortHeadProps) {
  const styles = useStyles();
  const { phase, read, changes, leftOut } = head;
  const go = useGo();
  const path = `/phases/${phase.id}/cohort`;
  // A phase that is signed still takes people itself, but is a draft again with the first of them.
  const supplements = maySupplementIt === true && maySupplement(phase) && phase.rolloutState !== 'finished' && phase.rolloutState !== 'abandoned';
  const aside = leftOut.reduce((sum, each) => sum + each.people, 0);
  const state: StateItem[] = [
    { text: phase.state === 'draft' ? 'Draft' : phase.state === 'rehearsed' ? 'Rehearsed' : phase.name, state: phase.state },
    ...(phase.supplementOf ? [{ text: 'for people who come later' }] : []),
    { text: peopleWords(phase.peopleCount) },
    ...(matching === undefined ? [] : [{ text: `${matching.toLocaleString('en-GB')} match the filter` }]),
    ...(read && phase.peopleCount > 0 ? [{ text: read.from === 'mirror' ? 'read from the copy of the directory' : 'read', at: new Date(read.asOf).toISOString() }] : []),
    ...(head.open ? [{ text: 'Nothing has been changed yet.', strong: true }] : [{ text: 'frozen since the phase started' }]),
  ];
  const kinds = COHORT_CHANGES.flatMap((kind) => (changes.kinds[kind] ? [changeWords(kind, changes.kinds[kind])] : []));
  return (
    <>
      <PageHead
        crumbs={phaseCrumbs(phase)}
        title={`Cohort of ${phase.name}`}
        state={state}
        actions={supplements || (mayAct && phase.peopleCount > 0) ? (
          <>
            {supplements && <ActionForm action={supplementPhaseAction} hidden={{ phaseId: phase.id }} inline label="Add people who come later" onDone={(added) => go(`/phases/${added.phaseId}/cohort`)}><SubmitButton icon="add">Add people who come later…</SubmitButton></ActionForm>}
            {mayAct && phase.peopleCount > 0 && <ActionForm action={lookAgainAction} hidden={{ phaseId: phase.id }} inline label="Look again"><SubmitButton appearance="subtle" icon="retry">Look again</SubmitButton></ActionForm>}
            {mayAct && phase.peopleCount > 0 && addHref && <LinkButton href={addHref} icon="add">Add people</LinkButton>}
            {mayAct && phase.peopleCount > 0 && <RehearseButton phaseId={phase.id} opens>{`Rehearse ${peopleWords(phase.peopleCount)}`}</RehearseButton>}
          </>
        ) : undefined}
      />
      {changes.people > 0 && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody>{`${peopleWords(changes.people)} became different since they were added: ${kinds.join(', ')}. They are still in the phase.`}</MessageBarBody>
          <MessageBarActions><LinkButton href={`${path}?change=any`} size="small">{changes.people === 1 ? 'See who' : `See the ${changes.people.toLocaleString('en-GB')}`}</LinkButton></MessageBarActions>
        </MessageBar>
      )}
      {(phase.peopleCount > 0 || aside > 0) && (
        <TabLinks
          label="Parts of the cohort"
          chosen={tab}
          tabs={[
            { key: 'people', label: `People ${phase.peopleCount.toLocaleString('en-GB')}`, href: path },
            { key: 'leftOut', label: `Left out ${aside.toLocaleString('en-GB')}`, href: `${path}/left-out` },
            { key: 'sources', label: `Sources ${head.sourceCount.toLocaleString('en-GB')}`, href: `${path}/sources` },
          ]}
        />
      )}
    </>
  );
}

/** Said small, where it concerns only some. */
export function Overlap({ earlier, later, path, rolloutId }: { earlier: number; later: number; path: string; rolloutId: string }) {
  const styles = useStyles();
  if (earlier + later === 0) return null;
  return (
    <Caption1 as="p" block className={styles.read}>
      {earlier > 0 && <LinkButton href={`${path}?also=earlier`} size="small" appearance="subtle">{`${peopleWords(earlier)} in an earlier phase too`}</LinkButton>}
      {later > 0 && <LinkButton href={`${path}?also=later`} size="small" appearance="subtle">{`${peopleWords(later)} in a later phase too`}</LinkButton>}
      <LinkButton href={`/rollouts/${rolloutId}/coverage`} size="small" appearance="subtle">Overlap and gaps</LinkButton>
    </Caption1>
  );
}
