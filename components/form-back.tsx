'use client';

import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';

/** Says that a form holds again what was typed before its page was left. */
export function FormBack({ onAnew }: { onAnew: () => void }) {
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>What you typed here before you left the page is back. Nothing of it has been saved.</MessageBarBody>
      <MessageBarActions><Button onClick={onAnew}>Begin anew</Button></MessageBarActions>
    </MessageBar>
  );
}

/** Says that something else was typed here before, to whoever had begun to type when it could have come back. */
export function FormKept({ onBack }: { onBack: () => void }) {
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>You left something unsaved here before. It would replace what you type now.</MessageBarBody>
      <MessageBarActions><Button onClick={onBack}>Bring it back</Button></MessageBarActions>
    </MessageBar>
  );
}
