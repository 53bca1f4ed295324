'use client';

import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import type { CohortSource, CohortSourceKind } from '@/lib/rollout/cohort';
import { removeSourceAction } from '../../actions';
import { countWords, peopleWords } from '../../../rollouts/phase-words';

const KIND: Record<CohortSourceKind, string> = { picked: 'By name', group: 'Group', csv: 'List', rule: 'Rule', sample: 'Sample' };

type SourcesProps = { phaseId: string; sources: CohortSource[]; mayAct: boolean };

/** Where the people of the cohort came from; a source can be taken back with everybody it brought. */
export function Sources({ phaseId, sources, mayAct }: SourcesProps) {
  return (
    <Section title="Where they come from" caption={countWords(sources.length, 'source', 'sources')}>
      <DataTable
        label="Sources of the cohort"
        columns={[
          { key: 'label', header: 'Source', width: '30%' },
          { key: 'kind', header: 'Kind', width: '110px' },
          { key: 'people', header: 'Brought', width: '120px' },
          { key: 'added', header: 'Added' },
          { key: 'report', header: 'Report', width: '150px', hiddenHeader: true },
          ...(mayAct ? [{ key: 'remove', header: 'Remove', width: '110px', hiddenHeader: true, align: 'end' as const }] : []),
        ]}
        rows={sources.map((source) => ({
          key: source.id,
          label: source.label,
          cells: {
            label: source.label,
            kind: KIND[source.kind],
            people: peopleWords(source.peopleCount),
            added: <span><AgeText at={new Date(source.addedAt).toISOString()} />{` by ${source.addedByName}`}</span>,
            report: source.kind === 'csv' ? <TextLink href={`/phases/${phaseId}/cohort/imports/${source.id}`}>See every line</TextLink> : null,
            remove: (
              <ConfirmDialog
                trigger="Remove…"
                triggerAppearance="subtle"
                triggerSize="small"
                title={`Remove “${source.label}”?`}
                loss={`${peopleWords(source.peopleCount)} who are in the cohort by it are taken out${source.kind === 'csv' ? ', and its report goes' : ''}. Whoever should stay has to be added again. Nothing changes in Microsoft Entra.`}
                confirm={`Take out ${peopleWords(source.peopleCount)}`}
                keep="Keep it"
                action={removeSourceAction}
                hidden={{ phaseId, sourceId: source.id }}
              />
            ),
          },
        }))}
      />
    </Section>
  );
}
