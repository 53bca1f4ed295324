import type { ActivityRow } from '@/lib/support/load-activity';

/** What each recorded action is called on the screen, as a person says it: “Ines Aalto *started the run of* Pilot”. */
const WORDS: Record<string, string> = {
  'session.open': 'signed in',
  'session.refuse': 'was refused at sign-in',
  'session.end': 'signed out',
  'change.intend': 'set out to change',
  'catalog.create': 'created catalog',
  'catalog.change': 'changed catalog',
  'catalog.delete': 'deleted catalog',
  'catalog.addAdministrator': 'gave somebody a role over a catalog:',
  'catalog.removeAdministrator': 'took a role over a catalog from somebody:',
  'catalog.addCreator': 'let somebody create catalogs:',
  'catalog.removeCreator': 'took the right to create catalogs from somebody:',
  'resource.add': 'added to a catalog:',
  'resource.remove': 'took out of a catalog:',
  'package.create': 'created package',
  'package.change': 'changed package',
  'package.delete': 'deleted package',
  'package.addRole': 'added a role to package',
  'package.removeRole': 'took a role out of a package:',
  'package.keepFrom': 'made incompatible with a package:',
  'package.allowBeside': 'let be held beside a package again:',
  'policy.create': 'created policy',
  'policy.delete': 'deleted policy',
  'extension.create': 'created custom extension',
  'extension.change': 'changed custom extension',
  'extension.delete': 'deleted custom extension',
  'organization.connect': 'connected organisation',
  'organization.change': 'changed connected organisation',
  'organization.disconnect': 'disconnected organisation',
  'organization.addSponsor': 'had somebody vouch for a connected organisation:',
  'organization.removeSponsor': 'had somebody no longer vouch for a connected organisation:',
  'template.create': 'made template',
  'template.change': 'changed template',
  'template.delete': 'deleted template',
  'draft.create': 'began draft',
  'draft.change': 'edited draft',
  'draft.drop': 'took changes out of draft',
  'draft.settle': 'settled a conflict in draft',
  'draft.rename': 'renamed draft',
  'draft.discard': 'put aside draft',
  'draft.takeUp': 'took up again draft',
  'draft.apply': 'began to apply draft',
  'draft.applied': 'is done with draft',
  'draft.undo': 'began to undo draft',
  'draft.undone': 'has undone draft',
  'draft.pause': 'paused draft',
  'draft.goOn': 'let go on draft',
  'draft.stop': 'gave up on draft',
  'draft.stopped': 'stopped at draft',
  'draft.reopen': 'opened again draft',
  'sheet.create': 'brought in policy sheet',
  'sheet.import': 'brought in anew policy sheet',
  'sheet.change': 'edited policy sheet',
  'sheet.delete': 'deleted policy sheet',
  'policy.change': 'changed policy',
  'policy.readBack': 'read back policy',
  'group.create': 'created group',
  'group.addMember': 'added a member to group',
  'approval.ask': 'asked for an approval of',
  'approval.replace': 'asked again, because it changed:',
  'approval.notAsked': 'could not ask the owner of',
  'approval.withdraw': 'took back, because it is not in its catalog any more, what was asked about',
  'approval.approve': 'approved',
  'approval.refuse': 'refused',
  'approval.limit': 'changed the limits of',
  'owner.name': 'named an owner of',
  'owner.nameDeputy': 'named a deputy for',
  'owner.dropDeputy': 'took the deputy away from',
  'owner.security': 'changed whether security signs for',
  'signoff.ask': 'asked for a signature for',
  'signoff.notice': 'gave notice of what was signed beforehand for',
  'signoff.agree': 'signed',
  'signoff.condition': 'signed under a condition',
  'signoff.refuse': 'refused to sign',
  'signoff.takeBack': 'took back what they had answered about',
  'signoff.confirm': 'confirmed the condition for',
  'signoff.instead': 'signed instead of the owner of',
  'signoff.void': 'made void, by a change, what was signed for',
  'signoff.replace': 'no longer asks who was asked about',
  'signoff.nameSigner': 'named a signer in',
  'signoff.dropSigner': 'took a signer out of',
  'signoff.timeZone': 'changed the time zone of',
  'rollout.create': 'created rollout',
  'rollout.change': 'changed rollout',
  'rollout.abandon': 'abandoned rollout',
  'rollout.finish': 'finished rollout',
  'phase.add': 'added phase',
  'phase.change': 'changed phase',
  'phase.remove': 'removed phase',
  'phase.finish': 'finished phase',
  'phase.hold': 'held phase',
  'phase.resume': 'let go on phase',
  'phase.soak': 'let soak phase',
  'gate.change': 'changed the gate of',
  'gate.say': 'said something is done before',
  'gate.unsay': 'took back what was said before',
  'phase.signed': 'signed, with everybody else,',
  'phase.unsigned': 'took back, by a change, what was signed of',
  'phase.rehearse': 'rehearsed',
  'cohort.add': 'added people to',
  'cohort.remove': 'took people out of',
  'cohort.import': 'imported a list into',
  'cohort.takeIn': 'took an account that is left out otherwise into',
  'cohort.look': 'held against the directory again the people of',
  'cohort.accept': 'took the changes of people as they are in',
  'cohort.move': 'moved people to or from',
  'accountKind.add': 'named an account of the kind',
  'accountKind.change': 'changed what counts as',
  'accountKind.remove': 'took an account out of the kind',
  'accessExport.bring': 'brought in an export of the',
  'accessExport.remove': 'removed the export of the',
  'target.set': 'said whom it is meant for:',
  'target.compare': 'looked for gaps in',
  'run.start': 'started the run of',
  'run.retry': 'sent the failed again in',
  'run.settle': 'settled the run of',
  'run.pause': 'paused the run of',
  'run.resume': 'let go on the run of',
  'run.end': 'ended the run of',
  'run.hold': 'stopped by itself the run of',
  'run.look': 'left out who is not who was signed from the run of',
  'assignment.cancel': 'asked Entra to cancel the request for',
  'stop.press': 'stopped everything:',
  'stop.lift': 'lifted the',
  'settings.change': 'changed',
  'settings.officeHours': 'changed',
  'settings.secondAdmin': 'changed',
  'handover.choose': 'chose the policy to live under of',
  'handover.rehearse': 'rehearsed the handover of',
  'handover.rehearseBack': 'rehearsed putting back the people of',
  'handover.start': 'started the handover of',
  'handover.retry': 'went on handing over',
  'handover.giveBack': 'gave back what they had to whom a bridge could not move of',
  'handover.pause': 'paused the handover of',
  'handover.resume': 'let go on the handover of',
  'handover.end': 'ended the handover of',
  'handover.look': 'looked, before moving anybody, at',
  'handover.holdBack': 'held back the handover of',
  'handover.settle': 'settled the handover of',
  'catalog.handOver': 'made an owner of',
  'package.show': 'showed in My Access',
  'package.hide': 'hid from My Access',
  'assignment.move': 'moved to another policy of',
  'reversal.rehearse': 'rehearsed taking back',
  'reversal.agree': 'agreed to have taken back otherwise than was signed',
  'reversal.agreeInstead': 'agreed instead of owners to another way of taking back',
  'reversal.refuse': 'refused to have taken back otherwise than was signed',
  'reversal.start': 'started to take back',
  'reversal.retry': 'went on taking back',
  'reversal.pause': 'paused taking back',
  'reversal.resume': 'let go on taking back',
  'reversal.settle': 'settled the reversal of',
  'reversal.stopLooking': 'stopped looking for late removals of',
  'reversal.finish': 'finished the reversal of',
  'assignment.unkeep': 'asked to take away the small package that kept, instead of',
  'policy.closeGroup': 'took a group out of policy',
  'group.delete': 'deleted group',
  'assignment.keep': 'asked for a package that keeps what was held before, instead of',
  'assignment.remove': 'asked to remove the assignment of',
  'membership.restore': 'put back into',
  'policy.restore': 'put back the policy',
  'run.verify': 'read back for the first time what was given by the run of',
  'run.verified': 'found nothing open any more in the run of',
  'run.verifyAgain': 'had read back once more the run of',
  'run.holdBack': 'held back the rest of',
  'run.finish': 'finished the run of',
  'job.takeOver': 'took over the work of',
  'job.wait': 'waits in',
  'assignment.request': 'requested assignment of',
  'assignment.reprocess': 'had an assignment processed again of',
  'lint.start': 'had looked at',
  'lint.end': 'looked at',
  'lint.export': 'exported the checks of',
  'lintException.set': 'set apart',
  'lintException.end': 'let count again',
  'mirror.hold': 'began to hold a copy of',
  'mirror.refresh': 'refreshed',
  'mirror.purge': 'purged',
  'note.write': 'wrote a note:',
  'note.resolve': 'resolved a note:',
  'note.reopen': 'opened a note again:',
};

/** The words of an action; one that is not listed reads as its parts, never as nothing. */
export function actionWords(action: string): string {
  return WORDS[action] ?? action.replace('.', ': ').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** All actions that have words, for the filter, by their words. */
export function knownActions(): { action: string; words: string }[] {
  return Object.entries(WORDS)
    .map(([action, words]) => ({ action, words: words.replace(/:$/, '') }))
    .sort((a, b) => a.words.localeCompare(b.words));
}

type Said = Pick<ActivityRow, 'action' | 'objectType' | 'objectName' | 'outcome'>;

/** What has no name of its own: a sign-in, and a try that was refused before anybody looked what it was about. */
const NAMELESS = new Set(['session', 'action']);

/** The object by its name; null where it has none of its own. */
export function nameOf({ action, objectType, objectName }: Said): string | null {
  if (objectType === 'action' && objectName !== action) return objectName;
  return NAMELESS.has(objectType) ? null : objectName;
}

/** What was done, or was not: `tried: started the run of`. */
export function deed({ action, objectType, outcome }: Said): string {
  return objectType === 'action' && outcome === 'refused' ? `tried: ${actionWords(action)}` : actionWords(action);
}

const REFUSALS: Record<string, string> = {
  forbidden: 'Their role does not allow it',
  readOnly: 'Their roles had not been looked at for more than an hour',
  foreignOrigin: 'It did not come from a page of the portal',
  notFound: 'It was not there, or not theirs to see',
  conflict: 'It had been changed in the meantime',
};

/** Why a try was refused, by the code that stands in the audit. */
export function refusalWords(code: string): string {
  return REFUSALS[code] ?? actionWords(code);
}

/** All of it in one line, for who does not see it. */
export function what(row: Said): string {
  const name = nameOf(row);
  return name === null ? `${deed(row)}${row.objectType === 'action' ? ' …' : ''}` : `${deed(row)} ${name}`;
}
