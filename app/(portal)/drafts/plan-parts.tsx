'use client';

import { Caption1, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { phone } from '@/components/breakpoint';
import { Differences } from '@/components/differences';
import { Icon } from '@/components/icon';
import type { IconName } from '@/components/icons';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import type { Difference, DraftOperation } from '@/lib/authoring/draft';
import type { DraftProblem } from '@/lib/authoring/plan-draft';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  step: { display: 'grid', gridTemplateColumns: '32px 20px minmax(0, 1fr)', columnGap: tokens.spacingHorizontalS, paddingBlock: tokens.spacingVerticalSNudge, borderBottom: line, [phone]: { gridTemplateColumns: '24px 20px minmax(0, 1fr)' } },
  number: { color: tokens.colorNeutralForeground3, textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
  icon: { display: 'inline-flex', height: tokens.lineHeightBase300, alignItems: 'center' },
  words: { minWidth: 0, overflowWrap: 'anywhere' },
  gone: { color: tokens.colorStatusDangerForeground1 },
  quiet: { color: tokens.colorNeutralForeground3 },
  call: { display: 'block', marginTop: tokens.spacingVerticalXS, marginBottom: 0, padding: tokens.spacingHorizontalS, backgroundColor: tokens.colorNeutralBackground2, fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: '320px', overflowY: 'auto' },
  bar: { marginBottom: tokens.spacingVerticalS },
  problems: { display: 'grid', rowGap: tokens.spacingVerticalS },
  sentences: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

export type ShownStep = { key: string; position: number; operation: DraftOperation; words: string; differences: Difference[]; affects: string | null; removes: boolean; call: string | null };

const ICONS: Record<DraftOperation, IconName> = { create: 'add', update: 'edit', delete: 'delete' };

/** What will be done, one sentence each in the order in which it goes, with what changes by it. */
export function StepList({ steps }: { steps: ShownStep[] }) {
  const styles = useStyles();
  return (
    <ol className={styles.list} aria-label="What will be done">
      {steps.map((step) => (
        <li key={step.key} className={styles.step}>
          <span className={styles.number}>{step.position}</span>
          <span className={mergeClasses(styles.icon, step.removes && styles.gone)}><Icon name={ICONS[step.operation]} /></span>
          <div className={styles.words}>
            <span>{step.words}</span>
            {step.affects && <Caption1 block className={styles.quiet}>{step.affects}</Caption1>}
            {step.operation !== 'delete' && <Differences differences={step.differences} changed={step.operation === 'update'} />}
            {step.call && <pre className={styles.call} tabIndex={0} aria-label={`Graph call of step ${step.position}`}>{step.call}</pre>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** What keeps the draft from being applied, each with what to do. */
export function ProblemList({ draftId, problems, canChange }: { draftId: string; problems: (DraftProblem & { leftHref?: string | null })[]; canChange: boolean }) {
  const styles = useStyles();
  if (problems.length === 0) return null;
  return (
    <Section title="What is in the way" caption={problems.length.toLocaleString('en-GB')}>
      <div className={styles.problems}>
        {problems.map((problem) => (
          <MessageBar key={problem.key} intent="error" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>{problem.name}</MessageBarTitle>
              {problem.words} {problem.href && <TextLink href={problem.href}>{problem.href.endsWith('?tab=assignments') ? 'See the assignments' : problem.href.endsWith('/edit') ? 'Edit its rule' : 'Open it'}</TextLink>}{canChange && <>{' '}<TextLink href={`/drafts/${draftId}`}>See the draft</TextLink></>}{problem.leftHref && <>{' '}<TextLink href={problem.leftHref}>Leave it in the tenant</TextLink></>}
            </MessageBarBody>
          </MessageBar>
        ))}
      </div>
    </Section>
  );
}

/** What would be done as it is asked, and not do what it is meant to; or, `open`, of what nobody knows whether it can be done. */
export function DoubtList({ doubts, open }: { doubts: { key: string; name: string; words: string }[]; open?: boolean }) {
  const styles = useStyles();
  if (doubts.length === 0) return null;
  return (
    <Section title={open ? 'What is not known' : 'What would not work as it stands'} caption={doubts.length.toLocaleString('en-GB')}>
      <div className={styles.problems}>
        {doubts.map(({ key, name, words }) => <MessageBar key={key} intent={open ? 'info' : 'warning'} layout="multiline"><MessageBarBody><MessageBarTitle>{name}</MessageBarTitle>{words}</MessageBarBody></MessageBar>)}
      </div>
    </Section>
  );
}

/** What copies lack of their originals: chosen so, or not to be carried over. */
export function LeftOutList({ copies }: { copies: { key: string; name: string; sentences: readonly string[] }[] }) {
  const styles = useStyles();
  if (copies.length === 0) return null;
  return (
    <Section title="What the original has and the copy has not" caption="as it was when the copy was drafted">
      <div className={styles.problems}>
        {copies.map(({ key, name, sentences }) => (
          <MessageBar key={key} intent="warning" layout="multiline">
            <MessageBarBody><MessageBarTitle>{name}</MessageBarTitle><ul className={styles.sentences}>{sentences.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul></MessageBarBody>
          </MessageBar>
        ))}
      </div>
    </Section>
  );
}

/** Changes the tenant has already. */
export function NothingList({ nothing }: { nothing: { key: string; words: string }[] }) {
  const styles = useStyles();
  if (nothing.length === 0) return null;
  return (
    <Section title="Was so already" caption="nothing is written for these">
      <ul className={styles.list}>{nothing.map(({ key, words }) => <li key={key} className={styles.step}><span /><span className={styles.icon}><Icon name="has" /></span><span className={styles.words}>{words}</span></li>)}</ul>
    </Section>
  );
}
