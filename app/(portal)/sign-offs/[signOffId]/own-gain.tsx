'use client';

import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalL },
});

/** Whoever signs gains something by it themselves: said, and nobody is kept from answering for it. */
export function OwnGain({ lines }: { lines: string[] }) {
  const styles = useStyles();
  return <MessageBar intent="warning" layout="multiline" className={styles.bar}><MessageBarBody>{lines.join(' ')}</MessageBarBody></MessageBar>;
}
