'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { FactList } from '@/components/fact-list';
import { Icon } from '@/components/icon';
import { Section } from '@/components/section';
import type { EffectLine, ShownEffects } from '@/lib/rollout/effects-view';
import { countWords } from '../../rollouts/phase-words';
import { ResourceName } from './resource-name';

const useStyles = makeStyles({
  lines: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: tokens.spacingVerticalXXS, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3 },
  questions: { margin: `${tokens.spacingVerticalS} 0 0`, color: tokens.colorNeutralForeground3 },
  wants: { display: 'flex', columnGap: tokens.spacingHorizontalXS, alignItems: 'flex-start' },
  icon: { flexShrink: 0, color: tokens.colorPaletteMarigoldForeground2 },
});

/** What the phase does beside its outcomes: what else membership gives, what it takes and causes, and what comes in its way. */
export function WhatElse({ effects }: { effects: ShownEffects }) {
  const { membership, questions, facts, collisions, findings, notKnown } = effects;
  const styles = useStyles();
  const doing = membership.filter((each) => each.lines.length > 0).length;
  return (
    <>
      <Section title="Before it starts" caption={collisions.length > 0 ? countWords(collisions.length, 'thing falls into its time', 'things fall into its time') : undefined}>
        <FactList facts={factsOf(facts)} />
        {collisions.length > 0 && (
          <DataTable
            label="What falls into its time"
            columns={[{ key: 'when', header: 'When', width: '170px' }, { key: 'what', header: 'What comes in its way' }]}
            rows={collisions.map((each) => ({ key: each.key, cells: { when: each.label, what: <Line line={each} /> } }))}
          />
        )}
      </Section>
      {membership.length > 0 && (
        <Section title="What else membership does" caption={doing === 0 ? 'nothing else that Entra tells' : countWords(doing, 'group does more than let people in', 'groups do more than let people in')}>
          <DataTable
            label="What else membership does"
            columns={[{ key: 'resource', header: 'Group', width: '28%' }, { key: 'what', header: 'Whoever becomes a member' }]}
            rows={membership.map((each) => ({ key: each.key, cells: { resource: <ResourceName name={each.resourceName} originSystem={each.originSystem} />, what: <Lines lines={each.lines} unread={each.unread} /> } }))}
          />
          <Caption1 as="p" block className={styles.questions}>{`What Microsoft Graph does not tell is asked of its owners: ${questions.join(' ')}`}</Caption1>
        </Section>
      )}
      {(findings.length > 0 || notKnown) && (
        <Section title="What stands out in the packages" caption={countWords(findings.length, 'finding', 'findings')}>
          {findings.length > 0 && (
            <DataTable
              label="What stands out in the packages"
              columns={[{ key: 'package', header: 'Package', width: '28%' }, { key: 'what', header: 'What stands out' }]}
              rows={findings.map((each) => ({ key: each.key, cells: { package: each.label, what: each.text } }))}
            />
          )}
          {notKnown && <Caption1 as="p" block className={styles.questions}>{notKnown}</Caption1>}
        </Section>
      )}
    </>
  );
}

/** One entry a label, however many lines it has. */
function factsOf(lines: EffectLine[]): { label: string; value: React.ReactNode }[] {
  return [...new Set(lines.map((line) => line.label))].map((label) => ({ label, value: lines.filter((line) => line.label === label).map((line) => <Line key={line.key} line={line} />) }));
}

function Line({ line }: { line: EffectLine }) {
  const styles = useStyles();
  return line.wants ? <span className={styles.wants}><span className={styles.icon}><Icon name="warning" /></span><span>{line.text}</span></span> : <span>{line.text}</span>;
}

function Lines({ lines, unread }: { lines: string[]; unread: string }) {
  const styles = useStyles();
  if (lines.length === 0 && !unread) return <span className={styles.quiet}>gets nothing else that Entra tells</span>;
  return (
    <ul className={styles.lines}>
      {lines.map((line) => <li key={line}>{line}</li>)}
      {unread && <li className={styles.quiet}>{unread}</li>}
    </ul>
  );
}
