'use client';

import { Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { phone } from './breakpoint';
import { useSoftLink } from './soft-link';
import { SplitBar } from './split-bar';
import type { BarParts } from './split-bar';
import { StationMark } from './station-mark';
import type { StationMarkName } from './station-mark';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: {
    display: 'grid',
    gridAutoFlow: 'column',
    gridAutoColumns: 'minmax(0, 1fr)',
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    overflowX: 'auto',
    [phone]: { gridAutoFlow: 'row', gridAutoColumns: 'auto' },
  },
  station: {
    position: 'relative',
    minWidth: '148px',
    border: `${tokens.strokeWidthThin} solid transparent`,
    borderBottomStyle: 'none',
    borderRadius: `${tokens.borderRadiusLarge} ${tokens.borderRadiusLarge} 0 0`,
    [phone]: { minWidth: 0 },
  },
  opened: {
    border: line,
    borderBottomStyle: 'none',
    backgroundColor: tokens.colorNeutralBackground2,
    [phone]: { backgroundColor: 'transparent', border: `${tokens.strokeWidthThin} solid transparent`, borderBottomStyle: 'none' },
  },
  link: {
    display: 'block',
    padding: `7px ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalM} ${tokens.spacingHorizontalM}`,
    color: 'inherit',
    textDecorationLine: 'none',
    borderRadius: tokens.borderRadiusLarge,
    ':hover .station-name': { textDecorationLine: 'underline' },
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    [phone]: { padding: `${tokens.spacingVerticalXS} 0 ${tokens.spacingVerticalM} 30px` },
  },
  rail: {
    display: 'flex',
    alignItems: 'center',
    height: '22px',
    marginBottom: tokens.spacingVerticalXS,
    marginRight: `calc(-1 * ${tokens.spacingHorizontalXXL})`,
    columnGap: tokens.spacingHorizontalS,
    [phone]: { position: 'absolute', left: 0, top: '4px', bottom: 0, width: '22px', height: 'auto', flexDirection: 'column', rowGap: tokens.spacingVerticalXS, margin: 0 },
  },
  track: {
    flexGrow: 1,
    height: '2px',
    backgroundColor: tokens.colorNeutralStroke1,
    [phone]: { height: 'auto', width: '2px' },
  },
  trackDone: { backgroundColor: tokens.colorStatusSuccessForeground1 },
  head: { display: 'flex', justifyContent: 'space-between', alignItems: 'baseline', columnGap: tokens.spacingHorizontalS, marginBottom: tokens.spacingVerticalXS },
  name: { fontWeight: tokens.fontWeightSemibold, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  people: { color: tokens.colorNeutralForeground2, whiteSpace: 'nowrap' },
  says: { display: 'block', marginTop: tokens.spacingVerticalXS, color: tokens.colorNeutralForeground2 },
  panel: {
    border: line,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    marginTop: '-1px',
    [phone]: { border: 'none', borderRadius: 0, borderTop: line, backgroundColor: 'transparent', marginTop: tokens.spacingVerticalS, paddingTop: tokens.spacingVerticalS },
  },
  squareStart: { borderTopLeftRadius: 0 },
  /** The opened station lies over the panel's upper line, so that both become one shape. */
  over: { position: 'relative', zIndex: 1, marginBottom: '-1px', paddingBottom: '1px' },
});

export type Station = {
  key: string;
  name: string;
  /** How many people; null when the cohort is not known yet. */
  people: number | null;
  mark: StationMarkName;
  /** One line: `52 delivered, 6 on their way, 2 failed` or `Draft, planned for 7 December`. */
  says: string;
  bar?: BarParts;
  /** How many the bar is of, where not everybody of the cohort is in it. */
  total?: number;
  /** Opens this phase. */
  href: string;
};

export type StationLineProps = {
  stations: Station[];
  /** Key of the opened phase. */
  opened?: string;
  /** What is opened under the line; joined to its station. */
  children?: React.ReactNode;
};

/** The phases of a rollout as a line of stations, left to right; on a phone from top to bottom. */
export function StationLine({ stations, opened, children }: StationLineProps) {
  const styles = useStyles();
  const soft = useSoftLink();
  return (
    <div>
      <ol className={styles.list} aria-label="Phases">
        {stations.map((station, index) => (
          <li key={station.key} className={mergeClasses(styles.station, station.key === opened && styles.opened, station.key === opened && styles.over)}>
            <a className={styles.link} {...soft(station.href)} {...(station.key === opened ? { 'aria-current': 'step' as const } : {})}>
              <span className={styles.rail} aria-hidden>
                <StationMark mark={station.mark} />
                {index < stations.length - 1 && <span className={mergeClasses(styles.track, station.mark === 'passed' && styles.trackDone)} />}
              </span>
              <span className={styles.head}>
                <span className={mergeClasses(styles.name, 'station-name')}>{station.name}</span>
                <Caption1 className={styles.people}>{peopleInWords(station.people)}</Caption1>
              </span>
              <SplitBar total={station.total ?? station.people ?? 0} {...station.bar} />
              <Caption1 className={styles.says}>{station.says}</Caption1>
            </a>
          </li>
        ))}
      </ol>
      {children && <div className={mergeClasses(styles.panel, stations[0]?.key === opened && styles.squareStart)}>{children}</div>}
    </div>
  );
}

function peopleInWords(people: number | null): string {
  if (people === null) return 'no cohort';
  return people === 1 ? '1 person' : `${people.toLocaleString('en-GB')} people`;
}
