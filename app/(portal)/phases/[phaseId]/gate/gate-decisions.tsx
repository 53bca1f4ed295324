'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { EmptyState } from '@/components/empty-state';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import type { DecisionKind } from '@/lib/rollout/gate';
import type { ShownDecision } from '@/lib/rollout/gate-view';
import { countWords } from '@/lib/rollout/count-words';
import { GateLines, metWords } from '../../gate-lines';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  item: { paddingBlock: tokens.spacingVerticalS, borderBottom: line },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalM },
  quiet: { color: tokens.colorNeutralForeground3 },
  says: { margin: 0, marginTop: tokens.spacingVerticalXXS, overflowWrap: 'anywhere' },
  evidence: { marginTop: tokens.spacingVerticalXS, maxWidth: '640px' },
  summary: { cursor: 'pointer', color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
});

const LOOK: Record<DecisionKind, { state: StateName; word: string }> = {
  start: { state: 'running', word: 'Started' },
  soak: { state: 'soaking', word: 'Soak began' },
  hold: { state: 'held', word: 'Held' },
  resume: { state: 'running', word: 'Went on' },
  advance: { state: 'passed', word: 'Passed' },
  override: { state: 'open', word: 'Gone past the gate' },
};

/** What was decided at the gate, newest first, each with the criteria as they stood then. */
export function GateDecisions({ decisions }: { decisions: ShownDecision[] }) {
  const styles = useStyles();
  return (
    <Section title="Decisions" caption={decisions.length > 0 ? countWords(decisions.length, 'decision', 'decisions') : undefined}>
      {decisions.length === 0 ? (
        <EmptyState icon="history" title="Nothing was decided yet" why="The start, every hold, and that the phase passed are kept here, each with the criteria as they stood." />
      ) : (
        <ol className={styles.list} aria-label="Decisions">
          {decisions.map(({ number, kind, says, reason, decidedAt, decidedByName, evidence }) => (
            <li key={number} className={styles.item}>
              <div className={styles.head}>
                <StateLabel state={LOOK[kind].state}>{LOOK[kind].word}</StateLabel>
                <Caption1 className={styles.quiet}>{decidedByName ?? 'by itself'}, <AgeText at={decidedAt} as="moment" /></Caption1>
              </div>
              <p className={styles.says}>{says}</p>
              {reason && !says.includes(reason) && <p className={styles.says}>{`“${reason}”`}</p>}
              {evidence.length > 0 && (
                <details className={styles.evidence}>
                  <summary className={styles.summary}>{`As it stood: ${metWords(evidence)}`}</summary>
                  <GateLines lines={evidence} label={`Criteria as they stood at decision ${number}`} />
                </details>
              )}
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
