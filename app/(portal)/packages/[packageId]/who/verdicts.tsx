'use client';

import { Body1, Caption1, Subtitle2, makeStyles, tokens } from '@fluentui/react-components';
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

/** Each policy in the order in which it counts, with why, and who would be asked. */
export function Verdicts({ verdicts }: Pick<WhoView, 'verdicts'>) {
  const styles = useStyles();
  return (
    <ol className={styles.list} aria-label="Policies in the order in which they count">
      {verdicts.map(({ id, name, priority, outcome, why, stages }) => (
        <li key={id} className={styles.item}>
          <span className={styles.icon}><Icon name={LOOK[outcome].icon} color={LOOK[outcome].color} size={20} /></span>
          <div>
            <div className={styles.head}>
              <Subtitle2 as="h2">{name}</Subtitle2>
              <Caption1 className={styles.quiet}>{LOOK[outcome].word}{priority === null ? '' : `, class ${priority} of 4`}</Caption1>
            </div>
            <Body1>{why}</Body1>
            {stages.length > 0 && <ol className={styles.stages} aria-label={`Who would be asked for ${name}`}>{stages.map((stage, index) => <li key={index}><Body1>{askedWords(stage)}</Body1></li>)}</ol>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function askedWords({ asked, standIns, unknown }: AskedStage): string {
  const names = asked.join(' or ');
  if (unknown) return names ? `${names} would be asked, or somebody who is not known here.` : 'Who would be asked is not known: it may not be read.';
  if (!names) return 'Nobody is found to be asked: the request is denied by itself when its time is over.';
  return standIns ? `Nobody is found first, so ${names} would be asked in their place.` : `${names.slice(0, 1).toUpperCase()}${names.slice(1)} would be asked.`;
}
