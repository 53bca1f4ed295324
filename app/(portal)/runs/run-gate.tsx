'use client';

import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { LinkButton } from '@/components/link-button';
import { isGateOpen, shutWords } from '@/lib/rollout/gate';
import type { FinishGate } from './run-buttons';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalM }, list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL }, more: { marginTop: tokens.spacingVerticalXS }, ways: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS, marginTop: tokens.spacingVerticalS } });

/** What keeps a settled run's phase from being finished, and what going past that needs; nothing where its gate is open. */
export function RunGate({ gate, rolloutId, phaseId, phaseName }: { gate: FinishGate; rolloutId: string; phaseId: string; phaseName: string }) {
  const styles = useStyles();
  if (isGateOpen(gate.lines) && !gate.another) return null;
  const shut = shutWords(gate.lines);
  const past = gate.another ? 'You started this run, so another admin lets its phase pass.' : gate.mayOverride ? 'Finishing it all the same takes a reason, which stands with your name in the decision and the audit.' : 'Its gate lets nobody go past it.';
  return (
    <MessageBar intent="info" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{shut.length > 0 ? `The gate of ${phaseName} is shut` : `${phaseName} may pass`}</MessageBarTitle>
        {shut.length > 0 && <ul className={styles.list}>{shut.map((each) => <li key={each}>{each}</li>)}</ul>}
        <div className={styles.more}>{past}</div>
        <div className={styles.ways}>
          {gate.lines.some(({ key, standing }) => key === 'handedOver' && standing === 'open') && <LinkButton size="small" href={`/rollouts/${rolloutId}/handover`}>Hand people over</LinkButton>}
          <LinkButton size="small" href={`/phases/${phaseId}/gate`}>See the gate</LinkButton>
        </div>
      </MessageBarBody>
    </MessageBar>
  );
}
