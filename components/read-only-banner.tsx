'use client';

import { MessageBar, MessageBarActions, MessageBarBody, makeStyles } from '@fluentui/react-components';
import { usePathname } from 'next/navigation';
import { LinkButton } from './link-button';

const useStyles = makeStyles({ root: { borderRadius: 0, borderLeftStyle: 'none', borderRightStyle: 'none', borderTopStyle: 'none' } });

/** The roles were checked too long ago: everything can be read, nothing changed, until a new sign-in. */
export function ReadOnlyBanner() {
  const styles = useStyles();
  const path = usePathname();
  return (
    <MessageBar intent="warning" className={styles.root}>
      <MessageBarBody>Your roles were last checked more than an hour ago. You can read everything; sign in again to change something.</MessageBarBody>
      <MessageBarActions>
        <LinkButton size="small" href={`/sign-in?again=1&returnTo=${encodeURIComponent(path)}`}>Sign in again</LinkButton>
      </MessageBarActions>
    </MessageBar>
  );
}
