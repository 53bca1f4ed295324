/** What a run does to the policy of one package that it does not assign. Pure: read in the browser too. */
import type { PolicyDifference } from '@/lib/authoring/policy-differences';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import type { DeliveryMode } from './phase';
import type { ItemState, PolicyCounts } from './run';

/** The states of an item that a policy goes through: waiting, being written, lost, written and being read back, done. */
export type PolicyState = Extract<ItemState, 'queued' | 'sending' | 'unknown' | 'delivering' | 'delivered' | 'failed' | 'skipped'>;

/** Policies the run is done with. */
const DONE_WITH: readonly PolicyState[] = ['delivered', 'failed', 'skipped'];

export type RunPolicy = {
  id: string;
  runId: string;
  packageId: string;
  packageName: string;
  /** Null until one that is to be made was made. */
  policyId: string | null;
  policyName: string;
  mode: Exclude<DeliveryMode, 'assign'>;
  /** People who may ask by it, or whom its rule gives the package, by the rehearsal. */
  peopleCount: number;
  state: PolicyState;
  stateSince: Date;
  sentAt: Date | null;
  attempts: number;
  groupId: string | null;
  /** The policy before the first write, whole; null before it was read, and for one that was made. */
  before: PolicyDocument | null;
  written: PolicyDocument | null;
  /** When Entra took it. */
  savedAt: Date | null;
  graphRequestId: string | null;
  failureCode: string | null;
  failure: string | null;
  differences: PolicyDifference[] | null;
};

export function countPolicies(policies: readonly Pick<RunPolicy, 'state'>[]): PolicyCounts {
  const many = (...states: PolicyState[]): number => policies.filter(({ state }) => states.includes(state)).length;
  return { total: policies.length, written: many('delivered', 'skipped'), failed: many('failed'), open: policies.length - many(...DONE_WITH) };
}

export type PolicyFailureCode =
  | 'policyChanged'
  | 'changedAfter'
  | 'policyGone'
  | 'policyNotKnown'
  | 'beyondTolerance'
  | 'alreadyWritten'
  | 'noPermission'
  | 'noConsent'
  | 'notGroupOwner'
  | 'groupWider'
  | 'nameTaken'
  | 'noLicence'
  | 'policyRefused'
  | 'noAnswer'
  | 'notShown'
  | 'ourBug';

const WORDS: Record<PolicyFailureCode, { failure: string; whatToDo: string | null }> = {
  policyChanged: { failure: 'Somebody changed the policy since it was rehearsed; nothing was written over it', whatToDo: 'Put it back in Microsoft Entra as it was rehearsed and send again, or finish without' },
  changedAfter: { failure: 'It was written, and somebody changed the policy right after', whatToDo: 'Look at the policy in Microsoft Entra. Where it should be as it was rehearsed, put it back and send again' },
  policyGone: { failure: 'The policy is no longer in the tenant', whatToDo: 'Finish without, and plan another phase with another policy' },
  policyNotKnown: { failure: 'The policy holds something that this version would lose by writing it', whatToDo: 'Change it in Microsoft Entra as it was rehearsed, or finish without' },
  beyondTolerance: { failure: 'The rule selects more people by now than were signed', whatToDo: 'Finish without, and rehearse another phase that has them' },
  alreadyWritten: { failure: 'The policy was already as it was to become; nothing was written', whatToDo: null },
  noPermission: { failure: 'Microsoft Entra refused it to everybody who tried: a role is missing', whatToDo: 'Automatic policies take the role Identity Governance Administrator. Activate it, then send again' },
  noConsent: { failure: 'The portal was not granted the permission to make groups', whatToDo: 'A Global Administrator grants Group.ReadWrite.All in the app registration; then send again' },
  notGroupOwner: { failure: 'Microsoft Entra refused to add members to the group that is opened', whatToDo: 'An owner of the group, or a Groups Administrator, takes the run over or adds whoever it runs for as an owner; then send again' },
  groupWider: { failure: 'The group that was made for the cohort has members who were not signed; the policy was not opened to it', whatToDo: 'Take them out of the group in Microsoft Entra, then send again' },
  nameTaken: { failure: 'The package has another policy of this name already', whatToDo: 'Rename the other in Microsoft Entra, then send again' },
  noLicence: { failure: 'The tenant has no licence for this', whatToDo: 'Get Microsoft Entra ID Governance licences, then send again' },
  policyRefused: { failure: 'Microsoft Entra did not accept the policy', whatToDo: 'Read what Entra said, mend it and send again' },
  noAnswer: { failure: 'Microsoft Entra gave no proper answer, several times over', whatToDo: 'Check the service health of Microsoft Entra, then send again' },
  notShown: { failure: 'Microsoft Entra took it and does not show it', whatToDo: 'Look at the policy in Microsoft Entra, then send again: it is read first' },
  ourBug: { failure: 'Something broke on our side before it was written', whatToDo: 'Tell whoever runs the portal, then send again' },
};

export type PolicyFailure = { failureCode: PolicyFailureCode; failure: string };

/** The failure of a code; `said` adds what is particular to this one. */
export function policyFailureOf(code: PolicyFailureCode, said = ''): PolicyFailure {
  const words = said.trim().replace(/\.$/, '');
  return { failureCode: code, failure: words ? `${WORDS[code].failure}. ${words}` : WORDS[code].failure };
}

/** The cause as a heading, without what was said of one policy. */
export function policyCauseOf(code: string | null): string {
  return WORDS[code as PolicyFailureCode]?.failure ?? 'The policy was not written';
}

/** What an admin can do about a failure of that code, or null. */
export function whatToDoAbout(code: string | null): string | null {
  return WORDS[code as PolicyFailureCode]?.whatToDo ?? null;
}
