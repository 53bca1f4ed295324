'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import type { PolicyCells, SheetCells } from '@/lib/authoring/sheet/columns';
import { listWords } from '@/lib/authoring/sheet/row-words';
import { prerequisiteWords } from '@/lib/authoring/sheet/wanted-row';
import type { WantedPolicy, WantedRow } from '@/lib/authoring/sheet/wanted-row';

const useStyles = makeStyles({ note: { display: 'block', color: tokens.colorNeutralForeground3 } });

/** Who may ask, and what becomes of the prerequisite in Entra, which knows none. */
export function WhoMayAsk({ row, cells, wanted }: { row: { cells: Pick<SheetCells, 'prerequisiteNote'>; wanted: Pick<WantedRow, 'prerequisite'> }; cells: Pick<PolicyCells, 'ask'>; wanted: WantedPolicy }) {
  const styles = useStyles();
  const prerequisite = prerequisiteWords(wanted, row.wanted.prerequisite);
  return (
    <>
      {listWords(cells.ask)}
      {prerequisite && <Caption1 className={styles.note}>{prerequisite.words}</Caption1>}
      {row.cells.prerequisiteNote && <Caption1 className={styles.note}>{row.cells.prerequisiteNote} (nothing enforces it)</Caption1>}
    </>
  );
}
