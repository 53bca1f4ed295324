'use client';

import { useMemo, useState } from 'react';
import { ActionForm, useForm } from '@/components/action-form';
import { Columns } from '@/components/columns';
import { FormButtons } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { loadPageAnew } from '@/components/load-page-anew';
import { recalled } from '@/components/recalled';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { checkPolicyForm } from '@/lib/authoring/check-policy-form';
import type { SavedPolicy } from '@/lib/authoring/edit-drafted-policy';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { fieldName } from '@/lib/authoring/policy-field-words';
import { closedWords, formOf, isOutsideScope } from '@/lib/authoring/policy-form';
import type { PolicyForm } from '@/lib/authoring/policy-form';
import { notShown } from '@/lib/authoring/policy-not-shown';
import { documentOf } from '@/lib/authoring/write-policy-form';
import { DraftButtons, DraftChoice } from '../../drafts/draft-choice';
import { saveDraftedPolicyAction, savePolicyAction } from './actions';
import { ApprovalSection } from './approval-section';
import { ChoicesProvider, useChoices } from './choices';
import type { Choices } from './choices';
import { Fields, MarksProvider, TextRow, WrongList } from './fields';
import { EndsSection, FurtherSection, ReviewSection } from './lifecycle-sections';
import { QuestionsSection } from './questions-section';
import { PolicySummary } from './summary';
import { Versions } from './versions';
import { WhoSection } from './who-section';

/** Where it goes: a draft that is chosen, or the change of a draft it is. */
export type Into = { packageId: string; policyId: string; drafts: { id: string; name: string }[]; newName: string } | { draftId: string; key: string; packageKey: string; version: number };

export type PolicyEditorProps = {
  /** What is edited, as it is now. */
  document: PolicyDocument;
  /** What the tenant has; null for one that is made. */
  before: PolicyDocument | null;
  choices: Choices;
  into: Into;
  backHref: string;
  /** The moment the page was made, `YYYY-MM-DDTHH:mm` in UTC. */
  now: string;
};

type Theirs = Extract<SavedPolicy, { saved: false }>['theirs'];

/** A policy in every property Entra has; nothing reaches the tenant before the draft it is saved to is reviewed and applied. */
export function PolicyEditor(props: PolicyEditorProps) {
  const { choices } = props;
  // What was typed is typed over what was seen at first, whatever the page is given later.
  const [{ document, into }] = useState(props);
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const [tried, setTried] = useState(false);
  const hidden: Record<string, string | number> = 'packageId' in into
    ? { packageId: into.packageId, policyId: into.policyId }
    : { draftId: into.draftId, key: into.key, packageKey: into.packageKey, ...(theirs ? { version: theirs.version } : {}) };
  const madeOf = { base: JSON.stringify(document), ...('version' in into ? { version: into.version } : {}) };
  return (
    <ChoicesProvider value={choices}>
      <ActionForm
        action={'packageId' in into ? savePolicyAction : saveDraftedPolicyAction} hidden={hidden} madeOf={madeOf} label="Policy" placesRefusal keepsTyped
        onRefused={(answer) => setTried(answer.code === 'invalid')}
        onDone={(saved) => setTheirs(saved.saved ? null : saved.theirs)}
      >
        <Body {...props} document={document} into={into} tried={tried} theirs={theirs} />
      </ActionForm>
    </ChoicesProvider>
  );
}

function Body({ document, before, into, backHref, now, tried, theirs }: PolicyEditorProps & { tried: boolean; theirs: Theirs | null }) {
  const { typed, fields, refusal } = useForm();
  const { closedCatalog } = useChoices();
  const start = useMemo(() => formOf(document), [document]);
  const [form, setForm] = useState<PolicyForm>(() => recalled<PolicyForm>(typed?.form?.[0]) ?? start);
  const set = (by: Partial<PolicyForm>) => setForm((old) => ({ ...old, ...by }));
  const checked = checkPolicyForm(form, { now, was: start });
  // A rule is judged where it is read: on saving. Until it is typed anew its sentence stands.
  const [ruleRefused, refusedRule] = [fields.rule, recalled<PolicyForm>(typed?.form?.[0])?.rule];
  const wrong = tried ? { ...(ruleRefused && refusedRule === form.rule ? { rule: ruleRefused } : {}), ...checked.wrong } : {};
  const doubtful = { ...checked.doubtful, ...(closedCatalog !== null && isOutsideScope(form.scope) ? { scope: [closedWords(closedCatalog), checked.doubtful.scope ?? ''].join(' ').trim() } : {}) };
  const part = { form, set };

  return (
    <MarksProvider value={{ wrong, doubtful }}>
      <input type="hidden" name="form" value={JSON.stringify(form)} />
      <Columns side="notes" aside={<PolicySummary document={documentOf(form, document)} before={before} kept={notShown(document)} />}>
        <Section title="What it is called">
          <Fields>
            <TextRow name="name" label={fieldName('displayName')} required value={form.name} onChange={(name) => set({ name })} />
            <TextRow name="description" label={fieldName('description')} rows={2} value={form.description} onChange={(description) => set({ description })} hint="Who chooses between several policies reads this." />
          </Fields>
        </Section>
        <WhoSection {...part} of={'packageId' in into ? { package: into.packageId, policy: into.policyId } : { draft: into.draftId, key: into.key }} />
        <ApprovalSection {...part} />
        <QuestionsSection {...part} />
        <EndsSection {...part} />
        <ReviewSection {...part} />
        <FurtherSection {...part} />
        {theirs && <Versions byName={theirs.byName} rows={theirs.rows} onTheirs={loadPageAnew} />}
        <Section title="Save" flush>
          <Fields>
            {'drafts' in into && <DraftChoice drafts={into.drafts} name={into.newName} />}
            {(Object.keys(wrong).length > 0 || !tried) && refusal}
            <WrongList sentences={[...new Set(Object.values(wrong))]} />
            {'drafts' in into ? (
              <DraftButtons backHref={backHref} back="Leave without saving" />
            ) : (
              <FormButtons>
                {!theirs && <SubmitButton>Save in this draft</SubmitButton>}
                <LinkButton href={backHref} discards>Leave without saving</LinkButton>
              </FormButtons>
            )}
          </Fields>
        </Section>
      </Columns>
    </MarksProvider>
  );
}
