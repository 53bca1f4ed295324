'use client';

import { Button, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { Countdown } from '@/components/countdown';
import { TextField } from '@/components/form-fields';
import { SubmitButton } from '@/components/submit-button';
import type { Again, Waits } from '@/lib/authoring/job-waits';
import { changesWords, standingWords } from './draft-words';
import { applyDraftAction, discardDraftAction, removeChangeAction, renameDraftAction, steerDraftAction, undoDraftAction } from './actions';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalM },
  button: { marginTop: tokens.spacingVerticalS },
  list: { marginBlock: tokens.spacingVerticalS, paddingLeft: tokens.spacingHorizontalXL },
});

const MOST_NAMED = 6;

function Named({ items }: { items: string[] }) {
  const styles = useStyles();
  return (
    <ul className={styles.list}>
      {items.slice(0, MOST_NAMED).map((item, index) => <li key={`${index} ${item}`}>{item}</li>)}
      {items.length > MOST_NAMED && <li>{`and ${(items.length - MOST_NAMED).toLocaleString('en-GB')} more`}</li>}
    </ul>
  );
}

type ApplyProps = { draftId: string; version: number; hash: string; /** What was decided of steps in the way, where it is undone; null where it is applied. */ undo: { over: string; left: string } | null; steps: number; /** What is taken away, in sentences. */ gone: string[]; /** What does not come back as it was. */ lost: string[]; /** What would stand out as an error, in sentences. */ errors: string[] };

const applyWords = (undo: boolean, steps: number): string => `${undo ? 'Undo' : 'Apply'} ${changesWords(steps)}`;

/** Stands where the button that applies will, while it is counted what that means for people. */
export function ApplyCounting({ undo, steps }: { undo: boolean; steps: number }) {
  return <Button appearance="primary" disabled>{applyWords(undo, steps)}</Button>;
}

/** Applies, or undoes, exactly what was reviewed; what it takes away and what would stand out as an error is named and confirmed first. */
export function ApplyButton({ draftId, version, hash, undo, steps, gone, lost, errors }: ApplyProps) {
  const action = undo ? undoDraftAction : applyDraftAction;
  const hidden: Record<string, string | number> = undo ? { draftId, hash, ...undo } : { draftId, version, hash };
  const label = applyWords(undo !== null, steps);
  if (gone.length + lost.length + errors.length === 0) return <ActionForm action={action} hidden={hidden} inline label={label}><SubmitButton>{label}</SubmitButton></ActionForm>;
  const wrong = `${errors.length.toLocaleString('en-GB')} ${errors.length === 1 ? 'error' : 'errors'}`;
  return (
    <ConfirmDialog
      trigger={errors.length > 0 ? `Apply with ${wrong}…` : `${label}…`}
      triggerAppearance="primary"
      title={undo ? 'Take all of this back?' : gone.length > 0 ? 'Apply what takes something away?' : `Apply with ${wrong}?`}
      loss={
        <>
          {gone.length > 0 && <>{`${gone.length.toLocaleString('en-GB')} of ${changesWords(steps)} ${gone.length === 1 ? 'takes' : 'take'} something away:`}<Named items={gone} /></>}
          {lost.length > 0 && <>What does not come back as it was:<Named items={lost} /></>}
          {errors.length > 0 && <>{`${wrong} would stand out once it is applied:`}<Named items={errors} /></>}
        </>
      }
      confirm={label}
      keep="Not yet"
      action={action}
      hidden={hidden}
    />
  );
}

/** Takes one change out of the draft, with what depends on it. */
export function RemoveChange({ draftId, changeKey, name }: { draftId: string; changeKey: string; name: string }) {
  return <ConfirmDialog trigger="Take out…" triggerAppearance="subtle" triggerSize="small" title={`Take “${name}” out of this draft?`} loss="What is in what it would have made goes with it. The tenant is not touched." confirm="Take it out" keep="Keep it" action={removeChangeAction} hidden={{ draftId, key: changeKey }} />;
}

/** Puts an open draft aside, or takes it up again. */
export function AsideButton({ draftId, name, standing, back }: { draftId: string; name: string; /** Steps of it that stand in the tenant. */ standing: number; back: boolean }) {
  if (back) return <ActionForm action={discardDraftAction} hidden={{ draftId, back: 'yes' }} inline label="Take up again"><SubmitButton appearance="secondary">Take up again</SubmitButton></ActionForm>;
  return <ConfirmDialog trigger="Put aside…" title={`Put “${name}” aside?`} loss={`It stays listed and can be taken up again. ${standing > 0 ? `${standingWords(standing)} and ${standing === 1 ? 'stays' : 'stay'} there, unless you undo what was done; what is left is not applied.` : 'The tenant is not touched.'}`} confirm="Put it aside" keep="Keep working on it" action={discardDraftAction} hidden={{ draftId }} />;
}

/** Gives an open draft another name. */
export function RenameButton({ draftId, name }: { draftId: string; name: string }) {
  return (
    <ConfirmDialog trigger="Rename…" title={`Rename “${name}”`} loss="Its changes stay as they are, and the audit keeps both names. Whoever is reviewing it reads it again before applying." confirm="Rename draft" keep="Keep the name" action={renameDraftAction} hidden={{ draftId, seen: JSON.stringify({ name }) }}>
      <TextField name="name" label="Name" required maxLength={120} defaultValue={name} />
    </ConfirmDialog>
  );
}

type Steer = { what: 'goOn' | 'pause' | 'stop' | 'reopen'; words: string; primary?: boolean };

/** What can be done about a draft at work, or one that stopped. */
export function SteerButtons({ draftId, ways }: { draftId: string; ways: Steer[] }) {
  return <>{ways.map(({ what, words, primary }) => <ActionForm key={what} action={steerDraftAction} hidden={{ draftId, what }} inline label={words}><SubmitButton appearance={primary ? 'primary' : 'secondary'}>{words}</SubmitButton></ActionForm>)}</>;
}

const WAITS: Record<Waits, { title: string; says: (startedByName: string) => string; goOn?: string }> = {
  signInNeeded: { title: 'It waits for a sign-in', says: (name) => `It runs in the name of ${name}. Nothing is lost, and nothing has failed for it.`, goOn: 'Go on with my sign-in' },
  roleNeeded: { title: 'It waits for a role', says: (name) => `It runs in the name of ${name}, whose role in Microsoft Entra no longer reaches this. It takes Identity Governance Administrator; for what is in one catalog, Catalog owner of it. Nothing is lost, and nothing has failed for it.`, goOn: 'Go on with my role' },
  consentMissing: { title: 'It waits for a permission of the portal', says: () => 'The portal was not granted EntitlementManagement.ReadWrite.All. A Global Administrator grants it in the app registration; then go on. Nothing is lost, and nothing has failed for it.', goOn: 'Go on' },
  throttled: { title: 'Microsoft Entra asks to slow down', says: () => 'It goes on by itself as soon as it may.' },
  tenant: { title: 'Microsoft Entra does not answer', says: () => 'It is tried again by itself. Whatever was sent and not answered is looked up before anything is made again.' },
  noLicence: { title: 'The tenant has no licence for this', says: () => 'It needs Microsoft Entra ID P2 or Microsoft Entra ID Governance. It goes on by itself once there is one.' },
  broken: { title: 'Something broke on our side', says: () => 'It is tried again by itself, and the log says what. If it stays, tell whoever runs the portal.' },
};

/** What the job waits for, and who ends that. */
export function DraftWaits({ draftId, waits, again, startedByName, isAdmin }: { draftId: string; waits: Waits; again: Again | null; startedByName: string; isAdmin: boolean }) {
  const styles = useStyles();
  const { title, says, goOn } = WAITS[waits];
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {says(startedByName)}{again && <>{' '}<Countdown of={again.at} leftMs={again.leftMs} /></>}
        {isAdmin && goOn && <div className={styles.button}><ActionForm action={steerDraftAction} hidden={{ draftId, what: 'goOn' }} inline label="Take it over"><SubmitButton size="small">{goOn}</SubmitButton></ActionForm></div>}
      </MessageBarBody>
    </MessageBar>
  );
}

/** That it stopped, at what, and what stands. */
export function StoppedBar({ failures, done, left, undo }: { failures: { key: string; words: string; failure: string }[]; done: number; left: number; undo: boolean }) {
  const styles = useStyles();
  const n = (count: number, one: string, many: string) => `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
  return (
    <MessageBar intent="error" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{undo ? 'Undoing it stopped' : 'Applying it stopped'}</MessageBarTitle>
        {`${done === 0 ? 'Nothing was done' : `${n(done, 'step is', 'steps are')} done and ${done === 1 ? 'stands' : 'stand'}`}${left > 0 ? `, ${n(left, 'was', 'were')} not begun` : ''}. `}
        {failures.length > 0 && <ul className={styles.list}>{failures.map(({ key, words, failure }) => <li key={key}>{`${words}: ${failure}`}</li>)}</ul>}
      </MessageBarBody>
    </MessageBar>
  );
}
