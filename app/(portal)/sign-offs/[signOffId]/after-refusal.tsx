'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { TextField } from '@/components/form-fields';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { LONGEST } from '@/lib/authoring/object-texts';
import { peopleWords } from '@/lib/rollout/count-words';
import type { RefusalWays } from '@/lib/rollout/refusal-ways';
import { askSignersAction } from '../actions';
import { cloneWithoutAction, takeOutAction } from '../actions';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', rowGap: tokens.spacingVerticalM },
  way: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalS },
  words: { flexBasis: '320px', flexGrow: 1 },
});

/** What an admin can do about a refusal: take the people out, do without the resource, or ask once more. */
export function AfterRefusal({ signOffId, resourceName, ways }: { signOffId: string; resourceName: string; ways: RefusalWays }) {
  const styles = useStyles();
  return (
    <Section id="ways" title="What can be done" caption="every phase that hands it out waits until then">
      <ul className={styles.list}>
        <li className={styles.way}>
          <span className={styles.words}>{`Take the ${peopleWords(ways.people)} out of ${ways.phaseName} who would gain it or may ask.`}</span>
          <ConfirmDialog trigger={`Take ${peopleWords(ways.people)} out…`} title={`Take ${peopleWords(ways.people)} out of ${ways.phaseName}?`} loss={`They would gain “${resourceName}” and leave the cohort, with whatever else the phase gives them. They can be added again.`} confirm={`Take ${peopleWords(ways.people)} out`} keep="Keep them" action={takeOutAction} hidden={{ signOffId }} doneHref={ways.rolloutHref} />
        </li>
        {ways.packages.map((each) => (
          <li key={each.id} className={styles.way}>
            <span className={styles.words}>{each.refusal ?? `Bring a copy of “${each.name}” that leaves “${resourceName}” out.${ways.swaps ? ' It takes its place in this rollout.' : ' This rollout has started, so it keeps the package it has.'}`}</span>
            {!each.refusal && (
              <ConfirmDialog trigger={`Copy ${each.name} without it…`} title={`Copy “${each.name}” without “${resourceName}”?`} loss={`A draft makes a new package with the same other roles and policies in the same catalog${ways.swaps ? '; once it is applied, this rollout brings it instead, and its phases are rehearsed again' : ''}. “${each.name}” stays as it is.`} confirm="Review the copy" keep="Not now" action={cloneWithoutAction} hidden={{ signOffId, packageId: each.id }}>
                <TextField name="name" label="Name of the copy" defaultValue={each.copyName} required maxLength={LONGEST.name} />
              </ConfirmDialog>
            )}
          </li>
        ))}
        <li className={styles.way}>
          <span className={styles.words}>Settle it with who refused, then ask once more for the same.</span>
          {ways.rehearsalHash ? (
            <ActionForm action={askSignersAction} hidden={{ phaseId: ways.phaseId, rehearsalHash: ways.rehearsalHash, again: signOffId }} inline label="Ask once more" doneHref={ways.rolloutHref}><SubmitButton appearance="secondary">Ask once more</SubmitButton></ActionForm>
          ) : (
            <LinkButton href={ways.rolloutHref}>See the phase</LinkButton>
          )}
        </li>
      </ul>
    </Section>
  );
}
