'use client';

import { Body1Strong, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { Icon } from '@/components/icon';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { TextLink } from '@/components/text-link';
import type { DraftConflict } from '@/lib/authoring/plan-draft';
import { settleConflictAction } from './actions';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  conflict: { paddingBlock: tokens.spacingVerticalS },
  sides: { width: '100%', borderCollapse: 'collapse', marginBlock: tokens.spacingVerticalS, '& th, & td': { textAlign: 'left', verticalAlign: 'top', paddingBlock: tokens.spacingVerticalXS, paddingRight: tokens.spacingHorizontalM, borderBottom: line, fontWeight: tokens.fontWeightRegular, overflowWrap: 'anywhere' }, '& thead th': { color: tokens.colorNeutralForeground3 }, [phone]: { '& thead': { display: 'none' }, '& tr': { display: 'block', paddingBlock: tokens.spacingVerticalXS, borderBottom: line }, '& th, & td': { display: 'block', borderBottom: 'none', paddingBlock: 0 }, '& td::before': { content: 'attr(data-header) ": "', color: tokens.colorNeutralForeground3 } } },
  clash: { '& th, & td': { fontWeight: tokens.fontWeightSemibold } },
  mark: { color: tokens.colorStatusWarningForeground1, marginRight: tokens.spacingHorizontalXS, verticalAlign: 'text-bottom' },
  quiet: { color: tokens.colorNeutralForeground3 },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, marginTop: tokens.spacingVerticalXS },
  others: { marginTop: tokens.spacingVerticalS, '& summary': { cursor: 'pointer', color: tokens.colorNeutralForeground2 } },
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  decided: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM, paddingBlock: tokens.spacingVerticalSNudge, borderBottom: line },
});

/** A conflict with the addresses that decide it where undoing is what it is in the way of. */
export type ShownConflict = Omit<DraftConflict, 'theirs'> & { ways: { over: string; left: string } | null };

type Props = { draftId: string; conflicts: ShownConflict[]; undo: boolean; canChange: boolean };

/** What was changed here and in the tenant, each on its own: first what both changed, side by side with the choice, then what only one of them did. */
export function ConflictList({ draftId, conflicts, undo, canChange }: Props) {
  const styles = useStyles();
  if (conflicts.length === 0) return null;
  return (
    <Section title="Conflicts" caption={conflicts.length.toLocaleString('en-GB')}>
      {conflicts.map((conflict) => {
        const { key, name, words, rows, ways } = conflict;
        const marked = rows.filter(({ clash }) => clash);
        // Two lists of another length clash as a whole, whatever of them is told apart.
        const clashing = marked.length > 0 ? marked : rows;
        const others = rows.filter((row) => !clashing.includes(row));
        return (
          <div key={key} className={styles.conflict}>
            <Body1Strong block>{name}</Body1Strong>
            <span>{words}</span>
            <Rows rows={clashing} name={name} undo={undo} clash />
            {canChange && (undo ? ways && <UndoWays name={name} ways={ways} /> : <Ways draftId={draftId} changeKey={key} name={name} />)}
            {canChange && others.length > 0 && <Caption1 block className={styles.quiet}>{`This decides ${clashing.length === 1 ? 'the one property' : `the ${clashing.length.toLocaleString('en-GB')} properties`} above. What only one side changed is kept from both, whichever you choose${undo ? ', unless it is left' : ', unless the change is taken out'}.`}</Caption1>}
            {others.length > 0 && (
              <details className={styles.others}>
                <summary>{`${others.length.toLocaleString('en-GB')} ${others.length === 1 ? 'property that only one side' : 'properties that only one side'} changed`}</summary>
                <Rows rows={others} name={`${name}, changed by one side`} undo={undo} />
              </details>
            )}
          </div>
        );
      })}
    </Section>
  );
}

function Rows({ rows, name, undo, clash = false }: { rows: DraftConflict['rows']; name: string; undo: boolean; clash?: boolean }) {
  const styles = useStyles();
  const [was, mine, theirs] = undo ? ['As it was applied', 'Taken back', 'In the tenant now'] : ['When drafted', 'In this draft', 'In the tenant now'];
  return (
    <table className={styles.sides} aria-label={`Versions of ${name}`}>
      <thead><tr><th scope="col">Property</th><th scope="col">{was}</th><th scope="col">{mine}</th><th scope="col">{theirs}</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.field} className={mergeClasses(clash && styles.clash)}>
            <th scope="row">{clash && <span className={styles.mark}><Icon name="warning" size={16} /></span>}{row.field}</th>
            <td data-header={was}>{row.base || 'nothing'}</td>
            <td data-header={mine}>{row.mine || 'nothing'}</td>
            <td data-header={theirs}>{row.theirs || 'nothing'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Ways({ draftId, changeKey, name }: { draftId: string; changeKey: string; name: string }) {
  const styles = useStyles();
  const [keep, leave] = [`Keep this draft’s version of ${name} where both changed it`, `Leave ${name} as it is in the tenant and take the change out`];
  return (
    <div className={styles.buttons}>
      <ActionForm action={settleConflictAction} hidden={{ draftId, key: changeKey, keep: 'draft' }} inline label={keep}><SubmitButton appearance="secondary" size="small" label={keep}>Keep this draft’s where both changed it</SubmitButton></ActionForm>
      <ActionForm action={settleConflictAction} hidden={{ draftId, key: changeKey, keep: 'tenant' }} inline label={leave}><SubmitButton appearance="secondary" size="small" label={leave}>Leave the tenant’s, take the change out</SubmitButton></ActionForm>
    </div>
  );
}

function UndoWays({ name, ways: { over, left } }: { name: string; ways: { over: string; left: string } }) {
  const styles = useStyles();
  return (
    <div className={styles.buttons}>
      <LinkButton href={over} size="small" label={`Take back ${name} over what was changed since`}>Take it back all the same</LinkButton>
      <LinkButton href={left} size="small" label={`Leave ${name} as it is in the tenant`}>Leave it as it is in the tenant</LinkButton>
    </div>
  );
}

/** What was decided of steps that were in the way of undoing, each to be decided anew. */
export function DecidedList({ decided }: { decided: { key: string; words: string; left: boolean; href: string }[] }) {
  const styles = useStyles();
  if (decided.length === 0) return null;
  return (
    <Section title="Decided" caption={decided.length.toLocaleString('en-GB')}>
      <ul className={styles.list}>
        {decided.map(({ key, words, left, href }) => <li key={key} className={styles.decided}><span>{`${words}: ${left ? 'left as it is in the tenant' : 'taken back over what was changed since'}`}</span><TextLink href={href}>Decide anew</TextLink></li>)}
      </ul>
    </Section>
  );
}
