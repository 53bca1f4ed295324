'use client';

import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { failedCaption, unitWords } from './run-words';

export type FailureLine = { cause: string; whatToDo: string | null; count: number; since: string; href: string };

/** What failed, by cause, with what to do about it; each cause leads to its people. */
export function FailureList({ failures, failed, packageCount }: { failures: FailureLine[]; failed: number; packageCount: number }) {
  if (failures.length === 0) return null;
  return (
    <Section title="Failed" caption={failedCaption(failed, failures.length, packageCount)}>
      <DataTable
        label="Failures by cause"
        twoLine
        columns={[
          { key: 'cause', header: 'Cause', width: '34%' },
          { key: 'count', header: 'How many', width: '130px' },
          { key: 'todo', header: 'What to do' },
          { key: 'since', header: 'Since', width: '130px', hideOnPhone: true },
        ]}
        rows={failures.map((failure) => ({
          key: failure.cause,
          label: failure.cause,
          href: failure.href,
          cells: {
            cause: <StateLabel state="failed">{failure.cause}</StateLabel>,
            count: unitWords(failure.count, packageCount),
            todo: failure.whatToDo,
            since: <AgeText at={failure.since} />,
          },
        }))}
      />
    </Section>
  );
}
