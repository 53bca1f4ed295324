'use client';

import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import type { FormAction } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import type { ConfirmDialogProps } from '@/components/confirm-dialog';
import { LinkButton } from '@/components/link-button';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalM },
  goOn: { marginTop: tokens.spacingVerticalS },
});

type Asks<T> = { /** What it is, as in “Pause the run of Pilot?”. */ name: string; /** The word for it: run, reversal, handover. */ work: string; loss: string; action: FormAction<T>; hidden: Record<string, string>; size?: 'small' | 'medium' };

/** Lets a run, reversal or handover send nothing more until somebody lets it go on. */
export function PauseButton<T>({ name, work, loss, action, hidden, size = 'medium' }: Asks<T>) {
  return <ConfirmDialog trigger="Pause" triggerIcon="pause" triggerSize={size} title={`Pause ${name}?`} loss={loss} confirm={`Pause the ${work}`} keep="Let it run" action={action} hidden={hidden} reason={{ label: 'Why (optional)' }} />;
}

/** Ends it for good: what was not sent never is. */
export function EndButton<T>({ name, work, loss, action, hidden, size = 'medium' }: Asks<T>) {
  return <ConfirmDialog trigger={`End ${work}`} triggerIcon="stop" triggerSize={size} title={`End ${name}?`} loss={loss} confirm={`End the ${work}`} keep="Leave it as it is" action={action} hidden={hidden} reason={{ label: 'Why', required: true }} />;
}

type HeldBarProps<T> = { title: string; /** Why, in a sentence, and since when. */ says: string; at: string; /** What goes on meanwhile. */ meanwhile: string; grave?: boolean; /** Ways that lead elsewhere. */ children?: React.ReactNode; /** The way on; absent for whoever may not let it go on. */ goOn?: Pick<ConfirmDialogProps<T>, 'title' | 'loss' | 'action' | 'hidden'> & { trigger?: string; confirm?: string } };

/** Why it sends nothing, since when, and the way on. */
export function HeldBar<T>({ title, says, at, meanwhile, grave = false, children, goOn }: HeldBarProps<T>) {
  const styles = useStyles();
  return (
    <MessageBar intent={grave ? 'error' : 'warning'} layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {says.replace(/\.$/, '')} (<AgeText at={at} />). {meanwhile}
        {children && <div className={styles.goOn}>{children}</div>}
        {goOn && (
          <div className={styles.goOn}>
            <ConfirmDialog trigger="Go on" triggerIcon="play" triggerSize="small" confirm="Let it go on" keep="Not yet" reason={{ label: 'Why (optional)' }} {...goOn} />
          </div>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}

type PausedBarProps<T> = { work: string; says: string; at: string; /** The stop of everything that is in force: meanwhile nobody lets it go on. */ stopId: string | null; meanwhile: string; isAdmin: boolean; /** What letting it go on does. */ goesOn: string; action: FormAction<T>; hidden: Record<string, string> };

/** Why a reversal or handover asks for nothing, since when, and the way on. */
export function PausedBar<T>({ work, says, at, stopId, meanwhile, isAdmin, goesOn, action, hidden }: PausedBarProps<T>) {
  return (
    <HeldBar title={stopId ? 'Everything was stopped' : `The ${work} is paused`} says={says} at={at} grave={stopId !== null} meanwhile={meanwhile} {...(isAdmin && !stopId ? { goOn: { title: `Let this ${work} go on?`, loss: goesOn, action, hidden } } : {})}>
      {stopId && <LinkButton size="small" href={`/stops/${stopId}`}>What to do now</LinkButton>}
    </HeldBar>
  );
}

/** Somebody ended it before everything was done. */
export function EndedBar({ title, byName, at, reason }: { title: string; byName: string; at: string; reason: string }) {
  const styles = useStyles();
  return (
    <MessageBar intent="info" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {byName} ended it <AgeText at={at} />: {reason}
      </MessageBarBody>
    </MessageBar>
  );
}
