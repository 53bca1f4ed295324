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

/** A handover that acts in the person's name, and how many of its people are not moved yet. */
export type StoppingHandover = { rolloutId: string; rolloutName: string; peopleLeft: number };

/** Runs and handovers that act in the person's name, and whether the directory is read in it. */
export type Stops = { runs: StoppingRun[]; handovers: StoppingHandover[]; directory: boolean };

export const NOTHING_STOPS: Stops = { runs: [], handovers: [], directory: false };

/** What stops when the person signs out, as the server knows it now; a session that is over stops nothing more. */
export async function loadStops(): Promise<Stops> {
  const response = await fetch('/auth/sign-out');
  return response.ok ? ((await response.json()) as Stops) : NOTHING_STOPS;
}

export const stopsAnything = ({ runs, handovers, directory }: Stops): boolean => runs.length > 0 || handovers.length > 0 || directory;

function whatStops({ runs, handovers, directory }: Stops): string {
  const counted = (many: number, one: string, more: string): string[] => (many === 0 ? [] : [many === 1 ? `1 ${one}` : `${many} ${more}`]);
  const all = [...counted(runs.length, 'run', 'runs'), ...counted(handovers.length, 'handover', 'handovers'), ...(directory ? ['the reading of the directory'] : [])];
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}` : all[0] ?? '';
}

/** Asks before signing out stops what runs in the person's name, and names it. */
export function SignOutDialog({ stops, stay, leave }: { stops: Stops; stay: () => void; leave: () => void }) {
  const styles = useStyles();
  return (
    <Dialog open={stopsAnything(stops)} onOpenChange={(_, data) => data.open || stay()} modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{`Sign out and stop ${whatStops(stops)}?`}</DialogTitle>
          <DialogContent className={styles.content}>
            <p className={styles.text}>What runs in your name stops when you sign out:</p>
            <ul className={styles.list} aria-label="What stops">
              {stops.runs.map((run) => (
                <li key={run.runId}>
                  <Body1Strong>{run.rolloutName}, {run.phaseName}</Body1Strong>
                  {run.peopleLeft === 0 ? ': what it wrote is not read back yet' : run.peopleLeft === 1 ? ': 1 person has not arrived yet' : `: ${run.peopleLeft} people have not arrived yet`}
                </li>
              ))}
              {stops.handovers.map((handover) => (
                <li key={handover.rolloutId}>
                  <Body1Strong>{handover.rolloutName}, the handover</Body1Strong>
                  {handover.peopleLeft === 1 ? ': 1 person is not moved yet' : `: ${handover.peopleLeft} people are not moved yet`}
                </li>
              ))}
              {stops.directory && <li><Body1Strong>Copy of the directory</Body1Strong>: stays as it is, and grows old</li>}
            </ul>
            <p className={styles.text}>Nothing is lost and nothing fails for it: it waits until you, signed in again, or another admin takes it over.</p>
          </DialogContent>
          <DialogActions fluid className={styles.actions}>
            <Button onClick={stay}>Stay signed in</Button>
            <Button appearance="primary" onClick={leave}>{`Sign out and stop ${whatStops(stops)}`}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
