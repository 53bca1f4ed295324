'use client';

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    width: '100%',
    height: '4px',
    columnGap: '1px',
    overflow: 'hidden',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground6,
  },
  part: { minWidth: '3px', flexBasis: 0 },
  delivered: { backgroundColor: tokens.colorStatusSuccessForeground1 },
  onItsWay: { backgroundColor: tokens.colorBrandForeground1 },
  failed: { backgroundColor: tokens.colorStatusDangerForeground1 },
  waiting: { backgroundColor: tokens.colorPaletteMarigoldForeground2 },
  rest: { minWidth: 0 },
});

/** `notSent` is said and stays empty, as what no part covers. */
export type BarParts = { delivered?: number; onItsWay?: number; failed?: number; waiting?: number; notSent?: number };

const ORDER = ['delivered', 'onItsWay', 'waiting', 'failed'] as const;
const SAID = [...ORDER, 'notSent'] as const;
const WORDS = { delivered: 'delivered', onItsWay: 'on their way', waiting: 'waiting for approval', failed: 'failed', notSent: 'not sent yet' };

export type SplitBarProps = BarParts & {
  /** How many in all; what no part covers stays empty. */
  total: number;
};

/** The parts in words, the empty ones left out: `52 delivered, 6 on their way, 2 failed`. */
export function partsInWords(parts: BarParts): string {
  const said = SAID.filter((part) => (parts[part] ?? 0) > 0).map((part) => `${parts[part]?.toLocaleString('en-GB') ?? ''} ${WORDS[part]}`);
  return said.length > 0 ? said.join(', ') : 'nothing delivered yet';
}

/** A thin bar of what arrived, is on its way, waits and failed; every part that is not nothing can be seen. */
export function SplitBar({ total, ...parts }: SplitBarProps) {
  const styles = useStyles();
  const rest = Math.max(0, total - ORDER.reduce((sum, part) => sum + (parts[part] ?? 0), 0));
  return (
    <div role="img" aria-label={`${partsInWords(parts)}, of ${total}`} className={styles.root}>
      {ORDER.map((part) => {
        const count = parts[part] ?? 0;
        return count > 0 && <span key={part} className={mergeClasses(styles.part, styles[part])} style={{ flexGrow: count }} />;
      })}
      <span className={styles.rest} style={{ flexGrow: rest }} />
    </div>
  );
}
