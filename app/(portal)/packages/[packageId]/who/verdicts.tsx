'use client';

import { Body1, Caption1, MessageBar, MessageBarBody, MessageBarTitle, Subtitle2, makeStyles, tokens } from '@fluentui/react-components';
import { Icon } from '@/components/icon';
import type { IconName } from '@/components/icons';
import type { Outcome } from '@/lib/authoring/which-policy';
import type { AskedStage, WhoView } from '@/lib/authoring/which-policy-view';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line, maxWidth: '880px' },
  item: { display: 'grid', gridTemplateColumns: '24px minmax(0, 1fr)', columnGap: tokens.spacingHorizontalS, paddingBlock: tokens.spacingVerticalM, borderBottom: line },
  icon: { display: 'inline-flex', alignItems: 'center', height: tokens.lineHeightBase400 },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', columnGap: tokens.spacingHorizontalS },
  barred: { maxWidth: '880px', marginBottom: tokens.spacingVerticalM },
  name: { minWidth: 0, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3 },
  stages: { margin: 0, marginTop: tokens.spacingVerticalXS, paddingLeft: tokens.spacingHorizontalXL },
});

const LOOK: Record<Outcome, { icon: IconName; color: keyof typeof tokens; word: string }> = {
  itself: { icon: 'delivered', color: 'colorStatusSuccessForeground1', word: 'Gives it without asking' },
  mayAsk: { icon: 'has', color: 'colorBrandForeground1', word: 'They would ask by this one' },
  mayChoose: { icon: 'has', color: 'colorBrandForeground1', word: 'They would choose this or another' },
  unknown: { icon: 'question', color: 'colorNeutralForeground3', word: 'Not known' },
  silenced: { icon: 'skipped', color: 'colorNeutralForeground3', word: 'Fits, and does not count' },
  byAdministrator: { icon: 'key', color: 'colorNeutralForeground3', word: 'By an administrator alone' },
  notTheirs: { icon: 'circle', color: 'colorNeutralForeground3', word: 'Does not fit' },
};

/** The same of somebody who could not ask at all. */
const BARRED: Partial<Record<Outcome, string>> = { mayAsk: 'It would be this one, if they could ask', mayChoose: 'This or another, if they could ask' };

/** What keeps them from asking, before which policy it would be; and what of it may not be read. */
export function Barred({ barriers: { sure, unknown } }: Pick<WhoView, 'barriers'>) {
  const styles = useStyles();
  if (sure.length + unknown.length === 0) return null;
  return (
    <MessageBar className={styles.barred} intent={sure.length > 0 ? 'warning' : 'info'} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{sure.length > 0 ? 'They could not ask.' : 'Whether they could ask is not known whole.'}</MessageBarTitle>
        {[...sure, ...unknown].join(' ')}
      </MessageBarBody>
    </MessageBar>
  );
}

/** Each policy in the order in which it counts, with why, and who would be asked. */
export function Verdicts({ verdicts, barred }: Pick<WhoView, 'verdicts'> & { barred: boolean }) {
  const styles = useStyles();
  return (
    <ol className={styles.list} aria-label="Policies in the order in which they count">
      {verdicts.map(({ id, name, priority, outcome, why, stages }) => (
        <li key={id} className={styles.item}>
          <span className={styles.icon}><Icon name={LOOK[outcome].icon} color={LOOK[outcome].color} size={20} /></span>
          <div>
            <div className={styles.head}>
              <Subtitle2 as="h2" className={styles.name}>{name}</Subtitle2>
              <Caption1 className={styles.quiet}>{(barred && BARRED[outcome]) || LOOK[outcome].word}{priority === null ? '' : `, class ${priority} of 4`}</Caption1>
            </div>
            <Body1>{why}</Body1>
            {stages.length > 0 && <ol className={styles.stages} aria-label={`Who would be asked for ${name}`}>{stages.map((stage, index) => <li key={index}><Body1>{askedWords(stage)}</Body1></li>)}</ol>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function askedWords({ asked, disabled, standIns, unknown, escalation }: AskedStage): string {
  const names = asked.join(' or ');
  const off = disabled.length === 0 ? '' : `${listed(disabled)} would be asked too, but ${disabled.length === 1 ? 'that account is' : 'those accounts are'} disabled and cannot answer.`;
  if (unknown) return `${names ? `${names} would be asked, or somebody who is not known here.` : 'Who would be asked is not known: it may not be read.'} ${off}`.trim();
  if (!names && disabled.length > 0) return `${standIns ? 'Nobody is found first, and in their place ' : ''}${listed(disabled)} alone would be asked, and ${disabled.length === 1 ? 'that account is' : 'those accounts are'} disabled: nobody could answer. ${unanswered(escalation)}`;
  if (!names) return 'Nobody is found to be asked: the request is denied by itself when its time is over.';
  return `${standIns ? `Nobody is found first, so ${names} would be asked in their place.` : `${capital(names)} would be asked.`} ${off}`.trim();
}

/** What becomes of a request that nobody of the stage answers. */
function unanswered(escalation: AskedStage['escalation']): string {
  if (!escalation || escalation.asked.length + escalation.disabled.length === 0) return 'The request is denied by itself when its time is over.';
  if (escalation.asked.length === 0) return `After ${escalation.after} it goes to ${listed(escalation.disabled)}, disabled too, and is denied by itself when its time is over.`;
  return `After ${escalation.after} it goes to ${escalation.asked.join(' or ')}.`;
}

const listed = (names: readonly string[]): string => names.join(' and ');
const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
