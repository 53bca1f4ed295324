'use client';

import { Section } from '@/components/section';
import { fieldName, SCOPE_CHOICES, TARGETS } from '@/lib/authoring/policy-field-words';
import { withScope } from '@/lib/authoring/policy-form';
import { kindOf } from '@/lib/authoring/policy-subject';
import { AmountRow, ChoiceRow, Fields, MarkLine, More, TextRow, TickRow } from './fields';
import { OrganizationsField, SubjectsField } from './subjects-field';
import { CountRule } from './count-rule';
import type { CountedOf } from './count-rule';
import type { PartProps } from './part';

/** Whom the policy is open to, and what they may ask for. */
export function WhoSection({ form, set, of }: PartProps & { of: CountedOf }) {
  const { automatic, requests } = form;
  const asks = form.scope !== 'notSpecified' && form.scope !== 'automatic';
  const organizations = form.scope === 'specificConnectedOrganizationUsers';
  const request = (by: Partial<typeof requests>) => set({ requests: { ...requests, ...by } });
  return (
    <Section title="Who may have it">
      <Fields>
        <ChoiceRow name="scope" label={fieldName('allowedTargetScope')} value={form.scope} onChange={(scope) => set(withScope(form, scope))} options={SCOPE_CHOICES} />
        {form.scope === 'specificDirectoryUsers' && <SubjectsField name="targets" label={fieldName('specificAllowedTargets')} required value={form.targets.filter((subject) => kindOf(subject) !== 'organization')} onChange={(targets) => set({ targets })} />}
        {organizations && <OrganizationsField value={form.targets} onChange={(targets) => set({ targets })} />}
        {form.scope === 'automatic' && (
          <>
            <TextRow name="rule" label={TARGETS.rule} required rows={4} code value={form.rule} onChange={(rule) => set({ rule })} hint="As for a dynamic group of Microsoft Entra. Saving it in the tenant begins for everyone it matches at once." placeholder={'user.department -eq "Finance" -and\nuser.accountEnabled -eq true'} />
            <CountRule of={of} form={form} />
            <TickRow label={fieldName('automaticRequestSettings.requestAccessForAllowedTargets')} value={automatic.assigns} onChange={(assigns) => set({ automatic: { ...automatic, assigns } })} />
            <TickRow name="removes" label={fieldName('automaticRequestSettings.removeAccessWhenTargetLeavesAllowedTargets')} value={automatic.removes} onChange={(removes) => set({ automatic: { ...automatic, removes } })} />
            {automatic.removes && <AmountRow name="grace" label={fieldName('automaticRequestSettings.gracePeriodBeforeAccessRemoval')} hours value={automatic.grace} onChange={(grace) => set({ automatic: { ...automatic, grace } })} />}
          </>
        )}
        {asks && (
          <>
            <TickRow name="requests" label={fieldName('requestorSettings.enableTargetsToSelfAddAccess')} value={requests.add} onChange={(add) => request({ add })} />
            <TickRow label={fieldName('requestorSettings.enableTargetsToSelfUpdateAccess')} value={requests.extend} onChange={(extend) => request({ extend })} />
            <TickRow label={fieldName('requestorSettings.enableTargetsToSelfRemoveAccess')} value={requests.giveBack} onChange={(giveBack) => request({ giveBack })} />
          </>
        )}
        {!asks && <MarkLine name="requests" />}
        {form.scope !== 'automatic' && (
          <More label="Dates, and asking for others" wrong={['requestors']}>
            <TickRow label={fieldName('requestorSettings.allowCustomAssignmentSchedule')} value={requests.ownDates} onChange={(ownDates) => request({ ownDates })} />
            <TickRow label={fieldName('requestorSettings.enableOnBehalfRequestorsToAddAccess')} hint="Their manager, for instance. Needs Microsoft Entra ID Governance." value={requests.forAdd} onChange={(forAdd) => request({ forAdd })} />
            <TickRow label={fieldName('requestorSettings.enableOnBehalfRequestorsToUpdateAccess')} value={requests.forExtend} onChange={(forExtend) => request({ forExtend })} />
            <TickRow label={fieldName('requestorSettings.enableOnBehalfRequestorsToRemoveAccess')} value={requests.forGiveBack} onChange={(forGiveBack) => request({ forGiveBack })} />
            {(requests.forAdd || requests.forExtend || requests.forGiveBack || requests.requestors.length > 0) && <SubjectsField name="requestors" label={fieldName('requestorSettings.onBehalfRequestors')} relations={['targetManager']} value={requests.requestors} onChange={(requestors) => request({ requestors })} />}
          </More>
        )}
      </Fields>
    </Section>
  );
}
