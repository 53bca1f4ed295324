'use client';

import { Button, Caption1, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { CheckboxField, CheckboxesField, TextAreaField, TextField } from '@/components/form-fields';
import { Icon } from '@/components/icon';
import { SubmitButton } from '@/components/submit-button';
import { countWords, peopleWords } from '@/lib/rollout/count-words';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import { agreeAction, agreeUnderConditionAction, refuseSignOffAction } from '../actions';
import { TakenBackChoice } from './taken-back-choice';

const useStyles = makeStyles({
  root: { gridArea: 'answer', display: 'grid', rowGap: tokens.spacingVerticalS, minWidth: 0 },
  // On a phone its parts stand in the page itself, so that one row of answers stays at the foot of all of it.
  open: { [phone]: { display: 'contents' } },
  truth: { display: 'flex', alignItems: 'flex-start', columnGap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground2 },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, [phone]: { display: 'none' } },
  row: {
    display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS,
    [phone]: {
      display: 'grid', gridAutoFlow: 'column', gridTemplateColumns: 'minmax(0, 1fr)', gridAutoColumns: 'max-content',
      position: 'sticky', bottom: 'calc(var(--foot) + env(safe-area-inset-bottom))', zIndex: 5, marginInline: `calc(-1 * ${tokens.spacingHorizontalL})`, padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
      backgroundColor: tokens.colorNeutralBackground1, borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
      '& button': { minHeight: '44px', minWidth: 'auto', width: '100%', paddingInline: tokens.spacingHorizontalS, whiteSpace: 'normal' },
    },
  },
  /** Read out, and written out where there is room. */
  long: { [phone]: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' } },
  short: { display: 'none', [phone]: { display: 'inline' } },
  later: { justifySelf: 'start', [phone]: { minHeight: '44px', marginLeft: `calc(-1 * ${tokens.spacingHorizontalM})` } },
  buttons: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS, [phone]: { '& button': { minHeight: '44px', flexGrow: 1 } } },
  panel: { display: 'grid', rowGap: tokens.spacingVerticalM, maxWidth: '640px', padding: tokens.spacingHorizontalL, borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground2 },
  pair: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalM, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
});

export type AnswerBarProps = {
  /** Each as `<sign-off>:<hash of what it says>`, with the resource's name. */
  asked: { seen: string; resourceName: string }[];
  people: number;
  /** People who lose it; what is agreed to where nobody gains it. */
  leaving: number;
  /** The first and last of the hash of the rehearsal, as it stands on its page. */
  fingerprint: string;
  /** A phase that comes after this one, so that something may be signed beforehand. */
  hasLater: boolean;
  /** Of the rollout's phases; `here` for those of this one. */
  departments: { name: string; here: boolean }[];
  /** People who had it before, and what the phase says becomes of them if it is taken back; null where there is nothing to choose. */
  takenBack: { had: number; proposed: ReversalChoice } | null;
  /** Tomorrow at the earliest, as `2026-11-26`. */
  tomorrow: string;
  /** Only a refusal is left: it was signed beforehand, and this is notice. */
  onlyRefuse?: boolean;
};

type Mode = 'choose' | 'condition' | 'later' | 'refuse';

/** The three answers, always in reach on a phone; a condition, a refusal or an answer for later phases opens first. */
export function AnswerBar(props: AnswerBarProps) {
  const styles = useStyles();
  const [mode, setMode] = useState<Mode>('choose');
  const { asked, people, leaving, fingerprint, hasLater, takenBack, onlyRefuse } = props;
  const [reversal, setReversal] = useState<ReversalChoice>(takenBack?.proposed ?? 'leave');
  const chosen = takenBack ? reversal : null;
  const back = () => setMode('choose');
  if (mode !== 'choose') {
    return (
      <div className={styles.root} role="group" aria-label="Your answer">
        <Panel key={mode}>
          {mode === 'condition' && <ConditionForm {...props} chosen={chosen} back={back} />}
          {mode === 'later' && <LaterForm {...props} chosen={chosen} back={back} />}
          {mode === 'refuse' && <RefuseForm {...props} chosen={null} back={back} />}
        </Panel>
      </div>
    );
  }
  return (
    <div className={mergeClasses(styles.root, styles.open)} role="group" aria-label="Your answer">
      {takenBack && !onlyRefuse && <TakenBackChoice {...takenBack} chosen={reversal} choose={setReversal} />}
      <Caption1 className={styles.truth}>
        <Icon name="lock" />
        <span>Nothing has been changed yet. You sign exactly this<span className={styles.mono}>: {fingerprint}</span>. If anything widens, you are asked again.</span>
      </Caption1>
      {!onlyRefuse && hasLater && <Button className={styles.later} appearance="subtle" onClick={() => setMode('later')}>Agree for later phases too…</Button>}
      <div className={styles.row}>
        {!onlyRefuse && (
          <ActionForm action={agreeAction} label="Agree">
            <Seen asked={asked} chosen={chosen} />
            <SubmitButton>{people > 0 || leaving === 0 ? `Agree to ${peopleWords(people)}` : `Agree: ${peopleWords(leaving)} ${leaving === 1 ? 'loses' : 'lose'} it`}</SubmitButton>
          </ActionForm>
        )}
        {!onlyRefuse && <Button onClick={() => setMode('condition')}><span className={styles.long}>Agree, with a condition</span><span className={styles.short} aria-hidden="true">Condition…</span></Button>}
        <Button onClick={() => setMode('refuse')}>Refuse</Button>
      </div>
    </div>
  );
}

function Seen({ asked, chosen }: Pick<FormProps, 'asked' | 'chosen'>) {
  return (
    <>
      {asked.map(({ seen }) => <input key={seen} type="hidden" name="seen" value={seen} />)}
      {chosen && <input type="hidden" name="reversal" value={chosen} />}
    </>
  );
}

/** Opened by a button that may stand far from it: it comes into view, and its first field is ready to be written in. */
function Panel({ children }: { children: React.ReactNode }) {
  const styles = useStyles();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    root.current?.scrollIntoView({ block: 'nearest' });
    root.current?.querySelector<HTMLElement>('input:not([type=hidden]), textarea')?.focus({ preventScroll: true });
  }, []);
  return <div ref={root} className={styles.panel}>{children}</div>;
}

type FormProps = AnswerBarProps & { /** For those who had it before, if it is taken back. */ chosen: ReversalChoice | null; back: () => void };

function Buttons({ children, back }: { children: string; back: () => void }) {
  const styles = useStyles();
  return (
    <div className={styles.buttons}>
      <SubmitButton>{children}</SubmitButton>
      <Button onClick={back}>Back to all answers</Button>
    </div>
  );
}

function ConditionForm({ asked, chosen, people, tomorrow, back }: FormProps) {
  const styles = useStyles();
  return (
    <ActionForm action={agreeUnderConditionAction} label="Agree, with a condition">
      <Seen asked={asked} chosen={chosen} />
      <Caption1>The portal holds the phase to it: it does not start while something of this is not kept.</Caption1>
      <div className={styles.pair}>
        <TextField name="mostPeople" label="At most so many people" type="number" min={1} max={people} />
        <TextField name="endsBy" label="Access ends at the latest on" type="date" min={tomorrow} />
        <TextField name="startsBy" label="It starts at the latest on" type="date" min={tomorrow} />
        <CheckboxField name="noExternals" label="Nobody external" />
      </div>
      <TextAreaField name="other" label="Something else" hint="In words the portal cannot test. It counts as a refusal until another admin confirms that it is kept." maxLength={500} rows={2} />
      <Buttons back={back}>Agree under this condition</Buttons>
    </ActionForm>
  );
}

function LaterForm({ asked, chosen, people, departments, tomorrow, back }: FormProps) {
  const styles = useStyles();
  return (
    <ActionForm action={agreeAction} hidden={{ later: 'on' }} label="Agree for later phases too">
      <Seen asked={asked} chosen={chosen} />
      <Caption1>You agree to this phase, and to later ones of the rollout that do no more than this: same role, same approvers, no later end, nobody external. You are told of each, and can still refuse it.</Caption1>
      <div className={styles.pair}>
        <TextField name="mostPeople" label="At most so many people, taken together" type="number" min={1} defaultValue={people} required />
        <TextField name="until" label="Until" type="date" min={tomorrow} required />
      </div>
      {departments.length > 0 && (
        <div>
          <Caption1>Of these departments only; without any, of all.</Caption1>
          <CheckboxesField name="departments" label="Of these departments only" className={styles.pair} options={departments.map(({ name }) => ({ value: name, label: name }))} chosen={departments.flatMap(({ name, here }) => (here ? [name] : []))} />
        </div>
      )}
      <Buttons back={back}>{`Agree to ${peopleWords(people)} and to later phases`}</Buttons>
    </ActionForm>
  );
}

function RefuseForm({ asked, chosen, back }: FormProps) {
  return (
    <ActionForm action={refuseSignOffAction} label="Refuse">
      {asked.length === 1 ? <Seen asked={asked} chosen={chosen} /> : <CheckboxesField name="seen" label="What you refuse" options={asked.map(({ seen, resourceName }) => ({ value: seen, label: resourceName }))} chosen={[]} />}
      <TextAreaField name="reason" label="Why not?" required hint="Whoever asked reads it. Every phase that hands this out waits until it is settled." maxLength={1000} rows={3} />
      <Buttons back={back}>{asked.length === 1 ? `Refuse ${asked[0]?.resourceName ?? ''}` : `Refuse what is ticked of ${countWords(asked.length, 'resource', 'resources')}`}</Buttons>
    </ActionForm>
  );
}
