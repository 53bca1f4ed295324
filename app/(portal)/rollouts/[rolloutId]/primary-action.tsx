'use client';

import { ActionForm } from '@/components/action-form';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { LinkButton } from '@/components/link-button';
import { SubmitButton } from '@/components/submit-button';
import { inSpiteReason, seenOf, shutWords } from '@/lib/rollout/gate';
import type { OpenedPhase } from '@/lib/rollout/rollout-view';
import type { SignOffKind } from '@/lib/rollout/sign-off';
import type { SignedResource } from '@/lib/rollout/signed-content';
import { PassPhase, ResumePhase } from '../../phases/gate-buttons';
import { startRunAction } from '../../runs/actions';
import { askSignersAction, signInsteadAction } from '../../sign-offs/actions';
import { countWords, peopleWords } from '../phase-words';
import { RehearseButton } from '../rehearse-button';

/** The one thing an admin can do about the phase now, in the same corner everywhere. */
export function PrimaryAction({ phase }: { phase: OpenedPhase }) {
  const { action, delivery } = phase;
  switch (action?.kind) {
    case undefined:
      return null;
    case 'addPeople':
      return <LinkButton href={`/phases/${phase.id}/cohort?add=people`} appearance="primary">{`Add people to ${phase.name}`}</LinkButton>;
    case 'rehearse':
      return (
        <RehearseButton phaseId={phase.id}>{`Rehearse ${peopleWords(action.people)}`}</RehearseButton>
      );
    case 'ask':
      return (
        <ActionForm action={askSignersAction} hidden={{ phaseId: phase.id, rehearsalHash: action.rehearsalHash }} inline label="Ask for signatures">
          <SubmitButton>{`Ask for ${countWords(action.signatures, 'signature', 'signatures')}`}</SubmitButton>
        </ActionForm>
      );
    case 'nameOwner':
      return <LinkButton href={nameHref(action.resource, action.signer, `/rollouts/${phase.rolloutId}?phase=${phase.id}`)} appearance="primary">{action.signer === 'security' ? 'Name who signs for security' : `Name who answers for ${action.resource.name}`}</LinkButton>;
    case 'settleRefusal':
      return <LinkButton href={action.href} appearance="primary">See what can be done</LinkButton>;
    case 'approvals':
      return (
        <>
          {action.catalogId && <LinkButton href={`/catalogs/${action.catalogId}`} appearance="primary">{action.toAsk === 1 ? 'Ask the owner to approve' : `Ask ${action.toAsk.toLocaleString('en-GB')} owners to approve`}</LinkButton>}
          <StartDialog phase={phase} people={action.people} rehearsalHash={action.rehearsalHash} />
        </>
      );
    case 'start':
      return (
        <>
          <StartDialog phase={phase} people={action.people} rehearsalHash={action.rehearsalHash} />
          {shutWords(phase.gate?.lines ?? []).length > 0 && <LinkButton href={`/phases/${phase.id}/gate`} appearance="primary">See the gate</LinkButton>}
        </>
      );
    case 'seeFailures':
      return <LinkButton href={`/runs/${action.runId}?state=failed`} appearance="primary">{action.people === 1 ? 'See the failure' : `See the ${action.people.toLocaleString('en-GB')} failures`}</LinkButton>;
    case 'resume':
      return <ResumePhase phaseId={phase.id} phaseName={phase.name} says={action.says} lines={phase.gate?.lines ?? []} />;
    case 'handOver':
      return <LinkButton href={`/rollouts/${phase.rolloutId}/handover`} appearance="primary">Hand people over</LinkButton>;
    case 'gate':
      return <LinkButton href={`/phases/${phase.id}/gate`} appearance="primary">See the gate</LinkButton>;
    case 'finish':
      return (
        <PassPhase
          phaseId={phase.id}
          phaseName={phase.name}
          loss={`${delivery && delivery.policies.written > 0 ? `${countWords(delivery.policies.written, 'policy is', 'policies are')} written as rehearsed. ` : ''}${action.people > 0 || !delivery?.policies.total ? `${peopleWords(action.people)} have what was rehearsed${delivery && delivery.failed > 0 ? `; ${peopleWords(delivery.failed)} who failed stay without it` : ''}. ` : ''}Nothing more is sent for this phase afterwards.`}
        />
      );
  }
}

type StartDialogProps = { phase: OpenedPhase; people: number; rehearsalHash: string };

/** Says once more what will happen, then starts exactly that; where the gate lets nobody go past it, leads there instead. */
function StartDialog({ phase, people, rehearsalHash }: StartDialogProps) {
  const totals = phase.rehearsal?.totals;
  const { requests, says } = phase.starts;
  const sent = `${countWords(requests, 'request goes', 'requests go')} to Microsoft Entra for ${peopleWords(phase.starts.people)}`;
  const as = `exactly as in rehearsal ${phase.rehearsal?.number ?? ''}.`;
  const what = says.length === 0 ? `${sent}, ${as}` : `${[...(requests > 0 ? [`${sent}.`] : []), ...says].join(' ')} All of it is ${as}`;
  const { missing } = phase;
  const shut = shutWords(phase.gate?.lines ?? []);
  if (shut.length > 0 && !phase.gate?.mayOverride) return <LinkButton href={`/phases/${phase.id}/gate`}>See the gate</LinkButton>;
  const inSpite = missing.length > 0 || shut.length > 0;
  const unapproved = `${missing.map((each) => `“${each.resourceName}”`).join(', ')}: not approved by ${missing.length === 1 ? 'its owner' : 'their owners'}. Your name and reason stand in the audit.`;
  const closed = phase.calendar !== null && !phase.calendar.standing.open;
  if (closed && phase.calendar && !phase.calendar.standing.opens) return <LinkButton href={`/settings/calendars/${phase.calendar.id}`} appearance="primary">{`No window of “${phase.calendar.name}” within a year`}</LinkButton>;
  return (
    <ConfirmDialog
      trigger={missing.length > 0 ? (shut.length > 0 ? 'Start without approval, in spite of the gate…' : 'Start without approval…') : shut.length > 0 ? 'Start in spite of the gate…' : closed ? 'Start at the next window' : `Start run for ${peopleWords(people)}`}
      triggerAppearance={inSpite ? 'secondary' : 'primary'}
      title={closed ? `Start the run of ${phase.name} at the next window?` : `Start the run of ${phase.name}?`}
      loss={`${closed && phase.calendar ? `${phase.calendar.standing.says} Then ` : ''}${what}${phase.beginPassed ? ` Access was to begin ${phase.begins ?? ''}.` : ''}${totals && totals.people.blocked > 0 ? ` ${peopleWords(totals.people.blocked)} ${totals.people.blocked === 1 ? 'is' : 'are'} blocked, as the rehearsal says.` : ''} Everybody who was to sign it has.${shut.length > 0 ? ` ${shut.join(' ')}` : ''}${missing.length > 0 ? ` ${unapproved}` : ''}`}
      {...(inSpite ? { reason: inSpiteReason({ unapproved: missing.length > 0, shut: shut.length > 0 }) } : {})}
      confirm={closed ? `Start then for ${peopleWords(people)}` : `Start run for ${peopleWords(people)}`}
      keep="Not yet"
      action={startRunAction}
      hidden={{ phaseId: phase.id, rehearsalHash, when: closed ? 'nextWindow' : 'now', seen: seenOf(phase.gate?.lines ?? []) }}
    />
  );
}

/** Where somebody is named for a resource, or for security, and back. */
export function nameHref({ originSystem, originId }: SignedResource, signer: SignOffKind, back: string): string {
  return signer === 'security' ? '/owners/signers' : `/owners/edit?${new URLSearchParams({ originSystem, originId, back }).toString()}`;
}

/** A second admin's signature instead of the owners who have not answered. */
export function SignInsteadDialog({ phase }: { phase: OpenedPhase }) {
  const missing = phase.signatures.filter((line) => line.kind === 'owner' && !['signed', 'notice', 'refused', 'unmet', 'unconfirmed'].includes(line.standing));
  if (missing.length === 0 || !phase.rehearsal) return null;
  const names = missing.map((line) => `“${line.resource.name}”`).join(', ');
  return (
    <ConfirmDialog
      trigger="Sign instead…"
      triggerSize="small"
      title={`Sign ${countWords(missing.length, 'resource', 'resources')} of ${phase.name} instead of the owners?`}
      loss={`${names}: not answered by who is accountable. You sign as a second admin exactly what was rehearsed; your name and reason stand beside it and in the audit. You cannot start the run afterwards.`}
      confirm="Sign instead"
      keep="Wait for the owners"
      reason={{ label: 'Why it cannot wait', required: true, hint: 'A sentence the owners may read later.' }}
      action={signInsteadAction}
      hidden={{ phaseId: phase.id, rehearsalHash: phase.rehearsal.hash }}
    />
  );
}
