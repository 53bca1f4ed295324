'use client';

import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { SentAgainGroup } from '@/lib/rollout/run-view';
import { becameWords, failedCaption, sentAgainCaption, unitWords } from './run-words';

export type FailureLine = { cause: string; whatToDo: string | null; count: number; since: string; href: string };

/** What failed before and was sent again, by cause, and what became of it: nothing that failed is gone from sight when it is mended. */
export function SentAgainList({ groups, packageCount }: { groups: SentAgainGroup[]; packageCount: number }) {
  if (groups.length === 0) return null;
  return (
    <Section title="Failed before, and sent again" caption={sentAgainCaption(groups)}>
      <DataTable
        label="Earlier failures by cause"
        twoLine
        columns={[
          { key: 'cause', header: 'Cause', width: '34%' },
          { key: 'failures', header: 'Failures', width: '90px', align: 'end', named: true },
          { key: 'items', header: 'Of', width: '130px', named: true },
          { key: 'now', header: 'What became of them' },
        ]}
        rows={groups.map((group) => ({
          key: group.cause,
          label: group.cause,
          cells: { cause: group.cause, failures: group.failures.toLocaleString('en-GB'), items: unitWords(group.items, packageCount), now: becameWords(group) },
        }))}
      />
    </Section>
  );
}

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
