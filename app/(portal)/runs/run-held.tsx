'use client';

import { LinkButton } from '@/components/link-button';
import { HOLD_TITLE } from '@/lib/rollout/run-hold';
import type { HeldRun } from '@/lib/rollout/run-hold';
import { HeldBar } from '../held-work';
import { resumeRunAction } from './actions';

export type RunHeldProps = { runId: string; phaseId: string; held: (Omit<HeldRun, 'at'> & { at: string }) | null; /** Whoever reads it started the run, and cannot be the second admin. */ startedByMe: boolean; isAdmin: boolean };

/** Why a run sends nothing, since when, and the way on. */
export function RunHeld({ runId, phaseId, held, startedByMe, isAdmin }: RunHeldProps) {
  if (!held) return null;
  const second = held.hold === 'secondAdmin';
  return (
    <HeldBar
      title={HOLD_TITLE[held.hold]}
      says={held.says}
      at={held.at}
      grave={held.hold === 'stopped' || held.hold === 'brake'}
      meanwhile={`Nothing is sent meanwhile; what was sent is still read back.${second && startedByMe ? ' You started it, so another admin has to agree.' : ''}`}
      {...(isAdmin && !held.stopId && held.hold !== 'gate' && !(second && startedByMe) ? { goOn: { title: second ? 'Let this run begin?' : 'Let this run go on?', loss: GOES_ON[held.hold], action: resumeRunAction, hidden: { runId }, ...(second ? { trigger: 'Agree and begin', confirm: 'Agree and begin' } : {}) } } : {})}
    >
      {held.stopId ? <LinkButton size="small" href={`/stops/${held.stopId}`}>What to do now</LinkButton> : held.hold === 'gate' ? <LinkButton size="small" href={`/phases/${phaseId}/gate`}>See the gate</LinkButton> : null}
    </HeldBar>
  );
}

const GOES_ON: Record<HeldRun['hold'], string> = {
  paused: 'Sending begins again where it ended, inside the windows of its calendar.',
  brake: 'What is told above counts as seen, and the run stops again only after as much more. Your name stands in the audit with it.',
  shrunk: 'Those who are not who was signed stay left out. The rest is sent. Your name stands in the audit with it.',
  stopped: 'Everything was stopped for a reason; look at the recovery page first. What was cancelled stays cancelled until it is sent again.',
  gate: 'The phase is held at its gate, and its run with it.',
  secondAdmin: 'Requests go out for everybody who was rehearsed and signed, inside the windows of its calendar. Your name stands in the audit beside that of who started it.',
};
