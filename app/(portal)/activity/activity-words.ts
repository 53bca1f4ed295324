/** What each recorded action is called on the screen, as a person says it: “Ines Aalto *started the run of* Pilot”. */
const WORDS: Record<string, string> = {
  'session.open': 'signed in',
  'session.refuse': 'was refused at sign-in',
  'session.end': 'signed out',
  'change.intend': 'set out to change',
  'catalog.create': 'created catalog',
  'resource.add': 'added to a catalog:',
  'package.create': 'created package',
  'package.addRole': 'added a role to package',
  'policy.create': 'created policy',
  'approval.ask': 'asked for an approval of',
  'approval.replace': 'asked again, because it changed:',
  'approval.approve': 'approved',
  'approval.refuse': 'refused',
  'owner.name': 'named an owner of',
  'owner.nameDeputy': 'named a deputy for',
  'owner.dropDeputy': 'took the deputy away from',
  'owner.security': 'changed whether security signs for',
  'signoff.ask': 'asked for a signature for',
  'signoff.notice': 'gave notice of what was signed beforehand for',
  'signoff.agree': 'signed',
  'signoff.condition': 'signed under a condition',
  'signoff.refuse': 'refused to sign',
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
  'run.start': 'started the run of',
  'run.retry': 'sent the failed again in',
  'run.settle': 'settled the run of',
  'run.finish': 'finished the run of',
  'job.takeOver': 'took over the work of',
  'job.wait': 'waits in',
  'assignment.request': 'requested assignment of',
  'assignment.reprocess': 'had an assignment processed again of',
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
