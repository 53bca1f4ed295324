'use client';

import { MessageBar, MessageBarActions, MessageBarBody, makeStyles } from '@fluentui/react-components';
import { usePathname } from 'next/navigation';
import { ConfirmDialog } from './confirm-dialog';
import type { FormAction } from './action-form';
import { LinkButton } from './link-button';
import { useGo } from './navigation';

const useStyles = makeStyles({ banner: { borderRadius: 0, borderLeftStyle: 'none', borderRightStyle: 'none', borderTopStyle: 'none' } });

export type StopAction = FormAction<{ stopId: string }>;

/**
 * Stops everything the portal does to the tenant: one question, one word. It stays where it is while everything is stopped,
 * or the answer that leads on to the recovery page would find nobody.
 */
export function StopEverything({ action, stopped }: { action: StopAction; stopped: boolean }) {
  const go = useGo();
  return (
    <ConfirmDialog
      trigger="Stop all"
      triggerIcon="stop"
      triggerAppearance="subtle"
      triggerSize="small"
      disabled={stopped}
      title="Stop everything now?"
      loss="Every run stops sending within five seconds, on every server of this portal. What was asked for and is not being delivered yet is cancelled in Entra. Nothing begins again until an admin says so, run by run."
      confirm="Stop everything"
      keep="Let it run"
      action={action}
      reason={{ label: 'Why, in a word', required: true }}
      onDone={({ stopId }) => go(`/stops/${stopId}`)}
    />
  );
}

/** Over every page while everything is stopped. */
export function StopBanner({ stop }: { stop: { id: string; byName: string; reason: string } }) {
  const styles = useStyles();
  const recovery = `/stops/${stop.id}`;
  // On the recovery page it would lead to where the reader is.
  const elsewhere = usePathname() !== recovery;
  return (
    <MessageBar intent="error" layout="multiline" className={styles.banner}>
      <MessageBarBody>{`${stop.byName} stopped everything: ${stop.reason}. Nothing goes to the tenant until an admin lifts that.`}</MessageBarBody>
      {elsewhere && (
        <MessageBarActions>
          <LinkButton size="small" href={recovery}>What to do now</LinkButton>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}
