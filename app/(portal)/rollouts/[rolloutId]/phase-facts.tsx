'use client';

import { Caption1, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { FactList } from '@/components/fact-list';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { MODE_WORDS } from '@/lib/rollout/delivery';
import type { OpenedPhase } from '@/lib/rollout/rollout-view';
import type { Rollout } from '@/lib/rollout/rollout';
import { rehearsedWords } from '../../rehearsals/outcome-words';
import { peopleWords } from '../phase-words';
import { Signatures } from './signatures';

const useStyles = makeStyles({
  packages: { display: 'flex', flexDirection: 'column' },
  quiet: { color: tokens.colorNeutralForeground3 },
  bar: { marginBottom: tokens.spacingVerticalM },
});

type PhaseFactsProps = { rollout: Rollout; phase: OpenedPhase; mayAct: boolean };

/** A phase before its start: what it brings, to whom, as rehearsed when, and whose approval is missing. */
export function PhaseFacts({ rollout, phase, mayAct }: PhaseFactsProps) {
  const styles = useStyles();
  const { rehearsal } = phase;
  const stale = rehearsal !== null && rehearsal.phaseRevision !== phase.revision;
  return (
    <>
      {phase.notRead && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}><MessageBarBody>{`What changed since the last rehearsal cannot be told. ${phase.notRead}`}</MessageBarBody></MessageBar>
      )}
      {phase.gonePackages.length > 0 && (
        <MessageBar intent="error" layout="multiline" className={styles.bar}><MessageBarBody>{`${phase.gonePackages.map((name) => `“${name}”`).join(', ')} is no longer in the tenant. Take it out of the rollout, or nobody can be given it.`}</MessageBarBody></MessageBar>
      )}
      {phase.widened.length > 0 && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}><MessageBarBody>{`The packages changed since this was rehearsed, so what was signed is not what would happen: ${phase.widened.join(' ')} Rehearse the phase again.`}</MessageBarBody></MessageBar>
      )}
      <Section title="What it brings">
        <FactList
          facts={[
            { label: 'To', value: phase.peopleCount === 0 ? <span className={styles.quiet}>nobody yet</span> : <TextLink href={`/phases/${phase.id}/cohort`}>{peopleWords(phase.peopleCount)}</TextLink> },
            {
              label: rollout.packages.length === 1 ? 'Package' : 'Packages',
              value: (
                <span className={styles.packages}>
                  {rollout.packages.map((each) => (
                    <span key={each.packageId}>
                      <TextLink href={`/packages/${each.packageId}`}>{each.packageName}</TextLink>{phase.mode === 'assign' && <Caption1 className={styles.quiet}>{` under “${each.policyName}”`}</Caption1>}
                    </span>
                  ))}
                </span>
              ),
            },
            { label: 'Delivery', value: <TextLink href={`/phases/${phase.id}/delivery`}>{MODE_WORDS[phase.mode].name}</TextLink> },
            {
              label: 'Rehearsed',
              value: rehearsal ? (
                <span>
                  <TextLink href={`/rehearsals/${rehearsal.id}`}><AgeText at={new Date(rehearsal.createdAt).toISOString()} /></TextLink>
                  {stale ? ', but the phase changed since' : `: ${rehearsedWords(rehearsal.totals)}`}
                </span>
              ) : <span className={styles.quiet}>not yet; a rehearsal changes nothing</span>,
            },
            ...(phase.calendar ? [{ label: 'Calendar', value: <span>{phase.calendar.standing.says} <TextLink href={`/settings/calendars/${phase.calendar.id}`}>See the calendar</TextLink></span> }] : []),
            ...(phase.begins ? [{ label: 'Access begins', value: phase.begins }] : []),
            ...(phase.changeTicket ? [{ label: 'Change ticket', value: phase.changeTicket }] : []),
          ]}
        />
      </Section>
      {phase.signatures.length > 0 && <Signatures rolloutName={rollout.name} phase={phase} mayAct={mayAct} />}
    </>
  );
}
