'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { SelectField, TextField } from '@/components/form-fields';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { SubmitButton } from '@/components/submit-button';
import { TextLink } from '@/components/text-link';
import type { CalendarChoice } from '@/lib/rollout/calendar-view';
import { MODE_WORDS } from '@/lib/rollout/delivery';
import type { DeliveryMode, PhaseState } from '@/lib/rollout/phase';
import { addPhaseAction, changePhaseAction, movePhaseAction, removePhaseAction } from '../../actions';
import { countWords, peopleWords } from '../../phase-words';

const line = `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, borderTop: line, marginBottom: tokens.spacingVerticalM },
  phase: { borderBottom: line, paddingBlock: tokens.spacingVerticalS },
  row: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr)', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalS, alignItems: 'start', '& > *': { minWidth: 0 }, '& input, & select': { minWidth: 0 }, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  save: { paddingTop: '26px', [phone]: { paddingTop: 0 } },
  under: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalXS, marginTop: tokens.spacingVerticalXS },
  ways: { display: 'flex', columnGap: tokens.spacingHorizontalXS, marginLeft: 'auto' },
  add: { display: 'flex', alignItems: 'flex-end', columnGap: tokens.spacingHorizontalS, maxWidth: '420px' },
});

export type EditedPhase = { id: string; name: string; mode: DeliveryMode; state: PhaseState; plannedFor: string; calendarId: string; changeTicket: string; /** By the clock of `timeZone`. */ accessFrom: string; timeZone: string; peopleCount: number; /** What has passed though it has not started. */ late: { plannedFor: boolean; accessFrom: boolean }; /** What of it is planned, as it is held against what somebody else has changed. */ seen: string };

type EditPhasesProps = { rolloutId: string; calendars: CalendarChoice[]; phases: EditedPhase[]; open: boolean };

/** The phases of a rollout: names, days, order. What has started keeps its place. */
export function EditPhases({ rolloutId, calendars, phases, open }: EditPhasesProps) {
  const styles = useStyles();
  const movable = (phase: EditedPhase | undefined) => phase !== undefined && (phase.state === 'draft' || phase.state === 'rehearsed');
  return (
    <Section title="Phases" caption={countWords(phases.length, 'phase', 'phases')}>
      <ol className={styles.list}>
        {phases.map((phase, index) => (
          <li key={phase.id} className={styles.phase}>
            {open && (
              <ActionForm action={changePhaseAction} hidden={{ phaseId: phase.id }} madeOf={{ seen: phase.seen }} label={`Phase ${phase.name}`}>
                <div className={styles.row}>
                  <TextField name="name" label={`Name of phase ${index + 1}`} required maxLength={60} defaultValue={phase.name} size="small" />
                  <TextField name="plannedFor" label="Planned for" type="date" defaultValue={phase.plannedFor} size="small" {...(phase.late.plannedFor ? { hint: 'This day has passed.' } : {})} />
                  <SelectField name="calendarId" label="Calendar" defaultValue={phase.calendarId} placeholder="None: any time" size="small" options={calendars.map(({ id, name }) => ({ value: id, label: name }))} />
                  <TextField name="changeTicket" label="Change ticket" maxLength={60} defaultValue={phase.changeTicket} placeholder="CHG0012345" size="small" />
                  <TextField name="accessFrom" label="Access begins" type="datetime-local" defaultValue={phase.accessFrom} size="small" hint={phase.accessFrom ? `In ${phase.timeZone.replaceAll('_', ' ')}.${phase.late.accessFrom ? ' This has passed: access begins as soon as it is given.' : ''}` : 'Empty: as soon as it is given.'} />
                  <div className={styles.save}><SubmitButton appearance="secondary" size="small">Save</SubmitButton></div>
                </div>
              </ActionForm>
            )}
            <div className={styles.under}>
              {!open && <span>{phase.name}</span>}
              <StateLabel state={phase.state} />
              <span>{peopleWords(phase.peopleCount)}</span>
              <TextLink href={`/phases/${phase.id}/delivery`}>{`Delivery: ${MODE_WORDS[phase.mode].name.toLowerCase()}`}</TextLink>
              <TextLink href={`/phases/${phase.id}/gate`}>Gate</TextLink>
              {open && (
                <span className={styles.ways}>
                  {movable(phase) && movable(phases[index - 1]) && <Move phase={phase} direction="earlier" />}
                  {movable(phase) && movable(phases[index + 1]) && <Move phase={phase} direction="later" />}
                  {phase.state === 'draft' && phases.length > 1 && (
                    <ConfirmDialog
                      trigger="Remove…"
                      triggerAppearance="subtle"
                      triggerSize="small"
                      title={`Remove ${phase.name}?`}
                      loss={`Its cohort of ${peopleWords(phase.peopleCount)} goes with it, and its rehearsals. Nothing changes in Microsoft Entra.`}
                      confirm={`Remove ${phase.name}`}
                      keep="Keep it"
                      action={removePhaseAction}
                      hidden={{ phaseId: phase.id }}
                    />
                  )}
                </span>
              )}
            </div>
          </li>
        ))}
      </ol>
      {open && (
        <ActionForm action={addPhaseAction} hidden={{ rolloutId }} label="Add a phase" resetOnDone>
          <div className={styles.add}>
            <TextField name="name" label="New phase" required maxLength={60} placeholder="Early" size="small" />
            <span><SubmitButton appearance="secondary" size="small" icon="add">Add phase</SubmitButton></span>
          </div>
        </ActionForm>
      )}
    </Section>
  );
}

function Move({ phase, direction }: { phase: EditedPhase; direction: 'earlier' | 'later' }) {
  return (
    <ActionForm action={movePhaseAction} hidden={{ phaseId: phase.id, direction }} inline>
      <SubmitButton appearance="subtle" size="small" icon={direction === 'earlier' ? 'up' : 'down'} label={`Move ${phase.name} ${direction}`}>{direction === 'earlier' ? 'Earlier' : 'Later'}</SubmitButton>
    </ActionForm>
  );
}
