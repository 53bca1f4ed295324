'use client';

import { MessageBar, MessageBarBody } from '@fluentui/react-components';

/** What was done, said once in the form. */
export function FormDone({ children }: { children: React.ReactNode }) {
  return (
    <MessageBar intent="success" layout="multiline" politeness="polite">
      <MessageBarBody>{children}</MessageBarBody>
    </MessageBar>
  );
}
