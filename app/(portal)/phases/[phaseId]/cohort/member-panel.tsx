'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { FactList } from '@/components/fact-list';
import { LinkButton } from '@/components/link-button';
import { RowPanel } from '@/components/row-panel';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import type { CohortView } from '@/lib/rollout/cohort-view';
import { removeMembersAction } from '../../actions';
import { StandingLabel } from './members-table';

const useStyles = makeStyles({
  reason: { margin: 0, marginTop: tokens.spacingVerticalXS },
  standing: { marginBottom: tokens.spacingVerticalL },
  ways: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS },
  others: { display: 'flex', flexDirection: 'column' },
});

type MemberPanelProps = {
  phase: CohortView['phase'];
  person: NonNullable<CohortView['person']>;
  mayAct: boolean;
  closeHref: string;
  previousHref: string | undefined;
  nextHref: string | undefined;
};

/** One person of a cohort: how they stand, why they are in it, what else they are in. */
export function MemberPanel({ phase, person, mayAct, closeHref, previousHref, nextHref }: MemberPanelProps) {
  const styles = useStyles();
  return (
    <RowPanel person title={person.name} detail={[person.department, person.userPrincipalName].filter(Boolean).join(', ')} closeHref={closeHref} {...(previousHref ? { previousHref } : {})} {...(nextHref ? { nextHref } : {})}>
      <div className={styles.standing}>
        <StandingLabel {...person} />
        {person.standing?.reason && <p className={styles.reason}>{person.standing.reason}</p>}
      </div>
      <Section title="Why in the cohort">
        <FactList
          facts={[
            ...person.whys.map((each) => ({ label: 'Source', value: each.why })),
            { label: 'Added', value: <AgeText at={new Date(person.addedAt).toISOString()} /> },
            {
              label: 'Other phases',
              value: person.otherPhases.length === 0 ? 'None' : (
                <span className={styles.others}>
                  {person.otherPhases.map((other) => <TextLink key={other.phaseId} href={`/rollouts/${other.rolloutId}?phase=${other.phaseId}`}>{`${other.rolloutName}, ${other.phaseName}`}</TextLink>)}
                </span>
              ),
            },
          ]}
        />
      </Section>
      <Section title="Account">
        <FactList
          facts={[
            { label: 'Sign-in', value: person.enabled ? 'Allowed when added' : 'Disabled when added' },
            { label: 'Identity', value: person.external ? 'External' : 'Of this organisation' },
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
