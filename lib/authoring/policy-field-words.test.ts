import { expect, test } from 'vitest';
import { differencesOf } from './draft-kinds';
import { differencesBetween } from './policy-differences';
import type { PolicyDocument } from './policy-document';
import { formOf, newPolicy } from './policy-form';
import type { PolicyForm } from './policy-form';
import { policyOf, withNames } from './policy-of-document';
import { relation, subjectNamed } from './policy-subject';
import { policySentences, sentenceText } from './policy-words';
import { documentOf } from './write-policy-form';

const [ana, ledger] = [subjectNamed('person', 'u1', 'Ana Lund'), subjectNamed('group', 'g1', 'Ledger owners')];

/** Every property of a policy, none of them as a new one has it. */
const everything: PolicyDocument = {
  displayName: 'Ledger readers', description: 'For audits', allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [subjectNamed('rule', 'user.department -eq "Finance"', '')],
  automaticRequestSettings: { requestAccessForAllowedTargets: true, removeAccessWhenTargetLeavesAllowedTargets: true, gracePeriodBeforeAccessRemoval: 'P7D' },
  requestorSettings: {
    enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: true, enableTargetsToSelfRemoveAccess: true, allowCustomAssignmentSchedule: true,
    enableOnBehalfRequestorsToAddAccess: true, enableOnBehalfRequestorsToUpdateAccess: true, enableOnBehalfRequestorsToRemoveAccess: true, onBehalfRequestors: [relation('targetManager', 2)],
  },
  requestApprovalSettings: {
    isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: true, isRequestorJustificationRequired: true,
    stages: [{
      primaryApprovers: [relation('requestorManager')], fallbackPrimaryApprovers: [ana], escalationApprovers: [ledger], fallbackEscalationApprovers: [ana], isEscalationEnabled: true, isApproverJustificationRequired: true,
      durationBeforeAutomaticDenial: 'P5D', durationBeforeEscalation: 'PT36H', approverInformationVisibility: 'notVisible',
    }],
  },
  questions: [{
    '@odata.type': '#microsoft.graph.accessPackageMultipleChoiceQuestion', id: 'q', sequence: 1, text: 'Which book?', isRequired: true, isAnswerEditable: true, isMultipleSelectionAllowed: true, isSingleLineQuestion: true, regexPattern: '[a-z]+',
    localizations: [{ languageCode: 'de', text: 'Welches Buch?' }], choices: [{ actualValue: 'main', text: 'Main', localizations: [{ languageCode: 'de', text: 'Haupt' }] }],
  }],
  expiration: { type: 'afterDateTime', endDateTime: '2027-03-01T08:00:00Z', duration: null },
  reviewSettings: {
    isEnabled: true, expirationBehavior: 'removeAccess', isRecommendationEnabled: true, isReviewerJustificationRequired: true, isSelfReview: true, primaryReviewers: [relation('targetManager')], fallbackReviewers: [ana],
    schedule: {
      startDateTime: '2026-12-15T08:00:00Z', expiration: { type: 'afterDuration', duration: 'P14D', endDateTime: null },
      recurrence: { pattern: { type: 'absoluteMonthly', interval: 3, dayOfMonth: 15 }, range: { type: 'numbered', startDate: '2026-12-15', numberOfOccurrences: 4, recurrenceTimeZone: null } },
    },
  },
  customExtensionStageSettings: [{ stage: 'assignmentRequestGranted', customExtension: { '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', id: 'x1' } }],
  notificationSettings: { isAssignmentNotificationDisabled: true },
};

test('every property of a policy is told by the editor’s name for it, in the order of the editor', () => {
  expect(differencesBetween({}, everything).map(({ field, found }) => `${field} = ${found}`)).toMatchInlineSnapshot(`
    [
      "Name = Ledger readers",
      "Description = For audits",
      "Open to = Whoever matches a rule, without asking",
      "Rule = user.department -eq "Finance"",
      "Whoever comes to match it gets the package = yes",
      "Whoever no longer matches it loses the package = yes",
      "Grace period before they lose it = 7 days",
      "They may ask for it themselves = yes",
      "They may ask to have it longer = yes",
      "They may give it back = yes",
      "Who asks may choose from when until when = yes",
      "Others may ask in their place = yes",
      "Others may ask for a longer time in their place = yes",
      "Others may give it back in their place = yes",
      "Who asks in their place = the manager of who gets it, 2 levels up",
      "Somebody has to agree before they get it = yes",
      "Somebody has to agree before they have it longer = yes",
      "Whoever asks says why = yes",
      "Who decides in stage 1 = the manager of who asks",
      "Time to decide in stage 1 = 5 days",
      "Who decides in stage 1 where nobody is found = Ana Lund",
      "In stage 1 whoever decides says why = yes",
      "In stage 1 ask others when nobody answers = yes",
      "Others are asked in stage 1 after = 36 hours",
      "Others who are asked in stage 1 = Ledger owners",
      "Where none of these is found in stage 1 = Ana Lund",
      "Whether who asks is told who decides in stage 1 = They are not told",
      "Text of question 1 = Which book?",
      "Answer 1 to question 1 = main",
      "Shown for answer 1 to question 1 = Main",
      "Language 1 of answer 1 to question 1 = de",
      "Text in language 1 of answer 1 to question 1 = Haupt",
      "Question 1 has to be answered = yes",
      "The answer to question 1 can be changed later = yes",
      "Question 1 takes one line = yes",
      "Regular expression the answer to question 1 has to match = [a-z]+",
      "Several answers to question 1 can be chosen = yes",
      "Language 1 of question 1 = de",
      "Text in language 1 of question 1 = Welches Buch?",
      "Kind of question 1 = a choice",
      "Which question 1 is = one that is asked already",
      "Access ends = on 1 March 2027, 08:00 UTC",
      "Access is reviewed = yes",
      "How often = Every three months, on day 15",
      "First review begins = 15 December 2026",
      "Each review lasts = 14 days",
      "Who reviews = Everyone for themselves",
      "Reviewers = the manager of who gets it",
      "Whoever nobody speaks for = They lose access",
      "Reviewers where nobody is found = Ana Lund",
      "Reviewers see a recommendation = yes",
      "Reviewers say why = yes",
      "Reviews go on = 4 times",
      "When extension 1 is called = Access was given",
      "Which extension 1 is = x1",
      "Microsoft Entra writes no mails about this policy = yes",
    ]
  `);
});

test('a change is told in words on both sides, and what people say as one as one', () => {
  const after: PolicyDocument = structuredClone(everything);
  Object.assign(after, { allowedTargetScope: 'allMemberUsers', automaticRequestSettings: null, specificAllowedTargets: [], expiration: { type: 'afterDuration', duration: 'PT8H', endDateTime: null } });
  Object.assign(after.requestorSettings as object, { enableTargetsToSelfUpdateAccess: false });
  Object.assign(after.reviewSettings as object, { isSelfReview: false, schedule: { startDateTime: '2027-01-20T08:00:00Z', expiration: { type: 'afterDuration', duration: 'P14D' }, recurrence: { pattern: { type: 'absoluteMonthly', interval: 3, dayOfMonth: 20 }, range: { type: 'numbered', startDate: '2027-01-20', numberOfOccurrences: 4 } } } });
  const wanted = (document: PolicyDocument) => ({ package: { id: 'p' }, document });
  expect(differencesOf('policy', wanted(everything), wanted(after))).toEqual([
    { field: 'Open to', before: 'Whoever matches a rule, without asking', after: 'All members of the organisation' },
    { field: 'Rule', before: 'user.department -eq "Finance"', after: 'nobody' },
    { field: 'Whoever comes to match it gets the package', before: 'yes', after: 'no' },
    { field: 'Whoever no longer matches it loses the package', before: 'yes', after: 'no' },
    { field: 'Grace period before they lose it', before: '7 days', after: 'nothing' },
    { field: 'They may ask to have it longer', before: 'yes', after: 'no' },
    { field: 'Access ends', before: 'on 1 March 2027, 08:00 UTC', after: 'after 8 hours' },
    { field: 'How often', before: 'Every three months, on day 15', after: 'Every three months, on day 20' },
    { field: 'First review begins', before: '15 December 2026', after: '20 January 2027' },
    { field: 'Who reviews', before: 'Everyone for themselves', after: 'Their manager, or certain people' },
  ]);
});

test('a day, a length of time or a number that is not chosen yet is said as that, and never as half a moment', () => {
  const base = newPolicy('Direct');
  const form = formOf(base);
  const typed = (by: Partial<PolicyForm['review']>, ends: Partial<PolicyForm['ends']>) => documentOf({ ...form, review: { ...form.review, on: true, start: '', ...by }, ends: { ...form.ends, ...ends } }, base);
  const says = (document: PolicyDocument) => differencesBetween(base, document).filter(({ field }) => /ends|begins|go on|often/.test(field)).map(({ field, found }) => `${field}: ${found}`);
  const ends = (document: PolicyDocument) => policySentences(policyOf(document)).filter(({ label }) => label === 'Duration' || label === 'Reviews').map((sentence) => sentenceText(sentence, false));
  const [day, time] = [typed({ until: 'endDate' }, { how: 'afterDateTime', on: '' }), typed({ until: 'numbered', every: 'weekly' }, { how: 'afterDuration', after: { count: '', unit: 'days' } })];
  expect([says(day), ends(day), says(time), ends(time)]).toEqual([
    ['Access ends: on a day not chosen yet', 'How often: Every three months', 'Reviews go on: until a day not chosen yet'], ['Access ends on a day not chosen yet.', 'Access is reviewed every 3 months; whoever nobody speaks for keeps access.'],
    ['Access ends: after a time not said yet', 'How often: Every week', 'Reviews go on: a number of times not said yet'], ['Access ends after a time not said yet.', 'Access is reviewed every week; whoever nobody speaks for keeps access.'],
  ]);
});

test('what sounds alike and differs is told all the same', () => {
  const at = (startDateTime: string, endDateTime: string | null): PolicyDocument => ({ expiration: { type: 'afterDuration', duration: 'P30D', endDateTime }, reviewSettings: { isEnabled: true, schedule: { startDateTime } } });
  expect(differencesBetween(at('2026-12-15T08:00:00Z', null), at('2026-12-15T09:00:00Z', '2027-03-01T00:00:00Z'))).toEqual([
    { field: 'Access ends on (UTC)', expected: 'nothing', found: '1 March 2027, 00:00 UTC' },
    { field: 'First review begins', expected: '2026-12-15T08:00:00.000Z', found: '2026-12-15T09:00:00.000Z' },
  ]);
});

test('a policy that is made is told in the sentences people know it by, and in what these leave unsaid', () => {
  const says = (document: PolicyDocument) => differencesOf('policy', null, { package: { id: 'p' }, document }).map(({ field, before, after }) => `${before}${field}: ${after}`);
  expect(says(newPolicy('Direct'))).toEqual(['Who: Only administrators give it; nobody can ask for it.', 'Decision: Nobody has to agree.', 'Duration: Access ends after 180 days.']);
  expect(says(everything)).toMatchInlineSnapshot(`
    [
      "Who: Everyone who matches its rule gets it without asking: user.department -eq "Finance"",
      "Leaving: Who no longer matches loses it after 7 days.",
      "Decision: Their manager decides within 5 days, or Ana Lund where nobody of these can be found, and after 36 hours without an answer it goes to members of “Ledger owners”, or Ana Lund where nobody of these can be found. A direct assignment waits for this decision too.",
      "Duration: Access ends on 1 March 2027. Whoever has it may ask to have it longer, and the same decide.",
      "Reviews: Access is reviewed every 3 months; whoever nobody speaks for loses access. First on 15 December 2026.",
      "Description: For audits",
      "Who asks may choose from when until when: yes",
      "Others may ask in their place: yes",
      "Others may ask for a longer time in their place: yes",
      "Others may give it back in their place: yes",
      "Who asks in their place: the manager of who gets it, 2 levels up",
      "Whoever asks says why: yes",
      "Text of question 1: Which book?",
      "Answer 1 to question 1: main",
      "Question 1 has to be answered: yes",
      "Who reviews: Everyone for themselves",
      "Reviewers: the manager of who gets it",
      "Reviewers where nobody is found: Ana Lund",
      "When extension 1 is called: Access was given",
      "Which extension 1 is: x1",
      "Microsoft Entra writes no mails about this policy: yes",
    ]
  `);
});

test('who stands in, to whom it goes after how long, and who decides on having it longer are each said, and nothing that is switched off', () => {
  const [eva, owners] = [subjectNamed('person', 'e', 'Eva Brandt'), subjectNamed('group', 'o', 'Owners')];
  const decided = ({ add, update, extend }: { add: boolean; update: boolean; extend: boolean }, stage: PolicyDocument) => {
    const policy = policyOf({ ...newPolicy('P'), requestorSettings: { enableTargetsToSelfUpdateAccess: extend }, requestApprovalSettings: { isApprovalRequiredForAdd: add, isApprovalRequiredForUpdate: update, stages: [{ primaryApprovers: [relation('requestorManager')], durationBeforeAutomaticDenial: 'P14D', ...stage }] } });
    return policySentences(policy).filter(({ label }) => label === 'Decision' || label === 'Duration').map((sentence) => sentenceText(sentence, false));
  };
  const off = { fallbackPrimaryApprovers: [eva], isEscalationEnabled: false, escalationApprovers: [owners], durationBeforeEscalation: 'P2D' };
  const [waits, days] = ['A direct assignment waits for this decision too.', 'Access ends after 180 days.'];
  expect([
    decided({ add: true, update: true, extend: true }, off), decided({ add: true, update: false, extend: true }, { ...off, isEscalationEnabled: true, durationBeforeEscalation: 'PT36H' }), decided({ add: true, update: false, extend: false }, {}),
    decided({ add: false, update: true, extend: true }, off), decided({ add: false, update: true, extend: false }, {}), decided({ add: false, update: false, extend: true }, off),
  ]).toEqual([
    [`Their manager decides within 14 days, or Eva Brandt where nobody of these can be found. ${waits}`, 'Access ends after 180 days. Whoever has it may ask to have it longer, and the same decide.'],
    [`Their manager decides within 14 days, or Eva Brandt where nobody of these can be found, and after 36 hours without an answer it goes to members of “Owners”. Nobody has to agree before they have it longer. ${waits}`, 'Access ends after 180 days. Whoever has it may ask to have it longer.'],
    [`Their manager decides within 14 days. ${waits}`, days],
    ['Nobody has to agree before they get it. Before they have it longer, their manager decides within 14 days, or Eva Brandt where nobody of these can be found.', 'Access ends after 180 days. Whoever has it may ask to have it longer.'],
    ['Nobody has to agree before they get it. Before they have it longer, their manager decides within 14 days. Nobody may ask to have it longer yet.', days],
    ['Nobody has to agree.', 'Access ends after 180 days. Whoever has it may ask to have it longer.'],
  ]);
});

test('a manager further up, and sponsors of either side, are told apart where a policy is told in sentences', () => {
  const approving = { ...newPolicy('P'), requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ primaryApprovers: [relation('requestorManager', 2)], fallbackPrimaryApprovers: [] }, { primaryApprovers: [relation('internalSponsors')], fallbackPrimaryApprovers: [] }] } };
  const decided = policySentences(policyOf(approving)).find(({ label }) => label === 'Decision');
  expect(decided && sentenceText(decided, false)).toBe('Their manager 2 levels up decides; then internal sponsors of their organisation decide. A direct assignment waits for this decision too.');
});

test('certain organisations are named, and whoever is called otherwise now is called that', () => {
  const organization = (id: string, name: string | null) => ({ '@odata.type': '#microsoft.graph.connectedOrganizationMembers', connectedOrganizationId: id, description: name });
  const who = (targets: PolicyDocument['specificAllowedTargets'], names: Record<string, string> = {}, scope = 'specificConnectedOrganizationUsers') => {
    const [sentence] = policySentences(policyOf(withNames({ ...newPolicy('P'), allowedTargetScope: scope, specificAllowedTargets: targets ?? null, requestorSettings: { enableTargetsToSelfAddAccess: true } }, names)));
    return sentence && sentenceText(sentence, false);
  };
  expect([
    who([organization('C', 'Contoso'), organization('F', 'Fabrikam')]), who([organization('C', 'Contoso'), organization('F', null)]), who([organization('C', null)]), who([organization('C', null), organization('F', null)]), who([]),
    who([organization('C', 'Contoso'), organization('F', null)], { c: 'Contoso Ltd', f: 'Fabrikam' }),
    who([subjectNamed('group', 'G', 'Old name')], { g: 'New name' }, 'specificDirectoryUsers'),
  ]).toEqual([
    'People of Contoso and Fabrikam may ask for it. They are external.', 'People of Contoso and another connected organisation may ask for it. They are external.', 'People of a connected organisation may ask for it. They are external.', 'People of 2 connected organisations may ask for it. They are external.', 'Nobody yet may ask for it. They are external.',
    'People of Contoso Ltd and Fabrikam may ask for it. They are external.',
    'Members of “New name” may ask for it.',
  ]);
});

test('the verb goes with who decides', () => {
  const decided = (...approvers: ReturnType<typeof relation>[]) => {
    const sentence = policySentences(policyOf({ ...newPolicy('P'), requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ primaryApprovers: approvers }] } })).find(({ label }) => label === 'Decision');
    return sentence?.parts.map((part) => (typeof part === 'string' ? part : part.value)).join('');
  };
  const [ana, ledger] = [subjectNamed('person', 'a', 'Ana'), subjectNamed('group', 'g', 'Ledger')];
  expect([decided(ledger), decided(ana), decided(ana, ledger), decided(ledger, ana), decided()]).toEqual(['Members of “Ledger” decide.', 'Ana decides.', 'Ana or members of “Ledger” decide.', 'Members of “Ledger” or Ana decides.', 'Nobody chosen yet decides.']);
});
