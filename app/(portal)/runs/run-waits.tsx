'use client';

import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalM } });

/** What a run waits for that nobody has to do anything about: a window of its calendar, or the day its access begins. */
export function RunWaits({ says }: { says: string[] }) {
  const styles = useStyles();
  if (says.length === 0) return null;
  return <MessageBar intent="info" layout="multiline" className={styles.bar}><MessageBarBody>{says.join(' ')}</MessageBarBody></MessageBar>;
}
