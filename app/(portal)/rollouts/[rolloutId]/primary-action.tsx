'use client';

import { ConfirmDialog } from '@/components/confirm-dialog';
import { LinkButton } from '@/components/link-button';
import type { OpenedPhase } from '@/lib/rollout/rollout-view';
import { finishPhaseAction, startRunAction } from '../../runs/actions';
import { overrideApprovalsAction } from '../actions';
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
      return <LinkButton href={`/catalogs/${action.catalogId}`} appearance="primary">{action.owners === 1 ? 'Ask the owner to approve' : `Ask ${action.owners.toLocaleString('en-GB')} owners to approve`}</LinkButton>;
    case 'start':
      return <StartDialog phase={phase} people={action.people} rehearsalHash={action.rehearsalHash} />;
    case 'seeFailures':
      return <LinkButton href={`/runs/${action.runId}?state=failed`} appearance="primary">{action.people === 1 ? 'See the failure' : `See the ${action.people.toLocaleString('en-GB')} failures`}</LinkButton>;
    case 'finish':
      return (
        <ConfirmDialog
          trigger="Finish phase"
          triggerAppearance="primary"
          title={`Finish ${phase.name}?`}
          loss={`${peopleWords(action.people)} have what was rehearsed${delivery && delivery.failed > 0 ? `; ${peopleWords(delivery.failed)} who failed stay without it` : ''}. Nothing more is sent for this phase afterwards.`}
          confirm="Finish phase"
          keep="Not yet"
          action={finishPhaseAction}
          hidden={{ phaseId: phase.id }}
        />
      );
  }
}

type StartDialogProps = { phase: OpenedPhase; people: number; rehearsalHash: string };

/** Says once more what will happen, then starts exactly that. */
export function StartDialog({ phase, people, rehearsalHash }: StartDialogProps) {
  const totals = phase.rehearsal?.totals;
  const requests = totals?.changes.assign ?? people;
  return (
    <ConfirmDialog
      trigger={`Start run for ${peopleWords(people)}`}
      triggerAppearance="primary"
      title={`Start the run of ${phase.name}?`}
      loss={`${countWords(requests, 'request goes', 'requests go')} to Microsoft Entra for ${peopleWords(people)}, exactly as in rehearsal ${phase.rehearsal?.number ?? ''}.${totals && totals.people.blocked > 0 ? ` ${peopleWords(totals.people.blocked)} ${totals.people.blocked === 1 ? 'is' : 'are'} blocked, as the rehearsal says.` : ''}${phase.overrideReason ? ' Approvals of owners are missing; your reason stands in the audit.' : ''}`}
      confirm={`Start run for ${peopleWords(people)}`}
      keep="Not yet"
      action={startRunAction}
      hidden={{ phaseId: phase.id, rehearsalHash }}
    />
  );
}

/** Takes the reason for a start without the owners' approvals. */
export function OverrideDialog({ phase }: { phase: OpenedPhase }) {
  const owners = [...new Set(phase.missing.map((each) => each.ownerName).filter(Boolean))].join(', ');
  return (
    <ConfirmDialog
      trigger="Go on without approval…"
      triggerSize="small"
      title={`Start ${phase.name} without ${countWords(phase.missing.length, 'approval', 'approvals')}?`}
      loss={`${phase.missing.map((each) => `“${each.resourceName}”`).join(', ')}: ${phase.missing.length === 1 ? 'its owner has' : 'their owners have'} not agreed${owners ? ` (${owners})` : ''}. Your name and reason stand in the audit, and hold until the phase changes. Nothing is started yet.`}
      confirm="Go on without approval"
      keep="Wait"
      reason={{ label: 'Why it cannot wait', required: true, hint: 'A sentence the owners may read later.' }}
      action={overrideApprovalsAction}
      hidden={{ phaseId: phase.id }}
    />
  );
}
