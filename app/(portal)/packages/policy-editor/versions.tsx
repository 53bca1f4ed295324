'use client';

import { Button, MessageBar, MessageBarBody, MessageBarTitle, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, makeStyles, tokens } from '@fluentui/react-components';
import { SubmitButton } from '@/components/submit-button';
import type { VersionRow } from '@/lib/authoring/edit-drafted-policy';

const useStyles = makeStyles({
  root: { display: 'grid', rowGap: tokens.spacingVerticalS, marginBottom: tokens.spacingVerticalXXL, minWidth: 0 },
  table: { overflowX: 'auto' },
  buttons: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS },
  clash: { fontWeight: tokens.fontWeightSemibold },
});

/** Somebody saved the same policy in between: both versions side by side, and which of them stands is decided by who looks. */
export function Versions({ byName, rows, onTheirs }: { byName: string; rows: VersionRow[]; onTheirs: () => void }) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody><MessageBarTitle>{`${byName} changed this policy in the meantime.`}</MessageBarTitle> Nothing of yours has been saved. Look at both versions, then save yours over it or take theirs.</MessageBarBody>
      </MessageBar>
      <div className={styles.table}>
        <Table size="small" aria-label="Both versions">
          <TableHeader><TableRow><TableHeaderCell>What</TableHeaderCell><TableHeaderCell>Was</TableHeaderCell><TableHeaderCell>Yours</TableHeaderCell><TableHeaderCell>{byName}</TableHeaderCell></TableRow></TableHeader>
          <TableBody>
            {rows.map((row) => (
              <TableRow key={row.field}>
                <TableCell>{row.field}</TableCell><TableCell>{row.was}</TableCell>
                <TableCell className={row.clash ? styles.clash : undefined}>{row.mine}</TableCell><TableCell className={row.clash ? styles.clash : undefined}>{row.theirs}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
      <div className={styles.buttons}>
        <SubmitButton>Save mine over it</SubmitButton>
        <Button onClick={onTheirs}>Take theirs</Button>
      </div>
    </div>
  );
}
