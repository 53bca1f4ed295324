'use client';

import { Button, Subtitle2, makeStyles, tokens } from '@fluentui/react-components';
import { Icon } from '@/components/icon';
import { Section } from '@/components/section';
import { MOST_STAGES } from '@/lib/authoring/check-policy-stages';
import { fieldName, VISIBILITY_CHOICES } from '@/lib/authoring/policy-field-words';
import type { PolicyField } from '@/lib/authoring/policy-field-words';
import { newStage } from '@/lib/authoring/policy-form';
import type { StageForm } from '@/lib/authoring/policy-form';
import { AmountRow, Fields, ListButtons, MarkLine, More, SelectRow, TickRow, changed, moved } from './fields';
import { newKey } from './part';
import type { PartProps } from './part';
import { SubjectsField } from './subjects-field';

export const useItemStyles = makeStyles({
  item: { display: 'grid', rowGap: tokens.spacingVerticalM, paddingBlock: tokens.spacingVerticalM, borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`, minWidth: 0 },
  head: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', columnGap: tokens.spacingHorizontalM },
  add: { justifySelf: 'start', alignSelf: 'flex-start' },
  adds: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS },
});

const APPROVERS = ['requestorManager', 'targetManager', 'internalSponsors', 'externalSponsors', 'targetUserSponsors'] as const;

/** Who has to agree, in which order and within which time. */
export function ApprovalSection({ form, set }: PartProps) {
  const styles = useItemStyles();
  const { approval } = form;
  const put = (by: Partial<typeof approval>) => {
    const next = { ...approval, ...by };
    set({ approval: (next.toGet || next.toExtend) && next.stages.length === 0 && !('stages' in by) ? { ...next, stages: [newStage(newKey())] } : next });
  };
  if (form.scope === 'automatic' && !approval.toGet && !approval.toExtend) return null;
  return (
    <Section title="Who has to agree">
      <Fields>
        <TickRow name="approval" label={fieldName('requestApprovalSettings.isApprovalRequiredForAdd')} value={approval.toGet} onChange={(toGet) => put({ toGet })} />
        <TickRow label={fieldName('requestApprovalSettings.isApprovalRequiredForUpdate')} value={approval.toExtend} onChange={(toExtend) => put({ toExtend })} />
        <TickRow label={fieldName('requestApprovalSettings.isRequestorJustificationRequired')} value={approval.reason} onChange={(reason) => put({ reason })} />
        {(approval.toGet || approval.toExtend) && (
          <>
            <div>
              {approval.stages.map((stage, index) => (
                <Stage
                  key={stage.key} stage={stage} number={index + 1} last={index === approval.stages.length - 1}
                  onChange={(by) => put({ stages: changed(approval.stages, index, by) })}
                  onMove={(by) => put({ stages: moved(approval.stages, index, by) })}
                  onRemove={() => put({ stages: approval.stages.filter((each) => each !== stage) })}
                />
              ))}
            </div>
            <MarkLine name="stages" />
            {approval.stages.length < MOST_STAGES && <Button className={styles.add} icon={<Icon name="add" />} onClick={() => put({ stages: [...approval.stages, newStage(newKey())] })}>Add a stage</Button>}
          </>
        )}
      </Fields>
    </Section>
  );
}

type StageProperty = PolicyField extends infer Field ? (Field extends `requestApprovalSettings.stages.#.${infer Property}` ? Property : never) : never;

function Stage({ stage, number, last, onChange, onMove, onRemove }: { stage: StageForm; number: number; last: boolean; onChange: (by: Partial<StageForm>) => void; onMove: (by: -1 | 1) => void; onRemove: () => void }) {
  const styles = useItemStyles();
  const at = (field: string) => `${stage.key}.${field}`;
  const called = (property: StageProperty) => fieldName(`requestApprovalSettings.stages.#.${property}`, number);
  return (
    <div className={styles.item} role="group" aria-label={`Stage ${number}`}>
      <div className={styles.head}>
        <Subtitle2 as="h3">{`Stage ${number}`}</Subtitle2>
        <ListButtons what={`stage ${number}`} first={number === 1} last={last} onMove={onMove} onRemove={onRemove} />
      </div>
      <SubjectsField name={at('approvers')} label={called('primaryApprovers')} required relations={APPROVERS} value={stage.approvers} onChange={(approvers) => onChange({ approvers })} />
      <AmountRow name={at('deadline')} label={called('durationBeforeAutomaticDenial')} hint="After it the request is denied by itself." value={stage.deadline} onChange={(deadline) => onChange({ deadline })} />
      <MarkLine name={at('fallbacks')} />
      <More label={`Stand-ins, reminders and reasons of stage ${number}`} open={stage.escalates || stage.fallbacks.length > 0} wrong={[at('fallbacks'), at('escalation'), at('escalateAfter')]}>
        <SubjectsField name={`${at('fallbacks')}.shown`} label={called('fallbackPrimaryApprovers')} value={stage.fallbacks} onChange={(fallbacks) => onChange({ fallbacks })} />
        <TickRow label={called('isApproverJustificationRequired')} value={stage.reason} onChange={(reason) => onChange({ reason })} />
        <TickRow label={called('isEscalationEnabled')} value={stage.escalates} onChange={(escalates) => onChange({ escalates })} />
        {stage.escalates && (
          <>
            <AmountRow name={at('escalateAfter')} label={called('durationBeforeEscalation')} value={stage.escalateAfter} onChange={(escalateAfter) => onChange({ escalateAfter })} />
            <SubjectsField name={at('escalation')} label={called('escalationApprovers')} relations={APPROVERS} value={stage.escalation} onChange={(escalation) => onChange({ escalation })} />
            <SubjectsField name={at('escalationFallbacks')} label={called('fallbackEscalationApprovers')} value={stage.escalationFallbacks} onChange={(escalationFallbacks) => onChange({ escalationFallbacks })} />
          </>
        )}
        <SelectRow name={at('visibility')} label={called('approverInformationVisibility')} value={stage.visibility} onChange={(visibility) => onChange({ visibility })} options={VISIBILITY_CHOICES} />
      </More>
    </div>
  );
}
