'use client';

import { Section } from '@/components/section';
import { withScope } from '@/lib/authoring/policy-form';
import { kindOf } from '@/lib/authoring/policy-subject';
import { AmountRow, ChoiceRow, Fields, MarkLine, More, TextRow, TickRow } from './fields';
import { OrganizationsField, SubjectsField } from './subjects-field';
import type { PartProps } from './part';

const SCOPE_WORDS = [
  { value: 'notSpecified', label: 'Only those an administrator assigns', hint: 'What a rollout in phases starts with' },
  { value: 'specificDirectoryUsers', label: 'Certain people and groups' },
  { value: 'allMemberUsers', label: 'All members of the organisation', hint: 'No guests' },
  { value: 'allDirectoryUsers', label: 'Everyone in the directory', hint: 'Guests too' },
  { value: 'automatic', label: 'Whoever matches a rule, without asking', hint: 'One such policy for each package' },
  { value: 'specificConnectedOrganizationUsers', label: 'People of certain connected organisations' },
  { value: 'allConfiguredConnectedOrganizationUsers', label: 'People of all connected organisations' },
  { value: 'allExternalUsers', label: 'Anybody outside', hint: 'An organisation that is not connected becomes a proposed one' },
];

/** Whom the policy is open to, and what they may ask for. */
export function WhoSection({ form, set }: PartProps) {
  const { automatic, requests } = form;
  const asks = form.scope !== 'notSpecified' && form.scope !== 'automatic';
  const organizations = form.scope === 'specificConnectedOrganizationUsers';
  const request = (by: Partial<typeof requests>) => set({ requests: { ...requests, ...by } });
  return (
    <Section title="Who may have it">
      <Fields>
        <ChoiceRow name="scope" label="Open to" value={form.scope} onChange={(scope) => set(withScope(form, scope))} options={SCOPE_WORDS} />
        {form.scope === 'specificDirectoryUsers' && <SubjectsField name="targets" label="Open to these" required value={form.targets.filter((subject) => kindOf(subject) !== 'organization')} onChange={(targets) => set({ targets })} />}
        {organizations && <OrganizationsField value={form.targets} onChange={(targets) => set({ targets })} />}
        {form.scope === 'automatic' && (
          <>
            <TextRow name="rule" label="Rule" required rows={4} code value={form.rule} onChange={(rule) => set({ rule })} hint="As for a dynamic group of Microsoft Entra. Saving it in the tenant begins for everyone it matches at once." placeholder={'user.department -eq "Finance" -and\nuser.accountEnabled -eq true'} />
            <TickRow label="Whoever comes to match it gets the package" value={automatic.assigns} onChange={(assigns) => set({ automatic: { ...automatic, assigns } })} />
            <TickRow name="removes" label="Whoever no longer matches it loses the package" value={automatic.removes} onChange={(removes) => set({ automatic: { ...automatic, removes } })} />
            {automatic.removes && <AmountRow name="grace" label="Grace period before they lose it" hours value={automatic.grace} onChange={(grace) => set({ automatic: { ...automatic, grace } })} />}
          </>
        )}
        {asks && (
          <>
            <TickRow name="requests" label="They may ask for it themselves" value={requests.add} onChange={(add) => request({ add })} />
            <TickRow label="They may ask to have it longer" value={requests.extend} onChange={(extend) => request({ extend })} />
            <TickRow label="They may give it back" value={requests.giveBack} onChange={(giveBack) => request({ giveBack })} />
          </>
        )}
        {!asks && <MarkLine name="requests" />}
        {form.scope !== 'automatic' && (
          <More label="Dates, and asking for others" wrong={['requestors']}>
            <TickRow label="Who asks may choose from when until when" value={requests.ownDates} onChange={(ownDates) => request({ ownDates })} />
            <TickRow label="Others may ask in their place" hint="Their manager, for instance. Needs Microsoft Entra ID Governance." value={requests.forAdd} onChange={(forAdd) => request({ forAdd })} />
            <TickRow label="Others may ask for a longer time in their place" value={requests.forExtend} onChange={(forExtend) => request({ forExtend })} />
            <TickRow label="Others may give it back in their place" value={requests.forGiveBack} onChange={(forGiveBack) => request({ forGiveBack })} />
            {(requests.forAdd || requests.forExtend || requests.forGiveBack || requests.requestors.length > 0) && <SubjectsField name="requestors" label="Who asks in their place" relations={['targetManager']} value={requests.requestors} onChange={(requestors) => request({ requestors })} />}
          </More>
        )}
      </Fields>
    </Section>
  );
}
