'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { TextLink } from '@/components/text-link';
import type { CohortSource, CohortSourceKind } from '@/lib/rollout/cohort';
import type { SourcesView } from '@/lib/rollout/cohort-view';
import { removeSourceAction } from '../../../actions';
import { countWords, peopleWords } from '../../../../rollouts/phase-words';
import { readWords } from '../../../basis-words';
import { CohortPageHead } from '../cohort-head';

const useStyles = makeStyles({
  lines: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  quiet: { color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
  rule: { fontFamily: tokens.fontFamilyMonospace, whiteSpace: 'pre-wrap' },
});

const KIND: Record<CohortSourceKind, string> = { picked: 'By name', group: 'Group', csv: 'List', rule: 'Rule', sample: 'Sample' };

/** Where the people of the cohort came from; a source can be taken back with everybody it alone brought. */
export function SourcesScreen({ view, mayAct }: { view: SourcesView; mayAct: boolean }) {
  const styles = useStyles();
  const { head, sources } = view;
  const path = `/phases/${head.phase.id}/cohort`;
  return (
    <>
      <CohortPageHead head={head} mayAct={mayAct} tab="sources" addHref={`${path}?add=people`} />
      <DataTable
        label="Sources of the cohort"
        twoLine
        columns={[
          { key: 'label', header: 'Source', width: '34%' },
          { key: 'kind', header: 'Kind', width: '90px' },
          { key: 'people', header: 'Brought', width: '160px' },
          { key: 'added', header: 'Added' },
          { key: 'read', header: 'Read', hideOnPhone: true },
          ...(mayAct ? [{ key: 'remove', header: 'Remove', width: '110px', hiddenHeader: true, align: 'end' as const }] : []),
        ]}
        rows={sources.map((source) => ({
          key: source.id,
          label: source.label,
          cells: {
            label: (
              <span className={styles.lines}>
                <span>{source.label}</span>
                {source.rule && <Caption1 className={styles.quiet}><span className={styles.rule}>{source.rule}</span></Caption1>}
                {source.seed && <Caption1 className={styles.quiet}>{`Seed ${source.seed}`}</Caption1>}
                {source.kind === 'csv' && <Caption1><TextLink href={`${path}/imports/${source.id}`}>See every line</TextLink></Caption1>}
              </span>
            ),
            kind: KIND[source.kind],
            people: (
              <span className={styles.lines}>
                <TextLink href={`${path}?source=${source.id}`}>{peopleWords(source.peopleCount)}</TextLink>
                {source.leftOutCount > 0 && <Caption1 className={styles.quiet}>{`${source.leftOutCount.toLocaleString('en-GB')} left out`}</Caption1>}
                {source.newcomers !== null && source.newcomers > 0 && <Caption1>{`${source.newcomers.toLocaleString('en-GB')} more by now`}</Caption1>}
              </span>
            ),
            added: <span><AgeText at={new Date(source.addedAt).toISOString()} />{` by ${source.addedByName}`}</span>,
            read: source.basis ? <span>{readWords(source.basis.from)} <AgeText at={new Date(source.basis.asOf).toISOString()} /></span> : <span className={styles.quiet}>not kept</span>,
            remove: <Remove phaseId={head.phase.id} source={source} />,
          },
        }))}
        empty={{ title: 'Nobody was brought yet', why: 'Add people by name, from a group or a list, by a rule, or as a sample.' }}
      />
    </>
  );
}

function Remove({ phaseId, source }: { phaseId: string; source: CohortSource }) {
  const stay = source.peopleCount - source.onlyCount;
  const words = [
    `${peopleWords(source.onlyCount)} who are in the cohort by it alone are taken out${source.kind === 'csv' ? ', and its report goes' : ''}.`,
    ...(stay > 0 ? [`${countWords(stay, 'person whom another source brought, too, stays', 'people whom another source brought, too, stay')}.`] : []),
    'Nothing changes in Microsoft Entra.',
  ];
  return (
    <ConfirmDialog
      trigger="Remove…"
      triggerAppearance="subtle"
      triggerSize="small"
      title={`Remove “${source.label}”?`}
      loss={words.join(' ')}
      confirm={`Take out ${peopleWords(source.onlyCount)}`}
      keep="Keep it"
      action={removeSourceAction}
      hidden={{ phaseId, sourceId: source.id }}
    />
  );
}
