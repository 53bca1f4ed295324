'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';

const useStyles = makeStyles({ quiet: { display: 'block', color: tokens.colorNeutralForeground3, maxWidth: '760px' } });

/** What a run leaves for the day the portal itself is down. */
export function RecoveryPack({ runId }: { runId: string }) {
  const styles = useStyles();
  return (
    <Section
      title="Recovery pack"
      caption="for the day this portal is down"
      actions={<><LinkButton href={`/runs/${runId}/recovery`} size="small" icon="download" download>People as CSV</LinkButton><LinkButton href={`/runs/${runId}/recovery?as=script`} size="small" icon="download" download>PowerShell script</LinkButton></>}
    >
      <Caption1 className={styles.quiet}>Exactly these people, what each of them had before, and a plain script that ends what the run gave. It leaves out whoever had the access before unless it is told otherwise. Keep it where you find it without this portal.</Caption1>
    </Section>
  );
}
