import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { Actor } from '@/lib/action';
import { inTransaction } from '@/lib/db/client';
import { findApproval, storeAnswer } from '@/lib/db/resource-approvals';
import { AppError } from '@/lib/errors';
import { lockPhasesWith, refusalWords, voidForRefusal } from '@/lib/rollout/refuse-resource';
import { approvalDifference, approvalSentence } from './approval-words';
import type { AskedLimits } from './approval-limits';
import { limitableRoles, limitsOf, limitWords } from './approval-limits';
import type { ApprovalState } from './resource-approval';

/** `limits` are what the owner allows at most; without them whatever they approve. */
export type Answer = { approvalId: string; contentHash: string; answer: 'approve'; limits?: AskedLimits } | { approvalId: string; contentHash: string; answer: 'refuse'; reason: string };

/** Why an answer comes too late, by what the question is by now. */
const WAS: Record<Exclude<ApprovalState, 'withdrawn'>, string> = {
  open: 'What you are asked has changed while you read it. Read what is asked now, then answer again.',
  approved: 'You answered this already: you approved it. That answer stands, this one was not taken.',
  refused: 'You answered this already: you refused it. That answer stands, this one was not taken.',
  replaced: 'A later question took the place of this one. This answer was not taken.',
};

/**
 * An owner's answer to exactly what they saw. Only the one who is asked can answer; for everybody else there is nothing
 * here. A refusal also ends what was signed about the resource in phases that have not started.
 * @throws AppError `notFound` for a stranger, `conflict` when what is asked changed meanwhile or was answered
 */
export async function answerApproval(actor: Actor, answer: Answer): Promise<void> {
  await inTransaction(async (tx) => {
    const found = await findApproval(answer.approvalId, actor.personId, tx);
    if (found && answer.answer === 'refuse') await lockPhasesWith(tx, found, null);
    const approval = found && (await findApproval(answer.approvalId, actor.personId, tx));
    if (!approval) throw new AppError('notFound', `no approval ${answer.approvalId} of ${actor.personId}`);
    const before = approval.followsId ? await findApproval(approval.followsId, null, tx) : null;
    const state = answer.answer === 'approve' ? 'approved' : 'refused';
    const reason = answer.answer === 'refuse' ? answer.reason : null;
    const limits = answer.answer === 'approve' && answer.limits ? limitsOf(answer.limits, limitableRoles(approval, before)) : null;
    const shown = { content: approval.content, sentence: approvalSentence(approval.content), changed: before ? approvalDifference(before.content, approval.content) : [], ...(limits ? { limits: limitWords(limits) } : {}) };
    const stored = await storeAnswer(tx, { id: approval.id, ownerId: actor.personId, contentHash: answer.contentHash, state, reason, limits, shown });
    if (!stored) {
      throw new AppError('conflict', `${approval.id} is ${approval.state} with ${approval.contentHash}`, {
        say: approval.state === 'withdrawn' ? `You are not asked this any more. ${approval.reason ?? ''} This answer was not taken.` : WAS[approval.state],
      });
    }
    await recordAudit(tx, [
      { action: `approval.${answer.answer}`, outcome: 'done', actor, objectType: 'approval', objectId: approval.id, objectName: approval.resourceName, before: { state: approval.state }, after: { state, contentHash: approval.contentHash, catalog: approval.catalogName, ...(limits ? { limits } : {}) }, ...(reason ? { reason } : {}) },
    ]);
    if (reason) await voidForRefusal(tx, actor, approval, refusalWords(actor, approval.resourceName, `the catalog “${approval.catalogName}”`, reason), null);
  });
}
