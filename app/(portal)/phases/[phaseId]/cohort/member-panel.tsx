'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { FactList } from '@/components/fact-list';
import { LinkButton } from '@/components/link-button';
import { RowPanel } from '@/components/row-panel';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { KIND_WORD } from '@/lib/directory/account-kind';
import type { CohortView } from '@/lib/rollout/cohort-view';
import { canChangeCohort } from '@/lib/rollout/phase';
import { OUTCOME_STATE, OUTCOME_TEXT, standingHead } from '../../../rehearsals/outcome-words';
import { removeMembersAction } from '../../actions';
import { CHANGE_WORD } from '../../change-words';
import { StandingLabel } from './members-table';
import { TakeIn } from './take-in';

const useStyles = makeStyles({
  reason: { margin: 0, marginTop: tokens.spacingVerticalXS },
  standing: { marginBottom: tokens.spacingVerticalL },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalS },
  detail: { color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
  ways: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS },
  others: { display: 'flex', flexDirection: 'column' },
});

type Person = NonNullable<CohortView['person']>;

type MemberPanelProps = {
  phase: CohortView['head']['phase'];
  person: Person;
  mayAct: boolean;
  closeHref: string;
  previousHref: string | undefined;
  nextHref: string | undefined;
};

/** One person of a cohort: how they stand, what became different, why they are in it, what else they are in. */
export function MemberPanel({ phase, person, mayAct, closeHref, previousHref, nextHref }: MemberPanelProps) {
  const styles = useStyles();
  const detail = [person.jobTitle, person.department, person.office].filter(Boolean).join(', ') || person.userPrincipalName;
  return (
    <RowPanel person title={person.name} detail={detail} closeHref={closeHref} {...(previousHref ? { previousHref } : {})} {...(nextHref ? { nextHref } : {})}>
      <div className={styles.standing}>
        {!canChangeCohort(phase.state) && person.standing && <Caption1 block className={styles.detail}>{standingHead(phase.state)}</Caption1>}
        <StandingLabel {...person} />
        {person.standing?.reason && <p className={styles.reason}>{person.standing.reason}</p>}
      </div>
      {person.changes.length > 0 && <Changes person={person} phaseId={phase.id} mayAct={mayAct} />}
      <Section title="Why in the cohort">
        <Whys person={person} phaseId={phase.id} />
        <FactList
          facts={[
            { label: 'Added', value: <AgeText at={new Date(person.addedAt).toISOString()} /> },
            ...(person.takenIn ? [{ label: 'Taken in', value: <span>{`${KIND_WORD[person.takenIn.kind]}, by ${person.takenIn.byName} `}<AgeText at={new Date(person.takenIn.at).toISOString()} />{`: ${person.takenIn.reason}`}</span> }] : []),
            {
              label: 'Other phases',
              value: person.otherPhases.length === 0 ? 'None' : (
                <span className={styles.others}>
                  {person.otherPhases.map((other) => <TextLink key={other.phaseId} href={`/phases/${other.phaseId}/cohort?person=${person.personId}`}>{other.sameRollout ? `${other.phaseName}, ${other.earlier ? 'earlier' : 'later'}` : `${other.rolloutName}, ${other.phaseName}`}</TextLink>)}
                </span>
              ),
            },
          ]}
        />
      </Section>
      {person.packages.length > 0 && (
        <Section title="By package">
          <ul className={styles.list}>
            {person.packages.map(({ packageName, outcome, reason }) => (
              <li key={packageName}>
                <span>{packageName}</span>
                <StateLabel state={OUTCOME_STATE[outcome]}>{OUTCOME_TEXT[outcome]}</StateLabel>
                {reason && <Caption1 block className={styles.detail}>{reason}</Caption1>}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Account">
        <FactList
          facts={[
            { label: 'Signs in as', value: <SignInName name={person.userPrincipalName} /> },
            { label: 'Sign-in', value: person.enabled ? 'Allowed when added' : 'Blocked when added' },
            { label: 'Identity', value: person.external ? 'Of another organisation' : 'Of this organisation' },
            { label: 'Country', value: person.country ?? 'None' },
          ]}
        />
      </Section>
      <div className={styles.ways}>
        {mayAct && (
          <ConfirmDialog
            trigger={`Leave out of ${phase.name}…`}
            triggerSize="small"
            title={`Leave ${person.name} out of ${phase.name}?`}
            loss="They are no longer in this phase and get nothing by it. A rehearsal of the cohort as it was no longer holds. Nothing changes in Microsoft Entra."
            confirm={`Leave ${person.name} out`}
            keep="Keep them"
            action={removeMembersAction}
            hidden={{ phaseId: phase.id, personId: person.personId }}
            doneHref={closeHref}
          />
        )}
        <LinkButton href={`/people/${person.personId}`} size="small" appearance="subtle">Open person</LinkButton>
      </div>
    </RowPanel>
  );
}

/** Breaks before the domain rather than anywhere. */
function SignInName({ name }: { name: string }) {
  const [local, ...domain] = name.split('@');
  return <>{local}{domain.length > 0 && <><wbr />@{domain.join('@')}</>}</>;
}

function Changes({ person, phaseId, mayAct }: { person: Person; phaseId: string; mayAct: boolean }) {
  const styles = useStyles();
  const special = person.changes.find((change) => change.kind === 'special');
  return (
    <Section title="Different since">
      <ul className={styles.list}>
        {person.changes.map(({ kind, detail, noticedAt }) => (
          <li key={kind}>
            <StateLabel state="open">{CHANGE_WORD[kind]}</StateLabel>
            <Caption1 block className={styles.detail}>{detail} Noticed <AgeText at={new Date(noticedAt).toISOString()} />.</Caption1>
          </li>
        ))}
      </ul>
      {mayAct && special && <TakeIn phaseId={phaseId} personId={person.personId} name={person.name} detail={special.detail} trigger="Keep, for a reason…" />}
    </Section>
  );
}

function Whys({ person, phaseId }: { person: Person; phaseId: string }) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {person.whys.map(({ sourceId, why, detail }) => (
        <li key={sourceId}>
          <TextLink href={why.startsWith('List ') ? `/phases/${phaseId}/cohort/imports/${sourceId}` : `/phases/${phaseId}/cohort/sources`}>{why}</TextLink>
          {detail && <Caption1 block className={styles.detail}>{detail}</Caption1>}
        </li>
      ))}
    </ul>
  );
}
