'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { LinkButton } from '@/components/link-button';
import { RowPanel } from '@/components/row-panel';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { NEVER_BY_ITSELF } from '@/lib/rollout/baseline-words';
import type { HeldBefore } from '@/lib/rollout/baseline-view';
import type { RehearsalView } from '@/lib/rollout/rehearsal-view';
import { OUTCOME_STATE, OUTCOME_TEXT } from '../outcome-words';
import { ResourceName } from './resource-name';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalS },
  detail: { color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
  loses: { fontWeight: tokens.fontWeightSemibold },
});

type PersonPanelProps = { person: NonNullable<RehearsalView['person']>; closeHref: string; previousHref: string | undefined; nextHref: string | undefined };

const LOSES: Record<'access' | 'ownPlace', string> = {
  access: 'Would lose it when this assignment ends, unless it is given back.',
  ownPlace: 'Would lose their own place when this assignment ends, and keep it through the group.',
};

/** One person of a rehearsal: what happens by each package, and what they held of each role before, by which routes. */
export function PersonPanel({ person: { line, held }, closeHref, previousHref, nextHref }: PersonPanelProps) {
  const styles = useStyles();
  return (
    <RowPanel person title={line.name} detail={line.department ?? line.userPrincipalName} closeHref={closeHref} {...(previousHref ? { previousHref } : {})} {...(nextHref ? { nextHref } : {})}>
      <Section title="By package">
        <ul className={styles.list}>
          {line.packages.map(({ packageName, outcome, reason }) => (
            <li key={packageName}>
              <div>{packageName}</div>
              <StateLabel state={OUTCOME_STATE[outcome]}>{OUTCOME_TEXT[outcome]}</StateLabel>
              {reason && <Caption1 block className={styles.detail}>{reason}</Caption1>}
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Held before">
        {held.length === 0 ? <Caption1 className={styles.detail}>Not read: this rehearsal is of before that was kept.</Caption1> : (
          <ul className={styles.list}>{held.map((each) => <Held key={each.key} held={each} />)}</ul>
        )}
        {held.some(({ holding }) => holding === 'unknown') && <Caption1 block className={styles.detail}>{NEVER_BY_ITSELF}</Caption1>}
      </Section>
      <LinkButton href={`/people/${line.personId}`} size="small" appearance="subtle">Open person</LinkButton>
    </RowPanel>
  );
}

function Held({ held: { resourceName, originSystem, roleName, words, loses } }: { held: HeldBefore }) {
  const styles = useStyles();
  return (
    <li>
      <ResourceName name={resourceName} originSystem={originSystem} />
      <div>{`${roleName}: ${words}`}</div>
      {loses && <Caption1 block className={loses === 'access' ? styles.loses : styles.detail}>{LOSES[loses]}</Caption1>}
    </li>
  );
}
