'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import type { SheetCells } from '@/lib/authoring/sheet/columns';
import { listWords } from '@/lib/authoring/sheet/row-words';
import { prerequisiteWords } from '@/lib/authoring/sheet/wanted-row';
import type { WantedRow } from '@/lib/authoring/sheet/wanted-row';

const useStyles = makeStyles({ note: { display: 'block', color: tokens.colorNeutralForeground3 } });

/** Who may ask, and what becomes of the prerequisite in Entra, which knows none. */
export function WhoMayAsk({ cells, wanted }: { cells: SheetCells; wanted: WantedRow }) {
  const styles = useStyles();
  const prerequisite = prerequisiteWords(wanted);
  return (
    <>
      {listWords(cells.ask)}
      {prerequisite && <Caption1 className={styles.note}>{prerequisite.words}</Caption1>}
      {cells.prerequisiteNote && <Caption1 className={styles.note}>{cells.prerequisiteNote} (nothing enforces it)</Caption1>}
    </>
  );
}
