'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { PersonName } from '@/components/person-name';
import { Section } from '@/components/section';
import type { BaselineLine } from '@/lib/rollout/baseline-view';
import type { BaselineAgainst } from '@/lib/rollout/load-baseline';
import { countWords } from '../../rollouts/phase-words';
import { ResourceName } from './resource-name';

const useStyles = makeStyles({ strong: { fontWeight: tokens.fontWeightSemibold } });

function lineWords(line: BaselineLine | null): string {
  if (!line) return 'Not read';
  const n = (count: number): string => count.toLocaleString('en-GB');
  return [
    line.asReported ? `${n(line.already)} already there, as Entra reports` : `${n(line.already)} already there`,
    ...(line.routes.length > 0 ? [line.routes.map(({ words, people }) => `${n(people)} ${words}`).join(', ')] : []),
    ...(line.lose > 0 ? [`${n(line.lose)} would lose it`] : []),
    ...(line.unknown > 0 ? [`${n(line.unknown)} unknown`] : []),
  ].join('; ');
}

type HeldDifferencesProps = { against: BaselineAgainst; numbers: { older: number; newer: number } };

/** What two rehearsals say differently of before: by role, and of people who are in both. */
export function HeldDifferences({ against, numbers }: HeldDifferencesProps) {
  const styles = useStyles();
  const sides = [{ key: 'before', header: `Rehearsal ${numbers.older}`, named: true }, { key: 'after', header: `Rehearsal ${numbers.newer}`, named: true }];
  return (
    <>
      {against.resources.length > 0 && (
        <Section title="Held before, by resource" caption={`${countWords(against.resources.length, 'role differs', 'roles differ')}`}>
          <DataTable
            label="Differences in what was held before"
            columns={[{ key: 'resource', header: 'Resource', width: '24%' }, { key: 'role', header: 'Role', width: '14%' }, ...sides]}
            rows={against.resources.map(({ key, resourceName, originSystem, roleName, was, is }) => ({
              key, cells: { resource: <ResourceName name={resourceName} originSystem={originSystem} />, role: roleName, before: lineWords(was), after: <strong className={styles.strong}>{lineWords(is)}</strong> },
            }))}
          />
        </Section>
      )}
      {against.differing > 0 && (
        <Section title="Held before, by person" caption={`${countWords(against.differing, 'difference', 'differences')} in how people of both hold a role${against.people.length < against.differing ? `, the first ${against.people.length} are shown` : ''}`}>
          <DataTable
            label="Differences in what people held before"
            twoLine
            columns={[{ key: 'person', header: 'Person', width: '24%' }, { key: 'role', header: 'Role', width: '22%' }, ...sides]}
            rows={against.people.map(({ personId, name, userPrincipalName, key, resourceName, roleName, was, is }) => ({
              key: `${personId} ${key}`,
              cells: { person: <PersonName name={name} userPrincipalName={userPrincipalName} href={`/people/${personId}`} />, role: `${resourceName}, ${roleName}`, before: was, after: <strong className={styles.strong}>{is}</strong> },
            }))}
          />
        </Section>
      )}
    </>
  );
}
