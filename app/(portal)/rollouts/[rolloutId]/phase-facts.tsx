'use client';

import { Caption1, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { FactList } from '@/components/fact-list';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import type { OpenedPhase } from '@/lib/rollout/rollout-view';
import type { Rollout } from '@/lib/rollout/rollout';
import type { MissingApproval } from '@/lib/rollout/what-next';
import { countWords, peopleWords } from '../phase-words';
import { OverrideDialog } from './primary-action';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  packages: { display: 'flex', flexDirection: 'column' },
  quiet: { color: tokens.colorNeutralForeground3 },
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  missing: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) max-content', columnGap: tokens.spacingHorizontalM, alignItems: 'start', paddingBlock: tokens.spacingVerticalXS, borderBottom: line },
  words: { display: 'flex', flexDirection: 'column', minWidth: 0 },
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
      {phase.gonePackages === null && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}><MessageBarBody>Microsoft Entra does not answer right now, so the approvals below are held against the last rehearsal.</MessageBarBody></MessageBar>
      )}
      {phase.gonePackages !== null && phase.gonePackages.length > 0 && (
        <MessageBar intent="error" layout="multiline" className={styles.bar}><MessageBarBody>{`${phase.gonePackages.map((name) => `“${name}”`).join(', ')} is no longer in the tenant. Take it out of the rollout, or nobody can be given it.`}</MessageBarBody></MessageBar>
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
                      <TextLink href={`/packages/${each.packageId}`}>{each.packageName}</TextLink> <Caption1 className={styles.quiet}>{`under “${each.policyName}”`}</Caption1>
                    </span>
                  ))}
                </span>
              ),
            },
            {
              label: 'Rehearsed',
              value: rehearsal ? (
                <span>
                  <TextLink href={`/rehearsals/${rehearsal.id}`}><AgeText at={new Date(rehearsal.createdAt).toISOString()} /></TextLink>
                  {stale ? ', but the phase changed since' : `: ${peopleWords(rehearsal.totals.gaining)} gain it, ${rehearsal.totals.people.alreadyAssigned.toLocaleString('en-GB')} already have it, ${rehearsal.totals.people.blocked.toLocaleString('en-GB')} blocked`}
                </span>
              ) : <span className={styles.quiet}>not yet; a rehearsal changes nothing</span>,
            },
            ...(phase.overrideReason ? [{ label: 'Goes on without', value: `approval of the owners: ${phase.overrideReason}` }] : []),
          ]}
        />
      </Section>
      {phase.missing.length > 0 && (
        <Section title="Approvals missing" caption={countWords(phase.missing.length, 'resource', 'resources')} flush actions={mayAct && !phase.overrideReason && (phase.state === 'rehearsed' || phase.state === 'signed') ? <OverrideDialog phase={phase} /> : undefined}>
          <ul className={styles.list}>
            {phase.missing.map((each) => <Missing key={each.resourceId} missing={each} />)}
          </ul>
        </Section>
      )}
    </>
  );
}

const WORDS: Record<MissingApproval['standing'], { state: 'waitingForApproval' | 'refused' | 'notStarted' | 'open'; say: (owner: string) => string }> = {
  waiting: { state: 'waitingForApproval', say: (owner) => `Waits for ${owner}` },
  refused: { state: 'refused', say: (owner) => `Refused by ${owner}` },
  changed: { state: 'open', say: (owner) => `Changed since ${owner} approved` },
  notAsked: { state: 'notStarted', say: () => 'Nobody was asked' },
};

function Missing({ missing }: { missing: MissingApproval }) {
  const styles = useStyles();
  const { state, say } = WORDS[missing.standing];
  return (
    <li className={styles.missing}>
      <span className={styles.words}>
        <span>{missing.resourceName}</span>
        <Caption1 className={styles.quiet}>{missing.reason ? `“${missing.reason}”` : `in ${missing.packageNames.join(', ')}`}</Caption1>
      </span>
      <StateLabel state={state}>{say(missing.ownerName ?? 'its owner')}</StateLabel>
    </li>
  );
}
