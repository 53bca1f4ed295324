'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { TextField } from '@/components/form-fields';
import { SubmitButton } from '@/components/submit-button';
import { TextLink } from '@/components/text-link';
import { SAID_ITEMS } from '@/lib/rollout/gate';
import type { EntryItem, SaidItem } from '@/lib/rollout/gate';
import { saidIn } from '@/lib/rollout/judge-gate';
import type { SaidDone } from '@/lib/rollout/judge-gate';
import { sayDoneAction } from './actions';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', rowGap: tokens.spacingVerticalS, marginTop: tokens.spacingVerticalM },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS },
});

const SAY: Record<SaidItem, { done: string; back: string }> = {
  helpdesk: { done: 'Helpdesk is briefed', back: 'Helpdesk is not briefed' },
  announcement: { done: 'The announcement was sent', back: 'The announcement was not sent' },
  ticket: { done: 'The ticket is approved', back: 'The ticket is not approved' },
};

type EntryItemsProps = { phaseId: string; rolloutId: string; items: readonly EntryItem[]; said: Partial<Record<SaidItem, SaidDone>>; changeTicket: string | null };

/** What an admin says is done before the phase begins. Their name stands beside it. */
export function EntryItems({ phaseId, rolloutId, items, said, changeTicket }: EntryItemsProps) {
  const styles = useStyles();
  const asked = SAID_ITEMS.filter((item) => items.includes(item));
  if (asked.length === 0) return null;
  return (
    <div className={styles.root}>
      {asked.map((item) => {
        const done = said[item];
        const seen = JSON.stringify(saidIn(done));
        if (item === 'ticket' && !changeTicket) return null;
        return (
          <ActionForm key={`${item} ${seen}`} action={sayDoneAction} hidden={{ phaseId, item, done: done ? 'no' : 'yes' }} madeOf={{ seen }} inline label={SAY[item].done}>
            <div className={styles.row}>
              {item === 'announcement' && !done && <TextField name="day" label="Sent on" type="date" size="small" required />}
              <div><SubmitButton size="small" appearance={done ? 'subtle' : 'secondary'} icon={done ? 'undo' : 'checkmark'}>{done ? SAY[item].back : SAY[item].done}</SubmitButton></div>
            </div>
          </ActionForm>
        );
      })}
      {asked.includes('ticket') && !changeTicket && <TextLink href={`/rollouts/${rolloutId}/edit`}>Name the change ticket of the phase</TextLink>}
    </div>
  );
}
