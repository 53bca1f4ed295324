'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { phone } from '@/components/breakpoint';
import { Icon } from '@/components/icon';
import { STATES } from '@/components/states';
import type { StateName } from '@/components/states';
import { TextLink } from '@/components/text-link';
import type { GateLine, GateStanding } from '@/lib/rollout/gate';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  line: { display: 'grid', gridTemplateColumns: '16px minmax(0, 1fr) fit-content(40%)', columnGap: tokens.spacingHorizontalS, alignItems: 'start', paddingBlock: tokens.spacingVerticalXXS, [phone]: { gridTemplateColumns: '16px minmax(0, 1fr)' } },
  icon: { display: 'inline-flex', height: tokens.lineHeightBase300, alignItems: 'center' },
  says: { color: tokens.colorNeutralForeground3, lineHeight: tokens.lineHeightBase300, textAlign: 'right', overflowWrap: 'anywhere', [phone]: { gridColumn: 2, textAlign: 'left', lineHeight: tokens.lineHeightBase200 } },
  heard: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' },
});

const LOOK: Record<GateStanding, { state: StateName; heard: string }> = {
  met: { state: 'passed', heard: 'Met' },
  open: { state: 'notStarted', heard: 'Not yet' },
  broken: { state: 'failed', heard: 'Broken' },
  unknown: { state: 'unknown', heard: 'Unknown' },
};

/** How many criteria are met, of how many: `2 of 4 met`. */
export function metWords(lines: readonly Pick<GateLine, 'standing'>[]): string {
  return `${lines.filter(({ standing }) => standing === 'met').length} of ${lines.length} met`;
}

/** The criteria of a gate, each with how it stands; the icon alone is coloured. */
export function GateLines({ lines, label, links = {} }: { lines: readonly GateLine[]; label: string; /** Where what is not met is brought about, by criterion. */ links?: Partial<Record<GateLine['key'], { label: string; href: string }>> }) {
  const styles = useStyles();
  return (
    <ul className={styles.list} aria-label={label}>
      {lines.map(({ key, asks, standing, says }) => {
        const { state, heard } = LOOK[standing];
        return (
          <li key={key} className={styles.line}>
            <span className={styles.icon}><Icon name={STATES[state].icon} color={STATES[state].color} /><span className={styles.heard}>{`${heard}:`}</span></span>
            <span>{asks}</span>
            <Caption1 className={styles.says}>{says}{links[key] && standing !== 'met' && <>{'. '}<TextLink href={links[key].href}>{links[key].label}</TextLink></>}</Caption1>
          </li>
        );
      })}
    </ul>
  );
}
