'use client';

import { useState } from 'react';
import { ActionForm, useForm } from '@/components/action-form';
import { RadioField, SelectField, TextAreaField, TextField } from '@/components/form-fields';
import { FormColumn } from '@/components/form-layout';
import type { ExtensionForm as Form } from '@/lib/authoring/extension-form';
import { LONGEST } from '@/lib/authoring/object-texts';
import { DraftButtons, DraftChoice } from '../../../drafts/draft-choice';
import { changeExtensionAction, createExtensionAction } from './actions';

export type ExtensionFormProps = {
  catalogId: string;
  /** What it is, or what a new one begins with. */
  was: Form;
  /** Absent for a new one; `address` where it calls one, and no logic app. */
  extension?: { id: string; address: boolean };
  drafts: { id: string; name: string }[];
};

/** A logic app that policies call: where it is, how the call signs in, and whether a request waits for the answer. */
export function ExtensionForm({ catalogId, was, extension, drafts }: ExtensionFormProps) {
  const back = `/catalogs/${catalogId}/extensions`;
  return (
    <FormColumn>
      <ActionForm action={extension ? changeExtensionAction : createExtensionAction} hidden={extension ? { catalogId, extensionId: extension.id } : { catalogId }} madeOf={extension ? { seen: JSON.stringify(was) } : {}} label={extension ? `Edit ${was.name}` : 'New custom extension'}>
        <TextField name="name" label="Name" required maxLength={LONGEST.name} defaultValue={was.name} />
        <TextAreaField name="description" label="What it is for" required maxLength={LONGEST.description} defaultValue={was.description} />
        {!extension?.address && (
          <>
            <TextField name="subscriptionId" label="Azure subscription id" required defaultValue={was.subscriptionId} />
            <TextField name="resourceGroup" label="Resource group" required defaultValue={was.resourceGroup} />
            <TextField name="workflow" label="Logic app" required defaultValue={was.workflow} hint="Its whole path in Azure may have 150 characters." />
          </>
        )}
        <Rest was={was} isNew={!extension} />
        <DraftChoice drafts={drafts} {...(extension ? { name: `Change ${was.name}` } : {})} />
        <DraftButtons backHref={back} {...(extension ? {} : { back: 'Leave without creating' })} />
      </ActionForm>
    </FormColumn>
  );
}

/** What depends on what was chosen: a call before an assignment ends waits for nothing. */
function Rest({ was, isNew }: { was: Form; isNew: boolean }) {
  const { typed } = useForm();
  const start = <K extends keyof Form>(name: K): Form[K] => (typed?.[name]?.[0] as Form[K] | undefined) ?? was[name];
  const [of, setOf] = useState(start('of'));
  const [signsIn, setSignsIn] = useState(start('signsIn'));
  const [behaviour, setBehaviour] = useState(start('behaviour'));
  return (
    <>
      <RadioField
        name="signsIn" label="How the call signs in" defaultValue={was.signsIn} onChoose={(value) => setSignsIn(value as Form['signsIn'])}
        options={[{ value: 'pop', label: 'With proof of possession', hint: 'The token is bound to this call. Recommended.' }, { value: 'token', label: 'With a token for a resource' }]}
      />
      {signsIn === 'token' && <TextField name="tokenFor" label="Resource" required defaultValue={was.tokenFor} hint="The application id of the app that the logic app takes tokens of." />}
      {isNew && (
        <RadioField
          name="of" label="Called for" defaultValue={was.of} onChoose={(value) => setOf(value as Form['of'])}
          options={[{ value: 'request', label: 'Requests', hint: 'When somebody asks, when it is approved, when access is given or removed.' }, { value: 'assignment', label: 'Assignments, before they end', hint: '14 days or one day before access ends. It stays so once it is made.' }]}
        />
      )}
      {of === 'request' && (
        <RadioField
          name="behaviour" label="Behaviour" defaultValue={was.behaviour} onChoose={(value) => setBehaviour(value as Form['behaviour'])}
          options={[{ value: 'continue', label: 'Launch and continue', hint: 'The request goes on at once.' }, { value: 'wait', label: 'Launch and wait', hint: 'A request that was made or approved stands still until the logic app answers, or the time is over.' }]}
        />
      )}
      {of === 'request' && behaviour === 'wait' && (
        <>
          <TextField name="waitCount" label="Waits at most" required defaultValue={was.waitCount} />
          <SelectField name="waitUnit" label="Counted in" defaultValue={was.waitUnit} options={['minutes', 'hours', 'days'].map((unit) => ({ value: unit, label: unit }))} />
        </>
      )}
      <TextField name="timeout" label="Connection is closed after" unit="milliseconds" defaultValue={was.timeout} hint="From 200 to 2,000; nothing for what Microsoft Entra does by itself." />
      <SelectField name="retries" label="Tried again when it fails" defaultValue={was.retries} options={[{ value: '', label: 'As Microsoft Entra does by itself' }, { value: '0', label: 'Not at all' }, { value: '1', label: 'Once' }, ...(['', '0', '1'].includes(was.retries) ? [] : [{ value: was.retries, label: `${was.retries} times` }])]} />
    </>
  );
}
