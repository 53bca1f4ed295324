'use client';

import { Body1Strong, Caption1, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { FactList } from '@/components/fact-list';
import type { Fact } from '@/components/fact-list';
import { CheckboxField, SelectField } from '@/components/form-fields';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { choiceOf } from '@/lib/rollout/handover-item';
import { countWords, peopleWords } from '../../phase-words';
import { chooseHandoverPolicyAction } from './actions';

const useStyles = makeStyles({
  packages: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXL },
  quiet: { color: tokens.colorNeutralForeground3 },
  bar: { marginBottom: tokens.spacingVerticalM },
  choose: { display: 'flex', alignItems: 'flex-end', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS, maxWidth: '560px', marginTop: tokens.spacingVerticalS },
});

type Found = { holders: number; others: number; othersLeft: number; /** Whom the policy to live under does not include. */ outside: number; extendable: number; /** Whom the package's rule was held against, and whom it selects. */ ruled: number; matched: number; firstEnd: string | null; lastEnd: string | null; /** Who has no end now. */ endless: number; /** Who is moved; the new ends are theirs alone. */ moving: number; firstNewEnd: string | null; lastNewEnd: string | null; newEndDays: number };

/** How a policy gives a package: by its own rule, or after a decision, which is said in a sentence. */
export type HowGiven = { byRule: boolean; decision: string | null };

type ShownPackage = { packageId: string; packageName: string; policyId: string; policyName: string; policies: { id: string; name: string }[]; target: { policyId: string; policyName: string; others: boolean; byName: string; /** Null where it is not known now, or it gives it at once. */ how: HowGiven | null } | null; found: Found | null };

/** Of each package: who is under its pilot's policy, and the policy they shall live under. */
export function HandoverPackages({ rolloutId, packages, mayAct, notRead, isOver }: { rolloutId: string; packages: ShownPackage[]; mayAct: boolean; notRead: string | null; /** What was found is how it was before. */ isOver: boolean }) {
  const styles = useStyles();
  return (
    <Section title="Where they go" caption="the policy they shall live under, package by package">
      {notRead && <MessageBar intent="warning" layout="multiline" className={styles.bar}><MessageBarBody>{`The policies of the packages cannot be read now. ${notRead}`}</MessageBarBody></MessageBar>}
      <div className={styles.packages}>
        {packages.map((each) => (
          <div key={each.packageId}>
            <Body1Strong as="h3" block>{each.packageName}</Body1Strong>
            <FactList facts={factsOf(each, styles.quiet, isOver)} />
            {mayAct && each.policies.length > 0 && (
              <ActionForm action={chooseHandoverPolicyAction} hidden={{ rolloutId, packageId: each.packageId }} madeOf={{ seen: JSON.stringify(choiceOf(each.target)) }} label={`Policy of ${each.packageName}`} done="Chosen. Nothing has been changed in Entra; rehearse to see what follows.">
                <div className={styles.choose}>
                  <SelectField name="policyId" label={`Policy to live under, ${each.packageName}`} placeholder="Choose a policy" defaultValue={each.target?.policyId ?? ''} options={each.policies.map(({ id, name }) => ({ value: id, label: id === each.policyId ? `${name} (they stay as they are)` : name }))} />
                  <span><SubmitButton appearance="secondary">Choose</SubmitButton></span>
                </div>
                <CheckboxField name="others" defaultChecked={each.target?.others ?? false} label={`Take along whom no run of this rollout gave ${each.packageName}`} hint="They are under the pilot’s policy for another reason. Without this they keep the policy and the end they have." />
              </ActionForm>
            )}
          </div>
        ))}
      </div>
    </Section>
  );
}

function factsOf({ policyId, policyName, target, found }: ShownPackage, quiet: string, isOver: boolean): Fact[] {
  const stays = target?.policyId === policyId;
  return [
    { label: 'Pilot’s policy', value: policyName },
    { label: 'To live under', value: target ? <span>{stays ? 'the same: nobody is moved' : target.policyName}<Caption1 className={quiet}>{`${target.others && !stays ? ', also whom no run of this rollout gave it' : ''}, chosen by ${target.byName}`}</Caption1></span> : <span className={quiet}>not chosen yet</span> },
    ...(target?.how && !stays ? [{ label: 'Given', value: howWords(target.how) }] : []),
    ...(found
      ? [
          { label: isOver ? 'On it before' : 'On it now', value: `${peopleWords(found.holders)}, ${found.extendable === 0 ? 'none of whom can extend by themselves' : `${found.extendable.toLocaleString('en-GB')} can extend by themselves`}` },
          ...(found.others > 0 ? [{ label: 'Not of this rollout', value: othersWords(found) }] : []),
          ...(target && found.outside > 0 ? [{ label: 'Not included', value: `${found.outside.toLocaleString('en-GB')} of them ${found.outside === 1 ? 'is' : 'are'} not among those “${target.policyName}” is for, and ${found.outside === 1 ? 'is' : 'are'} left as they are. Widen it, or choose another policy, then rehearse again` }] : []),
          { label: isOver ? 'Ended before' : 'Ends now', value: found.firstEnd && found.lastEnd ? <span><AgeText at={found.firstEnd} as="moment" />{found.firstEnd === found.lastEnd ? '' : <> to <AgeText at={found.lastEnd} as="moment" /></>}{found.endless > 0 ? `, and never for ${peopleWords(found.endless)}` : ''}</span> : 'never' },
          ...(found.ruled > 0 ? [{ label: 'Rule', value: found.matched > 0 ? `selects ${found.matched.toLocaleString('en-GB')} of them, and takes nobody over while the direct assignment lives` : 'selects none of them' }] : []),
          ...(target && !stays ? [{ label: isOver ? 'Ends now' : 'Ends then', value: found.moving === 0 ? 'nobody is moved' : found.firstNewEnd && found.lastNewEnd ? <span>{`${found.moving === found.holders ? '' : `of ${peopleWords(found.moving)} who ${found.moving === 1 ? 'is' : 'are'} moved, `}on ${countWords(found.newEndDays, 'morning', 'different mornings')}, `}<AgeText at={found.firstNewEnd} as="moment" />{found.firstNewEnd === found.lastNewEnd ? '' : <> to <AgeText at={found.lastNewEnd} as="moment" /></>}</span> : 'never by itself' }] : []),
        ]
      : []),
  ];
}

/** What a rule or approvers mean for whoever goes under them. */
function howWords({ byRule, decision }: HowGiven): string {
  if (byRule) return 'By its rule alone: it takes nobody over while another assignment lives, and nobody can ask for it. By bridge a small package keeps their access until the rule has given it';
  return `${decision ?? ''} By bridge a small package keeps their access until that decision`;
}

/** Whom no run of the rollout gave it: how many stay for that, and how many are taken along. */
function othersWords({ others, othersLeft }: Found): string {
  const were = `${others.toLocaleString('en-GB')} of them ${others === 1 ? 'was' : 'were'} given it by none of its runs`;
  if (othersLeft === 0) return `${were}, and ${others === 1 ? 'goes' : 'go'} with the others where they can`;
  return `${were}, and ${others === othersLeft ? (others === 1 ? 'is' : 'are') : `${othersLeft.toLocaleString('en-GB')} are`} left as they are`;
}
