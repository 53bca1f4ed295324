'use client';

import { Body1Strong, Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalS },
  text: { margin: 0 },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
  actions: { flexWrap: 'wrap', justifyContent: 'flex-end', rowGap: tokens.spacingVerticalS },
});

/** A run that acts in the person's name, and how many of its people have neither arrived nor failed. */
export type StoppingRun = { runId: string; phaseName: string; rolloutName: string; peopleLeft: number };

/** What stops when the person signs out, as the server knows it now; a session that is over stops nothing more. */
export async function loadStoppingRuns(): Promise<StoppingRun[]> {
  const response = await fetch('/auth/sign-out');
  return response.ok ? ((await response.json()) as { stops: StoppingRun[] }).stops : [];
}

const runs = (count: number) => (count === 1 ? '1 run' : `${count} runs`);

/** Asks before signing out stops what runs in the person's name, and names it. */
export function SignOutDialog({ stops, stay, leave }: { stops: StoppingRun[]; stay: () => void; leave: () => void }) {
  const styles = useStyles();
  return (
    <Dialog open={stops.length > 0} onOpenChange={(_, data) => data.open || stay()} modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{`Sign out and stop ${runs(stops.length)}?`}</DialogTitle>
          <DialogContent className={styles.content}>
            <p className={styles.text}>What runs in your name stops when you sign out:</p>
            <ul className={styles.list} aria-label="Runs that stop">
              {stops.map((run) => (
                <li key={run.runId}>
                  <Body1Strong>{run.rolloutName}, {run.phaseName}</Body1Strong>
                  {run.peopleLeft === 1 ? ': 1 person has not arrived yet' : `: ${run.peopleLeft} people have not arrived yet`}
                </li>
              ))}
            </ul>
            <p className={styles.text}>Nothing is lost and nothing fails for it: the run waits until you, signed in again, or another admin takes it over.</p>
          </DialogContent>
          <DialogActions fluid className={styles.actions}>
            <Button onClick={stay}>Stay signed in</Button>
            <Button appearance="primary" onClick={leave}>{`Sign out and stop ${runs(stops.length)}`}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
