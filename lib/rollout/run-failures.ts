/** Why an item failed, in people's words, and what to do about it. Pure: read in the browser too. */

export type FailureCode =
  | 'alreadyHas'
  | 'notRedeemed'
  | 'alreadyAsked'
  | 'partlyDelivered'
  | 'deliveryFailed'
  | 'denied'
  | 'canceled'
  | 'accountDisabled'
  | 'accountGone'
  | 'outOfScope'
  | 'incompatible'
  | 'packageOrPolicyGone'
  | 'noLicence'
  | 'noAnswer'
  | 'firstFailed'
  | 'leftSince'
  | 'disabledSince'
  | 'excludedSince'
  | 'externalSince'
  | 'clashSince'
  | 'packageWider'
  | 'cancelledByStop'
  | 'runEnded'
  | 'refused';

/** Failures that say nothing of what the run does: the person's own state, an approver, or ourselves. All others count for the brake. */
export const EXCUSED: readonly FailureCode[] = ['accountDisabled', 'accountGone', 'notRedeemed', 'denied', 'canceled', 'alreadyAsked', 'firstFailed', 'cancelledByStop'];

/** Who is left out because less is true of them than was signed. */
export const SHRINKING: readonly FailureCode[] = ['leftSince', 'disabledSince', 'excludedSince'];

type FailureWords = {
  failure: string;
  /** What an admin can do; null where there is nothing to do. */
  whatToDo: string | null;
};

const WORDS: Record<FailureCode, FailureWords> = {
  alreadyHas: { failure: 'Had the package by the time the run came to them', whatToDo: null },
  alreadyAsked: { failure: 'Another request for this package was already on its way', whatToDo: 'Wait for that request; nothing was sent' },
  partlyDelivered: { failure: 'Not all resources of the package took the person', whatToDo: 'Find the resource that refused and mend it, then send again: Entra processes the same assignment once more' },
  deliveryFailed: { failure: 'No resource of the package took the person', whatToDo: 'Look at the package’s resources, then send again' },
  denied: { failure: 'The request was denied by an approver', whatToDo: 'Talk to the approver, then send again' },
  canceled: { failure: 'The request was cancelled in Entra', whatToDo: 'Find out who cancelled it, then send again' },
  accountDisabled: { failure: 'The account is disabled', whatToDo: 'Enable the account and send again, or finish without' },
  notRedeemed: { failure: 'The guest has not taken the invitation within 24 hours, and Entra gives nothing before that', whatToDo: 'Send the invitation again; once it is taken, Entra delivers what was asked for' },
  accountGone: { failure: 'The account is no longer in the tenant', whatToDo: 'Finish without; there is nobody to give it to' },
  outOfScope: { failure: 'The policy is not for this person', whatToDo: 'Widen the policy and send again, or finish without' },
  incompatible: { failure: 'Has access that is incompatible with the package', whatToDo: 'Take the other access away and send again, or finish without' },
  packageOrPolicyGone: { failure: 'The package or its policy is no longer in the tenant', whatToDo: 'Choose another policy for the rollout and rehearse again' },
  noLicence: { failure: 'The tenant has no licence for this', whatToDo: 'Get Microsoft Entra ID Governance licences, then send again' },
  noAnswer: { failure: 'Entra gave no proper answer, several times over', whatToDo: 'Check the service health of Microsoft Entra, then send again' },
  firstFailed: { failure: 'Not sent, since the one that went first failed', whatToDo: 'Mend what the first one failed for, then send again: one goes first again' },
  leftSince: { failure: 'Left the tenant since the rehearsal; nothing was sent', whatToDo: null },
  disabledSince: { failure: 'The account was disabled since the rehearsal; nothing was sent', whatToDo: 'Once it is enabled, rehearse a phase with them' },
  excludedSince: { failure: 'The account is of a kind that is left out since the rehearsal; nothing was sent', whatToDo: null },
  externalSince: { failure: 'Became external since the rehearsal, which nobody signed; nothing was sent', whatToDo: 'Rehearse a phase with them alone, and have it signed' },
  clashSince: { failure: 'Has or is getting access since the rehearsal that is incompatible with the package; nothing was sent', whatToDo: 'Take the other access away, then rehearse a phase with them' },
  packageWider: { failure: 'The package gives more by now than was signed; nothing more of it was sent', whatToDo: 'Put the package back as it was, or rehearse a phase with those who are left and have it signed' },
  cancelledByStop: { failure: 'Cancelled in Entra when everything was stopped', whatToDo: 'Once what was wrong is mended, send again' },
  runEnded: { failure: 'Not sent, since the run was ended', whatToDo: 'Rehearse a phase with those who are left' },
  refused: { failure: 'Entra refused the request', whatToDo: 'Read what Entra said, mend it and send again' },
};

export type ItemFailure = { failureCode: FailureCode; failure: string };

/** The failure of a code; `said` is what Entra itself said, where that adds something. */
export function failureOf(code: FailureCode, said = ''): ItemFailure {
  const words = said.trim().replace(/\.$/, '');
  return { failureCode: code, failure: words ? `${WORDS[code].failure}. Entra said: ${words}` : WORDS[code].failure };
}

/** What to do about a failure of that code. */
export function whatToDo(code: string | null): string | null {
  return WORDS[code as FailureCode]?.whatToDo ?? null;
}

/** What to do about whatever failed in a run that was taken back since, or is being. */
export const NOTHING_TO_DO = 'Nothing: what the run brought is taken back';

/** The cause as a heading, without what was said of one person. */
export function causeOf(code: string | null, failure: string | null): string {
  return WORDS[code as FailureCode]?.failure ?? failure ?? 'Failed for a reason Entra did not give';
}

/** Why a request that Entra refused failed (4xx inside a batch). Entitlement management has few codes of its own. */
export function failureOfRefusal(code: string, message: string): ItemFailure {
  const told = `${code} ${message}`;
  if (/licen[cs]e/i.test(told)) return failureOf('noLicence', message);
  if (/incompatible/i.test(told)) return failureOf('incompatible');
  if (/disabled|sign-in .*blocked/i.test(told)) return failureOf('accountDisabled');
  if (/exist(s|ing)|already|duplicate/i.test(told)) return /request/i.test(message) && !/assign|grant/i.test(message) ? failureOf('alreadyAsked') : failureOf('alreadyHas');
  if (/policy requirements|not in (the )?scope|not allowed by|scope of the policy/i.test(told)) return failureOf('outOfScope', message);
  if (/(subject|target|user|principal).*(not found|does not exist)/i.test(told)) return failureOf('accountGone');
  if (/(package|policy).*(not found|does not exist)/i.test(told)) return failureOf('packageOrPolicyGone');
  return failureOf('refused', message || code);
}

/** Why a request that Entra took did not end with the person having the package. `status` is Entra's finer word. */
export function failureOfRequest(state: string, status: string): ItemFailure {
  const [, reason = ''] = /^[A-Za-z]+:\s*(.*)$/.exec(status) ?? [];
  switch (state) {
    case 'denied':
      return failureOf('denied');
    case 'canceled':
      return failureOf('canceled');
    case 'partiallyDelivered':
      return failureOf('partlyDelivered', reason);
    default:
      if (/blocked|disabled/i.test(reason)) return failureOf('accountDisabled');
      if (/user was not found|no longer exists/i.test(reason)) return failureOf('accountGone');
      return failureOf('deliveryFailed', reason);
  }
}
