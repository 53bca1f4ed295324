'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { phone } from '@/components/breakpoint';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { nearDayWords } from '@/lib/rollout/count-words';
import { isSettled } from '@/lib/rollout/signature-line';
import type { SignatureLine } from '@/lib/rollout/signature-line';
import type { OpenedPhase } from '@/lib/rollout/rollout-view';
import { SIGNATURE_LOOK } from '../../sign-offs/sign-off-words';
import { ReminderCopy } from '../../sign-offs/reminder-copy';
import { nameHref, SignInsteadDialog } from './primary-action';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line },
  row: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalXXS, alignItems: 'start', paddingBlock: tokens.spacingVerticalXS, borderBottom: line, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  words: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', minWidth: 0, rowGap: tokens.spacingVerticalXXS },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** Whose signatures the phase needs, how each stands, and what an admin can do about it. */
export function Signatures({ rolloutName, phase, mayAct }: { rolloutName: string; phase: OpenedPhase; mayAct: boolean }) {
  const styles = useStyles();
  const signed = phase.signatures.filter(isSettled).length;
  return (
    <Section title="Signatures" caption={`${signed.toLocaleString('en-GB')} of ${phase.signatures.length.toLocaleString('en-GB')} stand`} flush actions={mayAct && !phase.ownWork && phase.state === 'rehearsed' ? <SignInsteadDialog phase={phase} /> : undefined}>
      <ul className={styles.list} aria-label="Signatures">
        {phase.signatures.map((each) => <Signature key={each.key} phase={phase} where={`${rolloutName}, ${phase.name}`} signature={each} mayAct={mayAct} />)}
      </ul>
    </Section>
  );
}

function Signature({ phase, where, signature, mayAct }: { phase: OpenedPhase; where: string; signature: SignatureLine; mayAct: boolean }) {
  const styles = useStyles();
  const { standing, resource, kind, signOffId, people, says, person, dueDay } = signature;
  const { state, say } = SIGNATURE_LOOK[standing];
  const name = kind === 'security' ? `${resource.name}, for security` : resource.name;
  return (
    <li className={styles.row}>
      <span className={styles.words}>
        {signOffId ? <TextLink href={`/sign-offs/${signOffId}`} label={`The letter about ${name}`}>{name}</TextLink> : <span>{name}</span>}
        {says.map((sentence) => <Caption1 key={sentence} className={styles.quiet}>{sentence}</Caption1>)}
      </span>
      <span className={styles.words}>
        <StateLabel state={state}>{say(signature)}</StateLabel>
        {mayAct && standing === 'noOwner' && <TextLink href={nameHref(resource, kind, `/rollouts/${phase.rolloutId}?phase=${phase.id}`)}>{kind === 'security' ? 'Name who signs for security' : 'Name who answers for it'}</TextLink>}
        {mayAct && signOffId && dueDay && (standing === 'waiting' || standing === 'overdue') && (
          <ReminderCopy id={signOffId} to={person ?? ''} resourceName={resource.name} people={people} where={where} due={nearDayWords(dueDay)} late={standing === 'overdue'} />
        )}
      </span>
    </li>
  );
}
