'use client';

import { Button, Subtitle2, makeStyles, tokens } from '@fluentui/react-components';
import { Icon } from '@/components/icon';
import { Section } from '@/components/section';
import { MOST_STAGES } from '@/lib/authoring/check-policy-stages';
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

const VISIBILITY = [{ value: 'default', label: 'As the tenant has it' }, { value: 'visible', label: 'They are told' }, { value: 'notVisible', label: 'They are not told' }];

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
        <TickRow name="approval" label="Somebody has to agree before they get it" value={approval.toGet} onChange={(toGet) => put({ toGet })} />
        <TickRow label="Somebody has to agree before they have it longer" value={approval.toExtend} onChange={(toExtend) => put({ toExtend })} />
        <TickRow label="Whoever asks says why" value={approval.reason} onChange={(reason) => put({ reason })} />
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

function Stage({ stage, number, last, onChange, onMove, onRemove }: { stage: StageForm; number: number; last: boolean; onChange: (by: Partial<StageForm>) => void; onMove: (by: -1 | 1) => void; onRemove: () => void }) {
  const styles = useItemStyles();
  const at = (field: string) => `${stage.key}.${field}`;
  return (
    <div className={styles.item} role="group" aria-label={`Stage ${number}`}>
      <div className={styles.head}>
        <Subtitle2 as="h3">{`Stage ${number}`}</Subtitle2>
        <ListButtons what={`stage ${number}`} first={number === 1} last={last} onMove={onMove} onRemove={onRemove} />
      </div>
      <SubjectsField name={at('approvers')} label={`Who decides in stage ${number}`} required relations={APPROVERS} value={stage.approvers} onChange={(approvers) => onChange({ approvers })} />
      <AmountRow name={at('deadline')} label={`Time to decide in stage ${number}`} hint="After it the request is denied by itself." value={stage.deadline} onChange={(deadline) => onChange({ deadline })} />
      <MarkLine name={at('fallbacks')} />
      <More label={`Stand-ins, reminders and reasons of stage ${number}`} open={stage.escalates || stage.fallbacks.length > 0} wrong={[at('fallbacks'), at('escalation'), at('escalateAfter')]}>
        <SubjectsField name={`${at('fallbacks')}.shown`} label={`Who decides in stage ${number} where nobody is found`} value={stage.fallbacks} onChange={(fallbacks) => onChange({ fallbacks })} />
        <TickRow label={`In stage ${number} whoever decides says why`} value={stage.reason} onChange={(reason) => onChange({ reason })} />
        <TickRow label={`In stage ${number} ask others when nobody answers`} value={stage.escalates} onChange={(escalates) => onChange({ escalates })} />
        {stage.escalates && (
          <>
            <AmountRow name={at('escalateAfter')} label={`Others are asked in stage ${number} after`} value={stage.escalateAfter} onChange={(escalateAfter) => onChange({ escalateAfter })} />
            <SubjectsField name={at('escalation')} label={`Others who are asked in stage ${number}`} relations={APPROVERS} value={stage.escalation} onChange={(escalation) => onChange({ escalation })} />
            <SubjectsField name={at('escalationFallbacks')} label={`Where none of these is found in stage ${number}`} value={stage.escalationFallbacks} onChange={(escalationFallbacks) => onChange({ escalationFallbacks })} />
          </>
        )}
        <SelectRow name={at('visibility')} label={`Whether who asks is told who decides in stage ${number}`} value={stage.visibility} onChange={(visibility) => onChange({ visibility })} options={VISIBILITY} />
      </More>
    </div>
  );
}
