'use client';

import {
  Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, DialogTrigger, makeStyles, tokens,
} from '@fluentui/react-components';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';
import { ActionForm, FormRefusal } from './action-form';
import type { FormAction } from './action-form';
import { phone } from './breakpoint';
import { TextAreaField } from './form-fields';
import { Icon } from './icon';
import type { IconName } from './icons';
import { SubmitButton } from './submit-button';

const useStyles = makeStyles({
  trigger: { whiteSpace: 'nowrap', minWidth: 'auto' },
  content: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM },
  loss: { margin: 0 },
  actions: { flexWrap: 'wrap', justifyContent: 'flex-end', rowGap: tokens.spacingVerticalS, [phone]: { '& > button': { alignSelf: 'stretch' } } },
});

export type ConfirmDialogProps<T> = {
  /** The button that opens it: `Stop…`. */
  trigger: string;
  triggerAppearance?: 'primary' | 'secondary' | 'subtle' | 'transparent';
  triggerSize?: 'small' | 'medium' | 'large';
  triggerIcon?: IconName;
  disabled?: boolean;
  /** The question, naming the thing: `Stop the run of Pilot?` */
  title: string;
  /** What is lost, and what stays: `6 people keep waiting; 52 keep their access.` */
  loss: React.ReactNode;
  /** Says what it does: `Remove access of 4 people`. */
  confirm: string;
  /** Says what happens instead; never just `Cancel` when something nearer can be said. */
  keep?: string;
  action: FormAction<T>;
  hidden?: Record<string, string | number>;
  /** A typed reason, sent as `reason`. */
  reason?: { label: string; required?: boolean; hint?: string };
  /** Further fields. */
  children?: React.ReactNode;
  doneHref?: string;
  onDone?: (value: T) => void;
};

/** Asks before something is lost: names the loss, takes a reason, and stands on the way out. */
export function ConfirmDialog<T>(props: ConfirmDialogProps<T>) {
  const styles = useStyles();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [reading, startReading] = useTransition();
  // Answered is what was asked when it opened: the page may be read again meanwhile, and nobody decides on what slipped in beneath.
  const [{ title, loss, confirm, reason, action, hidden, children }, setAsked] = useState(props);
  const done = (value: T) => {
    setOpen(false);
    props.onDone?.(value);
  };
  const look = () => {
    setOpen(false);
    startReading(() => router.refresh());
  };

  return (
    <Dialog
      open={open}
      onOpenChange={(_, data) => {
        if (data.open) setAsked(props);
        setOpen(data.open);
      }}
      modalType="alert"
    >
      <DialogTrigger disableButtonEnhancement>
        <Button
          className={styles.trigger}
          appearance={props.triggerAppearance}
          size={props.triggerSize}
          disabled={props.disabled}
          // Asked again before the page is read anew, it would ask what was refused just now.
          disabledFocusable={reading}
          {...(props.triggerIcon ? { icon: <Icon name={props.triggerIcon} size={props.triggerSize === 'small' ? 16 : 20} /> } : {})}
        >
          {props.trigger}
        </Button>
      </DialogTrigger>
      <DialogSurface>
        <ActionForm action={action} hidden={hidden} doneHref={props.doneHref} onDone={done} onLook={look} placesRefusal>
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={styles.content}>
              <div className={styles.loss}>{loss}</div>
              {reason && <TextAreaField name="reason" label={reason.label} required={reason.required} hint={reason.hint} rows={2} />}
              {children}
              <FormRefusal />
            </DialogContent>
            <DialogActions fluid className={styles.actions}>
              <KeepButton onClick={() => setOpen(false)}>{props.keep ?? 'Cancel'}</KeepButton>
              <SubmitButton>{confirm}</SubmitButton>
            </DialogActions>
          </DialogBody>
        </ActionForm>
      </DialogSurface>
    </Dialog>
  );
}

/** Where the focus stands when the question opens. The dialog first focuses its first field, hence a frame later. */
function KeepButton({ onClick, children }: { onClick: () => void; children: string }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => button.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return <Button ref={button} onClick={onClick}>{children}</Button>;
}
