'use client';

import { Body1, Caption1, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { CheckboxField, RadioField } from '@/components/form-fields';
import { PersonName } from '@/components/person-name';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { SubmitButton } from '@/components/submit-button';
import { kindWord } from '@/lib/authoring/package-design';
import type { PolicyDifference } from '@/lib/authoring/policy-differences';
import { CHOICE_WORDS, REVERSAL_CHOICES, whyWords } from '@/lib/rollout/reversal';
import type { ReversalAction, ReversalItemState, ReversalWay } from '@/lib/rollout/reversal';
import type { RoleLine } from '@/lib/rollout/reversal-view';
import { PauseButton, PausedBar } from '../../../held-work';
import { countWords, peopleWords } from '../../../rollouts/phase-words';
import { finishReversalAction, goOnReversingAction, pauseReversalAction, rehearseReversalAction, resumeReversalAction, startReversalAction, stopLookingAction } from './actions';
import { ACTION_LOOK, ITEM_LOOK, reversedWords, takesWords } from './reversal-words';

const useStyles = makeStyles({
  fields: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, maxWidth: '760px', marginBottom: tokens.spacingVerticalM },
  quiet: { color: tokens.colorNeutralForeground3 },
  otherwise: { marginTop: tokens.spacingVerticalM, marginBottom: tokens.spacingVerticalXXL },
  summary: { cursor: 'pointer', width: 'fit-content', color: tokens.colorBrandForegroundLink, fontWeight: tokens.fontWeightSemibold, marginBottom: tokens.spacingVerticalS },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalL, maxWidth: '760px' },
  bar: { marginBottom: tokens.spacingVerticalM },
  takeOver: { marginTop: tokens.spacingVerticalS },
  gone: { marginBottom: tokens.spacingVerticalS },
  apart: { marginTop: tokens.spacingVerticalL },
});

const WAYS: readonly ReversalWay[] = ['signed', ...REVERSAL_CHOICES];

/** The choice an admin makes before it is rehearsed, and again while it has not started. */
export function RehearseReversal({ runId, choice, signed, again, sites }: { runId: string; choice: ReversalWay; /** What the owners signed for them, in a sentence. */ signed: string; again: boolean; /** A package of the run hands out a site's role. */ sites: boolean }) {
  const styles = useStyles();
  const form = (
    <ActionForm action={rehearseReversalAction} hidden={{ runId }} label="Rehearse the reversal">
      <div className={styles.fields}>
        <RadioField name="choice" label="What becomes of them" defaultValue={choice} options={WAYS.map((value) => ({ value, label: CHOICE_WORDS[value].name, hint: value === 'signed' ? `${CHOICE_WORDS.signed.does} ${signed}` : CHOICE_WORDS[value].does }))} />
        {sites && <CheckboxField name="sites" label="Remove also where it cannot be told what of a site was held before" hint="Nothing but Entra’s own report tells who holds a role of a site. Without this, such people are left as they are." />}
      </div>
      <SubmitButton appearance={again ? 'secondary' : 'primary'}>{again ? 'Rehearse again' : 'Rehearse the reversal'}</SubmitButton>
    </ActionForm>
  );
  // Once there is something to look at, that comes first: the choice folds away.
  if (again) return <details className={styles.otherwise}><summary className={styles.summary}>Rehearse it otherwise</summary>{form}</details>;
  return <Section title="Whoever had the access before" caption="an assignment’s end takes also what was there before it">{form}</Section>;
}

type ButtonsProps = { reversalId: string; hash: string; number: number; state: 'rehearsed' | 'running' | 'settled'; phaseReversing: boolean; mayStart: boolean; /** Assignments that end, and those of them whose people keep what they had before by a small package. */ taken: number; bridged: number; /** Deliveries that failed whole, of which what is left is ended. */ cleared: number; /** Whose places are put back once their removal is seen. */ restored: number; left: number; policies: number; failed: number; /** Something is lost for good by it, which the page lists. */ loses: boolean; /** With one package every assignment is a person. */ packages: number; /** People something is taken from, each once. */ people: number };

/** Start, try again, or finish: whatever is to be done about the reversal now. */
export function ReversalButtons({ reversalId, hash, number, state, phaseReversing, mayStart, taken, bridged, cleared, restored, left, policies, failed, loses, packages, people }: ButtonsProps) {
  if (state === 'rehearsed') {
    if (!mayStart || taken + cleared + policies === 0) return null;
    const words = (many: number): string => (packages > 1 ? countWords(many, 'assignment', 'assignments') : peopleWords(many));
    const removes = takesWords({ taken, bridged, cleared, packages, people });
    const what = [...(taken > 0 ? [packages > 1 ? `${reversedWords(taken, packages, people)} end` : `the assignment of ${words(taken)} ends`] : []), ...(cleared > 0 ? [`what is left of ${countWords(cleared, 'failed delivery', 'failed deliveries')} ends`] : []), ...(policies > 0 ? [policies === 1 ? '1 policy is put back as it was' : `${policies} policies are put back as they were`] : [])].join(', and ');
    return (
      <ConfirmDialog
        trigger={`${removes}…`}
        triggerAppearance="primary"
        title="Take this run back?"
        loss={`${what.charAt(0).toUpperCase()}${what.slice(1)}, exactly as in reversal ${number}.${bridged > 0 ? ` ${words(bridged)} first ${bridged === 1 ? 'gets' : 'get'} a small package that keeps what was held before.` : ''}${left > 0 ? ` ${words(left)} ${left === 1 ? 'is' : 'are'} left as they are.` : ''} It does not wait for a window of the calendar.${loses ? ' What it takes from people for good is listed on this page.' : ''}`}
        confirm={removes}
        keep="Leave it as it is"
        action={startReversalAction}
        hidden={{ reversalId, hash }}
      />
    );
  }
  if (!phaseReversing || failed === 0) return null;
  return (
    <>
      {state === 'settled' && <ConfirmDialog trigger="Finish" title="Finish the reversal?" loss={`${failed.toLocaleString('en-GB')} could not be taken back and ${failed === 1 ? 'stays' : 'stay'} as ${failed === 1 ? 'it is' : 'they are'}.${restored > 0 ? ' Where Entra removes an assignment later all the same, nothing is put back any more.' : ''}`} confirm="Finish the reversal" keep="Not yet" action={finishReversalAction} hidden={{ reversalId }} />}
      <ActionForm action={goOnReversingAction} hidden={{ reversalId }} inline label="Try what failed again"><SubmitButton>{`Try ${failed.toLocaleString('en-GB')} failed again`}</SubmitButton></ActionForm>
    </>
  );
}

/** Lets a running reversal ask for nothing more. */
export function ReversalPause({ reversalId, phaseName }: { reversalId: string; phaseName: string }) {
  return <PauseButton name={`the reversal of ${phaseName}`} work="reversal" loss="Nothing more is removed or put back within a few seconds, until an admin lets it go on. What was asked for before is carried out all the same, and is still read back." action={pauseReversalAction} hidden={{ reversalId }} />;
}

/** Why a reversal asks for nothing, since when, and the way on; while everything is stopped, nobody lets it go on. */
export function ReversalHeld({ reversalId, ...held }: { reversalId: string; says: string; at: string; stopId: string | null; isAdmin: boolean }) {
  return <PausedBar {...held} work="reversal" meanwhile="Nothing is removed or put back meanwhile; what was asked for before is still read back." goesOn="It goes on where it ended, exactly as it was rehearsed." action={resumeReversalAction} hidden={{ reversalId }} />;
}

/** What the job waits for, where that is a person. */
export function ReversalWaits({ reversalId, jobState, actsAsName, isAdmin }: { reversalId: string; jobState: string | null; actsAsName: string; isAdmin: boolean }) {
  const styles = useStyles();
  if (jobState !== 'signInNeeded' && jobState !== 'roleNeeded') return null;
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{jobState === 'signInNeeded' ? 'The reversal waits for a sign-in' : 'The reversal waits for a role'}</MessageBarTitle>
        {`It runs in the name of ${actsAsName}. Nothing is lost, and nothing has failed for it.`}
        {isAdmin && <div className={styles.takeOver}><ActionForm action={goOnReversingAction} hidden={{ reversalId }} inline label="Take the reversal over"><SubmitButton size="small">{jobState === 'signInNeeded' ? 'Go on with my sign-in' : 'Go on with my role'}</SubmitButton></ActionForm></div>}
      </MessageBarBody>
    </MessageBar>
  );
}

/** Removals past the time that Microsoft allows: what becomes of them, and the way to end the looking. */
export function ReversalLate({ reversalId, late, packages, isAdmin }: { reversalId: string; late: number; packages: number; isAdmin: boolean }) {
  const styles = useStyles();
  if (late === 0) return null;
  const words = packages > 1 ? countWords(late, 'assignment', 'assignments') : peopleWords(late);
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{`Microsoft Entra is late with the removal of ${words}`}</MessageBarTitle>
        {`It was asked for more than 24 hours ago, and is in Entra’s hands: nothing is asked for twice. It is looked for on every few minutes, and what was held before is put back once the assignment is gone. Removed by hand in Entra, it goes on just the same.`}
        {isAdmin && (
          <div className={styles.takeOver}>
            <ConfirmDialog
              trigger="Stop looking…"
              triggerSize="small"
              title={`Stop looking for the removal of ${words}?`}
              loss={`${late === 1 ? 'It counts' : 'They count'} as failed. If Entra removes ${late === 1 ? 'it' : 'them'} later all the same, what was held before goes with it and nothing puts it back until you try again: that goes on where it was.`}
              confirm="Stop looking"
              keep="Go on looking"
              action={stopLookingAction}
              hidden={{ reversalId }}
            />
          </div>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}

/** What stands under the totals, at the distance of a section from them. */
export function UnderTotals({ children }: { children: React.ReactNode }) {
  return <div className={useStyles().apart}>{children}</div>;
}

/** What no reversal brings back; said before it starts, and still true afterwards. */
export function Losses({ losses, started }: { losses: string[]; started: boolean }) {
  const styles = useStyles();
  if (losses.length === 0) return null;
  return <Section title="What no reversal brings back" caption={started ? 'as it was said before the start' : 'read this before you start'}><ul className={styles.list}>{losses.map((loss) => <li key={loss}><Body1>{loss}</Body1></li>)}</ul></Section>;
}

/** By resource, of how many people: how many lose, keep, get back or go on having each role. `otherwise` came to hold, or lost, something of it between rehearsal and start. */
export function ReversalRoles({ roles, people, otherwise }: { roles: RoleLine[]; people: number; otherwise: number }) {
  const count = (many: number): string => (many === 0 ? '–' : many.toLocaleString('en-GB'));
  const columns = (['taken', 'kept', 'restored', 'left'] as const).map((key) => ({ key, header: { taken: 'Lose it', kept: 'Keep it', restored: 'Get it back', left: 'Left' }[key], width: '9%', align: 'end' as const, named: true }));
  return (
    <Section title="By resource" caption={`${peopleWords(people)}, counted in each role they have${otherwise > 0 ? `; by what they held when the run began, which of ${peopleWords(otherwise)} is otherwise than rehearsed` : ''}`}>
      <DataTable
        label="What becomes of each role"
        memory="reversal-roles"
        columns={[{ key: 'resource', header: 'Resource' }, { key: 'role', header: 'Role', width: '10%', named: true }, { key: 'package', header: 'Package', width: '14%', named: true }, ...columns]}
        rows={roles.map((line) => ({ key: line.key, label: line.resourceName, cells: { resource: `${kindWord(line.originSystem)} “${line.resourceName}”`, role: line.roleName, package: line.packageName, taken: count(line.taken), kept: count(line.kept), restored: count(line.restored), left: count(line.left) } }))}
      />
    </Section>
  );
}

export type ReversalRow = { id: string; personId: string; personName: string; userPrincipalName: string | null; packageName: string; action: ReversalAction; why: string; held: string; state: ReversalItemState; says: string; since: string };

/** By person: what is done, why, and how far it is. */
export function ReversalItems({ rows, filtered, started }: { rows: ReversalRow[]; filtered: boolean; started: boolean }) {
  const styles = useStyles();
  return (
    <DataTable
      label="What is done about each person"
      memory="reversal-items"
      twoLine
      columns={[
        { key: 'person', header: 'Person', width: started ? '18%' : '21%' },
        { key: 'package', header: 'Package', width: '12%', named: true },
        { key: 'action', header: 'What is done', width: started ? '11%' : '14%' },
        { key: 'why', header: 'Why' },
        ...(started ? [{ key: 'state', header: 'How far', width: '22%' }, { key: 'since', header: 'Since', width: '8%', hideOnPhone: true }] : []),
      ]}
      empty={{ title: filtered ? 'Nobody matches' : 'Nobody to take anything back from', why: filtered ? 'Nobody fits the filter. Take it away to see everybody.' : 'The run gave nothing that is still there.' }}
      rows={rows.map((row) => ({
        key: row.id, label: row.personName,
        cells: {
          person: <PersonName name={row.personName} userPrincipalName={row.userPrincipalName} href={`/people/${row.personId}`} />,
          package: row.packageName,
          action: <StateLabel state={ACTION_LOOK[row.action].state}>{ACTION_LOOK[row.action].word}</StateLabel>,
          why: <>{whyWords(row.why)}{row.held ? <Caption1 block className={styles.quiet}>{row.held}</Caption1> : null}</>,
          state: <StateLabel state={ITEM_LOOK[row.state]}>{row.says}</StateLabel>,
          since: <span className={styles.quiet}><AgeText at={row.since} /></span>,
        },
      }))}
    />
  );
}

export type ReversedPolicy = { id: string; packageName: string; policyName: string; made: boolean; state: ReversalItemState; failure: string | null; differences: PolicyDifference[] };

/** Policies that are put back as they were. */
export function ReversedPolicies({ policies }: { policies: ReversedPolicy[] }) {
  const styles = useStyles();
  if (policies.length === 0) return null;
  const words: Record<ReversalItemState, string> = { queued: 'To be put back', sending: 'Being put back', unknown: 'Being put back', sent: 'Written, being read back', done: 'As it was before the run', left: 'Left as it is', failed: 'Not put back' };
  return (
    <Section title="Policies" caption="put back as they were before the run, unless somebody changed them since">
      {policies.map((policy) => (
        <div key={policy.id} className={styles.gone}>
          <StateLabel state={ITEM_LOOK[policy.state]}>{`${policy.packageName}, policy “${policy.policyName}”: ${words[policy.state]}`}</StateLabel>
          {policy.made && !policy.failure && policy.state !== 'done' && <Caption1 block className={styles.quiet}>The run made it: it is switched off first, and deleted once nobody has the package by it.</Caption1>}
          {policy.failure && <Caption1 block className={styles.quiet}>{`${policy.failure}.`}</Caption1>}
          {policy.differences.length > 0 && <DataTable label={`What differs in the policy of ${policy.packageName}`} memory="policy-differences" twoLine columns={[{ key: 'field', header: 'What differs', width: '34%' }, { key: 'expected', header: 'As the run left it', named: true }, { key: 'found', header: 'As it is in Entra', named: true }]} rows={policy.differences.map((each) => ({ key: each.field, label: each.field, cells: { ...each } }))} />}
        </div>
      ))}
    </Section>
  );
}
