'use client';

import { Caption1, Subtitle2, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { narrow, phone } from '@/components/breakpoint';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { canChangeCohort } from '@/lib/rollout/phase';
import type { OpenedPhase } from '@/lib/rollout/rollout-view';
import { onTheirWay } from '@/lib/rollout/rollout';
import type { Rollout } from '@/lib/rollout/rollout';
import type { GateAhead } from '@/lib/rollout/what-next';
import { countWords, peopleWords } from '../phase-words';
import { GateLines, metWords } from '../../phases/gate-lines';
import { unitWords } from '../../runs/run-words';
import { RehearseButton } from '../rehearse-button';
import { PhaseFacts } from './phase-facts';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalL, rowGap: tokens.spacingVerticalXS, minHeight: '32px', padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`, borderBottom: line, [phone]: { paddingInline: 0 } },
  ways: { marginLeft: 'auto', display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS, [phone]: { marginLeft: 0, flexBasis: '100%' } },
  body: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 480px)', [narrow]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  main: { padding: tokens.spacingHorizontalL, minWidth: 0, [phone]: { paddingInline: 0 } },
  next: { padding: tokens.spacingHorizontalL, minWidth: 0, borderLeft: line, [narrow]: { borderLeft: 'none', borderTop: line }, [phone]: { paddingInline: 0 } },
  gate: { marginTop: tokens.spacingVerticalXL },
  heldSays: { margin: 0, marginBottom: tokens.spacingVerticalS, overflowWrap: 'anywhere' },
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  step: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 88px 112px', columnGap: tokens.spacingHorizontalM, minHeight: '33px', alignItems: 'center', paddingBlock: tokens.spacingVerticalXS, boxSizing: 'border-box', borderBottom: line, [phone]: { gridTemplateColumns: 'minmax(0, 1fr) max-content' } },
  apart: { color: tokens.colorNeutralForeground3 },
  mine: { fontWeight: tokens.fontWeightSemibold },
  when: { color: tokens.colorNeutralForeground3, [phone]: { display: 'none' } },
});

type OpenedPhasePanelProps = { rollout: Rollout; phase: OpenedPhase; /** The phase after it; null for the last one. */ next: string | null; mayAct: boolean; /** The phase's run, read on the server; absent before the start. */ run?: React.ReactNode };

/** The opened phase: what it is, what happens next and who holds it. */
export function OpenedPhasePanel({ rollout, phase, next, mayAct, run }: OpenedPhasePanelProps) {
  const styles = useStyles();
  const changeable = canChangeCohort(phase.state) && rollout.state !== 'abandoned' && rollout.state !== 'finished';
  const rehearsedToo = mayAct && changeable && phase.rehearsal !== null && phase.action?.kind !== 'rehearse' && phase.action?.kind !== 'addPeople';
  return (
    <>
      <div className={styles.head}>
        <Subtitle2 as="h2">{phase.name}</Subtitle2>
        <span>{peopleWords(phase.peopleCount)}</span>
        {phase.takenBack ? <TakenBackLabels taken={phase.takenBack} /> : <DeliveryLabels phase={phase} className={styles.apart} />}
        {run && phase.changeTicket && <Caption1>{`Change ticket ${phase.changeTicket}`}</Caption1>}
        <span className={styles.ways}>
          <LinkButton href={`/phases/${phase.id}/cohort`} size="small" icon="people">{changeable && mayAct ? 'Cohort' : 'See the cohort'}</LinkButton>
          {phase.rehearsal && <LinkButton href={`/rehearsals/${phase.rehearsal.id}`} size="small" icon="beaker">{`Rehearsal ${phase.rehearsal.number}`}</LinkButton>}
          {rehearsedToo && (
            <RehearseButton phaseId={phase.id} size="small" appearance="secondary">Rehearse again</RehearseButton>
          )}
        </span>
      </div>
      <div className={styles.body}>
        <div className={styles.main}>
          {run ?? <PhaseFacts rollout={rollout} phase={phase} mayAct={mayAct && changeable} />}
        </div>
        <div className={styles.next}>
          <WhatHappensNext phase={phase} mayAct={mayAct} />
          {phase.gate && <GateAheadSection phase={phase} gate={phase.gate} next={next} />}
        </div>
      </div>
    </>
  );
}

/** How its run has delivered, in counts; its state where they do not say that. */
function DeliveryLabels({ phase, className }: { phase: OpenedPhase; className: string }) {
  const { delivery } = phase;
  return (
    <>
        {delivery && delivery.policies.total === 0 && phase.peopleCount > delivery.people && <Caption1 className={className}>{`${(phase.peopleCount - delivery.people).toLocaleString('en-GB')} of them not in the run`}</Caption1>}
        {delivery && (delivery.people > 0 || delivery.policies.total === 0) && <StateLabel state="delivered">{`${delivery.delivered.toLocaleString('en-GB')} delivered`}</StateLabel>}
        {delivery && delivery.policies.written > 0 && <StateLabel state="delivered">{`${countWords(delivery.policies.written, 'policy', 'policies')} written`}</StateLabel>}
        {delivery && delivery.policies.open > 0 && <StateLabel state="onItsWay">{`${countWords(delivery.policies.open, 'policy', 'policies')} to be written`}</StateLabel>}
        {delivery && delivery.policies.failed > 0 && <StateLabel state="failed">{`${countWords(delivery.policies.failed, 'policy', 'policies')} not written`}</StateLabel>}
        {delivery && onTheirWay(delivery) > 0 && <StateLabel state="onItsWay">{`${onTheirWay(delivery).toLocaleString('en-GB')} on their way`}</StateLabel>}
        {delivery && delivery.notSent > 0 && <StateLabel state="notStarted">{`${delivery.notSent.toLocaleString('en-GB')} not sent yet`}</StateLabel>}
        {delivery && delivery.failed > 0 && <StateLabel state="failed">{`${delivery.failed.toLocaleString('en-GB')} failed`}</StateLabel>}
        {(!delivery || phase.state === 'held' || phase.state === 'soaking') && <StateLabel state={phase.state} />}
    </>
  );
}

/** What was taken back of what its run delivered, and what stayed. */
function TakenBackLabels({ taken: { over, people, cleared, kept, left, failed, open, policies, packages } }: { taken: NonNullable<OpenedPhase['takenBack']> }) {
  const words = (many: number): string => unitWords(many, packages);
  return (
    <>
      <StateLabel state={over ? 'reversed' : 'reversing'}>{`${over ? 'Taken back' : 'Being taken back'}${people > 0 || over ? ` from ${peopleWords(people)}` : ''}`}</StateLabel>
      {kept > 0 && <StateLabel state="alreadyHasIt">{`${kept.toLocaleString('en-GB')} of them ${kept === 1 ? 'has' : 'have'} what they had before`}</StateLabel>}
      {cleared > 0 && <StateLabel state="skipped">{`${words(cleared)} had failed, nothing to take`}</StateLabel>}
      {open > 0 && <StateLabel state="onItsWay">{`${words(open)} to go`}</StateLabel>}
      {policies > 0 && <StateLabel state="reversed">{`${countWords(policies, 'policy', 'policies')} put back`}</StateLabel>}
      {left > 0 && <StateLabel state="alreadyHasIt">{`${words(left)} stayed as they were`}</StateLabel>}
      {failed > 0 && <StateLabel state="failed">{`${words(failed)} could not be taken back`}</StateLabel>}
    </>
  );
}

/** The gate it has to go through next: to begin, or to let the next phase begin. */
function GateAheadSection({ phase, gate, next }: { phase: OpenedPhase; gate: GateAhead; next: string | null }) {
  const styles = useStyles();
  const title = canChangeCohort(phase.state) ? `Gate into ${phase.name}` : next ? `Gate to ${next}` : `Gate out of ${phase.name}`;
  return (
    <div className={styles.gate}>
      <Section title={title} caption={metWords(gate.lines)} flush actions={<TextLink href={`/phases/${phase.id}/gate`} nowrap>See the gate</TextLink>}>
        {gate.held && <p className={styles.heldSays}>{gate.held.says}</p>}
        <GateLines lines={gate.lines} label={title} />
      </Section>
    </div>
  );
}

function WhatHappensNext({ phase, mayAct }: { phase: OpenedPhase; mayAct: boolean }) {
  const styles = useStyles();
  return (
    <Section title="What happens next" caption="and who holds it" flush>
      <ol className={styles.list}>
        {phase.steps.map((step) => {
          const mine = step.holder === 'You';
          return (
            <li key={step.what} className={mergeClasses(styles.step, mine && mayAct && styles.mine)}>
              <span>{step.what}{step.waysHref && mayAct && <>. <TextLink href={step.waysHref}>See what can be done</TextLink></>}</span>
              <span>{mine && !mayAct ? 'An identity admin' : step.holder}</span>
              <Caption1 className={styles.when}>{step.when}</Caption1>
            </li>
          );
        })}
        {phase.steps.length === 0 && (
          <li className={styles.step}>
            <span>{phase.state === 'passed' ? 'Nothing: this phase has passed.' : 'Nothing.'}</span>
            <TextLink href="/activity" nowrap>See what was done</TextLink>
          </li>
        )}
      </ol>
    </Section>
  );
}
