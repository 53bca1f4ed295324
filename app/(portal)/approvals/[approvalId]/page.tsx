import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Columns } from '@/components/columns';
import { PageHead } from '@/components/page-head';
import type { StateItem } from '@/components/page-head';
import { PersonCell } from '@/components/person-cell';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { requireSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { limitableRoles, NO_LIMITS } from '@/lib/authoring/approval-limits';
import { loadApprovalView } from '@/lib/authoring/approval-view';
import type { ApprovalView } from '@/lib/authoring/approval-view';
import { AnswerBar } from './answer-bar';
import { Letter } from './letter';
import { Limits } from './limits';
import { ShareLink } from './share-link';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Approval' };

/** One question to one owner, as a letter: what changed, one sentence, the facts, the answers. */
async function ApprovalPage({ params }: { params: Promise<{ approvalId: string }> }) {
  const session = await requireSession();
  const { approvalId } = await params;
  const view = await loadApprovalView(approvalId, hasRole(session, 'Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk') ? null : session.personId);
  if (!view) notFound();
  const { approval, before, askerAddress, laterId } = view;
  const laterHref = laterId && `/approvals/${laterId}`;
  const mine = approval.ownerId === session.personId;

  return (
    <>
      <PageHead crumbs={[{ label: 'Sign-offs', href: '/sign-offs' }]} title={`May packages hand out ${approval.resourceName}?`} state={stateLine(view, mine)} actions={!mine && approval.state === 'open' && <ShareLink />} />
      <Columns
        side="overview"
        aside={
          <Section title="Questions" flush>
            <PersonCell name={approval.askedByName} detail="Asked for this; knows what it is for" size="medium" />
            {askerAddress && <p><TextLink href={`mailto:${askerAddress}`} external>{`Write to ${approval.askedByName}`}</TextLink></p>}
          </Section>
        }
      >
        <Letter content={approval.content} catalogName={approval.catalogName} gone={approval.state === 'withdrawn'} changed={before ? { since: before.approval.answeredAt ?? before.approval.askedAt, word: before.approval.reason ? 'refused' : 'approved', reason: before.approval.reason, same: before.approval.contentHash === approval.contentHash, sentences: before.changed } : null} />
        {approval.state === 'approved' && <Limits approvalId={approval.id} roles={limitableRoles(approval, null)} limits={approval.limits} mine={mine} />}
      </Columns>
      {approval.state === 'replaced' && laterHref && <p><TextLink href={laterHref}>Open the question that took its place</TextLink></p>}
      {mine && <AnswerBar approvalId={approval.id} contentHash={approval.contentHash} resourceName={approval.resourceName} limiting={{ roles: limitableRoles(approval, before?.approval ?? null), limits: before?.approval.limits ?? NO_LIMITS, begins: Boolean(before?.approval.limits) }} outcome={approval.state === 'open' ? null : { state: approval.state, because: approval.state === 'withdrawn' ? approval.reason : null, at: approval.answeredAt, laterHref }} />}
    </>
  );
}

export default shown(ApprovalPage);

function stateLine({ approval }: ApprovalView, mine: boolean): StateItem[] {
  switch (approval.state) {
    case 'open':
      return [{ text: mine ? 'Waits for your answer' : `Waits for ${approval.ownerName}`, state: mine ? 'waitingForYou' : 'waitingForApproval' }, { text: 'asked', at: approval.askedAt }];
    case 'approved':
      return [{ text: `Approved by ${mine ? 'you' : approval.ownerName}`, state: 'approved', ...(approval.answeredAt ? { at: approval.answeredAt } : {}) }, { text: 'if it changes, you are asked again' }];
    case 'refused':
      return [{ text: `Refused by ${mine ? 'you' : approval.ownerName}`, state: 'refused', ...(approval.answeredAt ? { at: approval.answeredAt } : {}) }, { text: `“${approval.reason ?? ''}”` }];
    case 'replaced':
      return [{ text: 'Replaced by a later question', state: 'ended' }, { text: 'asked', at: approval.askedAt }];
    case 'withdrawn':
      return [{ text: 'Withdrawn', state: 'ended', ...(approval.answeredAt ? { at: approval.answeredAt } : {}) }, { text: `${mine ? 'You are' : `${approval.ownerName} is`} not asked any more` }, { text: approval.reason ?? '' }];
  }
}
