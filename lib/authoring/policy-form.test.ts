import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkPolicyForm } from './check-policy-form';
import { readDocument } from './policy-document';
import type { Json, PolicyDocument } from './policy-document';
import { cloneOf, formOf, newPolicy, newStage, withScope } from './policy-form';
import type { PolicyForm } from './policy-form';
import { notShown } from './policy-not-shown';
import { newChoice, newQuestion } from './policy-question';
import { relation, subjectNamed } from './policy-subject';
import { documentOf } from './write-policy-form';

const shared = path.join(process.env.SHARED_DIR ?? path.resolve(process.cwd(), '../shared'), 'graph/examples');
const atHand = existsSync(shared);

type Message = { body?: unknown };

/** Every policy in Microsoft's examples, of requests and answers alike, with whatever the page has in it. */
function documented(): { title: string; document: PolicyDocument }[] {
  return ['create', 'get', 'list', 'update'].flatMap((name) => {
    const { examples } = JSON.parse(readFileSync(path.join(shared, `assignmentpolicies-${name}.json`), 'utf8')) as { examples: { title: string; request: Message; response?: Message }[] };
    const bodies = examples.flatMap(({ title, request, response }) => [request.body, response?.body].flatMap((body) => (body ? ((body as { value?: unknown[] }).value ?? [body]).map((each) => ({ title, body: each as PolicyDocument })) : [])));
    return bodies.flatMap(({ title, body }) => [{ title, document: body }, { title: `${title}, as it is known`, document: readDocument(body).document }]);
  });
}

/** A number of its own for each seed, the same every time. */
function dice(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state >>> 0) % 1000003) % below;
  };
}

/** A policy of any shape: parts that are missing, null, written otherwise, or unknown. */
function anyPolicy(seed: number): PolicyDocument {
  const roll = dice(seed);
  const one = <T>(of: readonly T[]): T => of[roll(of.length)]!;
  const some = <T extends Json>(make: () => T, most = 3): T[] => Array.from({ length: roll(most + 1) }, make);
  const flag = (): Json => one([true, false, null]);
  const duration = () => one([null, 'P7D', 'PT168H', 'PT8H', 'P1DT12H', 'P1M', 'PT30M', 'PT0S', 'P3660D']);
  const subject = (): { [name: string]: Json } => one([subjectNamed('person', `u${roll(9)}`, 'Ana'), subjectNamed('group', `g${roll(9)}`, ''), relation('requestorManager', 1 + roll(4)), relation('internalSponsors'), { '@odata.type': '#microsoft.graph.targetApplicationOwners' }, { '@odata.type': '#microsoft.graph.singleUser', userId: 'U', isBackup: true }, subjectNamed('organization', 'o', 'Contoso')]);
  const localizations = () => some(() => ({ languageCode: one(['de', 'fr']), text: 'x', more: 1 }), 2);
  const question = (): { [name: string]: Json } => ({
    ...one<{ [name: string]: Json }>([{ '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', regexPattern: one([null, '^a$']), isSingleLineQuestion: flag() }, { '@odata.type': 'microsoft.graph.accessPackageMultipleChoiceQuestion', isMultipleSelectionAllowed: flag(), choices: some(() => ({ actualValue: `v${roll(99)}`, text: one([null, 'V']), localizations: localizations(), odd: true })) }, { '@odata.type': '#microsoft.graph.accessPackageFutureQuestion', shape: 'round' }]),
    id: `q${roll(99)}`, sequence: roll(5), text: 'Why?', isRequired: flag(), isAnswerEditable: flag(), localizations: localizations(), extra: { a: 1 },
  });
  const whole: PolicyDocument = {
    displayName: `Policy ${seed}`, description: one(['', null, 'For all']),
    allowedTargetScope: one(['notSpecified', 'specificDirectoryUsers', 'allMemberUsers', 'allDirectoryServicePrincipals', 'specificConnectedOrganizationUsers', 'allExternalUsers']),
    specificAllowedTargets: [...some(subject), ...(roll(2) ? [{ '@odata.type': '#microsoft.graph.attributeRuleMembers', description: 'r', membershipRule: 'user.department -eq "Sales"' }] : [])],
    automaticRequestSettings: one<Json>([null, { requestAccessForAllowedTargets: flag(), gracePeriodBeforeAccessRemoval: duration(), future: 1 }]),
    expiration: one<Json>([null, { type: one(['noExpiration', 'afterDuration', 'afterDateTime', 'notSpecified', 'someday']), duration: duration(), endDateTime: one([null, '2027-03-01T23:59:59.5Z']) }]),
    requestorSettings: one<Json>([null, { enableTargetsToSelfAddAccess: flag(), allowCustomAssignmentSchedule: flag(), onBehalfRequestors: some(subject), future: 'x' }]),
    requestApprovalSettings: one<Json>([null, { isApprovalRequiredForAdd: flag(), isApprovalRequiredForUpdate: flag(), odd: [1], stages: some(() => ({ durationBeforeAutomaticDenial: duration(), durationBeforeEscalation: duration(), isEscalationEnabled: flag(), approverInformationVisibility: one([null, 'visible', 'later']), primaryApprovers: some(subject), fallbackPrimaryApprovers: some(subject), escalationApprovers: some(subject), backup: 'b' })) }]),
    reviewSettings: one<Json>([null, { isEnabled: flag(), isSelfReview: flag(), primaryReviewers: some(subject), fallbackReviewers: some(subject), schedule: one<Json>([null, { startDateTime: '2027-01-04T08:30:00Z', expiration: { type: 'afterDuration', duration: duration() }, recurrence: one<Json>([null, { pattern: { type: one(['weekly', 'absoluteMonthly', 'relativeMonthly']), interval: 1 + roll(4), index: 'first' }, range: { type: one(['noEnd', 'numbered']), startDate: '2027-01-04', numberOfOccurrences: roll(3) } }]) }]), future: 2 }]),
    notificationSettings: one<Json>([null, { isAssignmentNotificationDisabled: flag(), other: true }]),
    questions: some(question, 4),
    customExtensionStageSettings: some(() => ({ stage: one(['assignmentRequestCreated', 'later']), customExtension: { '@odata.type': '#microsoft.graph.accessPackageAssignmentWorkflowExtension', id: `x${roll(9)}` } }), 2),
    verifiableCredentialSettings: one<Json>([null, { credentialTypes: [1] }]),
  };
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name === 'displayName' || roll(6) > 0));
}

const all = () => [...(atHand ? documented() : []), ...Array.from({ length: 200 }, (_, seed) => ({ title: `random ${seed}`, document: anyPolicy(seed) }))];
const overTheWire = (form: PolicyForm): PolicyForm => JSON.parse(JSON.stringify(form)) as PolicyForm;

/** The paths at which two documents differ, as deep as both have the same names. */
function changedPaths(one: Json | undefined, other: Json | undefined, at = ''): string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  const [a, b] = [one, other];
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null || Array.isArray(a) !== Array.isArray(b)) return [at];
  const [left, right] = [a as { [name: string]: Json }, b as { [name: string]: Json }];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((name) => changedPaths(left[name], right[name], at ? `${at}.${name}` : name));
}

/** One thing typed, and where alone the document may change by it. */
const EDITS: { what: string; edit: (form: PolicyForm) => PolicyForm; may: RegExp }[] = [
  { what: 'name', edit: (form) => ({ ...form, name: 'Renamed' }), may: /^displayName$/ },
  { what: 'description', edit: (form) => ({ ...form, description: 'Otherwise' }), may: /^description$/ },
  { what: 'somebody named', edit: (form) => ({ ...form, targets: [...form.targets, subjectNamed('person', 'new', 'New')] }), may: /^specificAllowedTargets/ },
  { what: 'may ask', edit: (form) => ({ ...form, requests: { ...form.requests, add: !form.requests.add } }), may: /^requestorSettings(\.enableTargetsToSelfAddAccess)?$/ },
  { what: 'own dates', edit: (form) => ({ ...form, requests: { ...form.requests, ownDates: !form.requests.ownDates } }), may: /^requestorSettings(\.allowCustomAssignmentSchedule)?$/ },
  { what: 'reason', edit: (form) => ({ ...form, approval: { ...form.approval, reason: !form.approval.reason } }), may: /^requestApprovalSettings(\.isRequestorJustificationRequired)?$/ },
  { what: 'a deadline', edit: (form) => ({ ...form, approval: { ...form.approval, stages: form.approval.stages.map((stage, index) => (index === 0 ? { ...stage, deadline: { count: '9', unit: 'days' } } : stage)) } }), may: /^requestApprovalSettings\.stages\.0\.durationBeforeAutomaticDenial$/ },
  { what: 'an approver', edit: (form) => ({ ...form, approval: { ...form.approval, stages: form.approval.stages.map((stage, index) => (index === 0 ? { ...stage, approvers: [...stage.approvers, relation('targetUserSponsors')] } : stage)) } }), may: /^requestApprovalSettings\.stages\.0\.primaryApprovers/ },
  { what: 'mails', edit: (form) => ({ ...form, mailsOff: !form.mailsOff }), may: /^notificationSettings(\.isAssignmentNotificationDisabled)?$/ },
  { what: 'silence', edit: (form) => ({ ...form, review: { ...form.review, silence: 'acceptAccessRecommendation' } }), may: /^reviewSettings\.expirationBehavior$/ },
  { what: 'review start', edit: (form) => ({ ...form, review: { ...form.review, start: '2028-02-29' } }), may: /^reviewSettings\.schedule/ },
  { what: 'a question’s text', edit: (form) => ({ ...form, questions: form.questions.map((question, index) => (index === 0 ? { ...question, text: 'What for?' } : question)) }), may: /^questions\.\d+\.text$/ },
  { what: 'a choice’s text', edit: (form) => ({ ...form, questions: form.questions.map((question) => ({ ...question, choices: question.choices.map((choice, index) => (index === 0 ? { ...choice, text: 'Shown' } : choice)) })) }), may: /^questions\.\d+\.choices\.0\.text$/ },
  { what: 'questions turned round', edit: (form) => ({ ...form, questions: [...form.questions].reverse() }), may: /^questions/ },
  { what: 'end', edit: (form) => ({ ...form, ends: { ...form.ends, how: 'afterDuration', after: { count: '13', unit: 'hours' } } }), may: /^expiration/ },
];

describe('a policy in the editor', () => {
  test(`nobody who typed nothing changed anything, of every documented policy${atHand ? '' : ' (these need SHARED_DIR)'} and of any shape`, () => {
    for (const { title, document } of all()) expect({ title, document: documentOf(overTheWire(formOf(document)), document) }).toEqual({ title, document });
  });

  test.each(EDITS)('changing $what changes nothing else', ({ edit, may }) => {
    let changed = 0;
    for (const { title, document } of all()) {
      const form = edit(formOf(document));
      const after = documentOf(overTheWire(form), document);
      const strange = changedPaths(document, after).filter((where) => !may.test(where));
      expect({ title, strange }).toEqual({ title, strange: [] });
      changed += after === document || JSON.stringify(after) === JSON.stringify(document) ? 0 : 1;
    }
    expect(changed).toBeGreaterThan(10);
  });

  test('stages and questions that are moved take with them what is theirs, and a question that is kept keeps its id', () => {
    const stage = (name: string, odd: number) => ({ durationBeforeAutomaticDenial: 'P5D', primaryApprovers: [subjectNamed('person', name, name)], odd });
    const base: PolicyDocument = { ...newPolicy('P'), requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [stage('a', 1), stage('b', 2)] }, questions: [{ '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', id: 'one', sequence: 7, text: 'One?', odd: 1 }, { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', id: 'two', sequence: 3, text: 'Two?', odd: 2 }] };
    const form = formOf(base);
    expect(form.questions.map(({ text }) => text)).toEqual(['Two?', 'One?']);
    const after = documentOf({ ...form, approval: { ...form.approval, stages: [...form.approval.stages].reverse() }, questions: [...[...form.questions].reverse(), { ...newQuestion('n', 'text'), text: 'New?' }] }, base);
    expect(after.requestApprovalSettings).toEqual({ isApprovalRequiredForAdd: true, stages: [stage('b', 2), stage('a', 1)] });
    expect(after.questions).toEqual([
      { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', id: 'one', sequence: 0, text: 'One?', odd: 1 },
      { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', id: 'two', sequence: 1, text: 'Two?', odd: 2 },
      { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', sequence: 2, text: 'New?', isRequired: true, isAnswerEditable: true, localizations: [], isSingleLineQuestion: true, regexPattern: null },
    ]);
    expect((cloneOf(base, 'Copy').questions as { id?: string }[]).map(({ id }) => id)).toEqual([undefined, undefined]);
  });

  test('a policy that becomes automatic has its rule, asks nobody, and is a policy for requests again without it', () => {
    const base = documentOf({ ...withScope(formOf(newPolicy('P')), 'specificDirectoryUsers'), targets: [subjectNamed('person', 'u', 'Ana')] }, newPolicy('P'));
    const form = { ...withScope(formOf(base), 'automatic'), rule: 'user.department -eq "Sales"', automatic: { assigns: true, removes: true, grace: { count: '36', unit: 'hours' as const } } };
    const automatic = documentOf(form, base);
    expect([automatic.allowedTargetScope, automatic.specificAllowedTargets, automatic.automaticRequestSettings, (automatic.requestorSettings as { enableTargetsToSelfAddAccess: boolean }).enableTargetsToSelfAddAccess]).toEqual([
      'specificDirectoryUsers', [{ '@odata.type': '#microsoft.graph.attributeRuleMembers', membershipRule: 'user.department -eq "Sales"', description: 'P' }],
      { requestAccessForAllowedTargets: true, removeAccessWhenTargetLeavesAllowedTargets: true, gracePeriodBeforeAccessRemoval: 'PT36H' }, false,
    ]);
    const back = documentOf(withScope(formOf(automatic), 'allMemberUsers'), automatic);
    expect([back.allowedTargetScope, back.specificAllowedTargets, back.automaticRequestSettings]).toEqual(['allMemberUsers', [], null]);
  });

  test('what the editor cannot show is told', () => {
    expect(notShown(newPolicy('P'))).toEqual([]);
    expect(notShown({ ...newPolicy('P'), allowedTargetScope: 'allDirectoryServicePrincipals', expiration: { type: 'afterDuration', duration: 'P1M' }, verifiableCredentialSettings: { credentialTypes: [1] }, onlyNull: null })).toEqual([
      'It is open to “allDirectoryServicePrincipals”, which this editor does not offer.',
      'A length of time is no whole number of days or hours; it is shown as Microsoft Graph writes it.',
      'It holds “verifiableCredentialSettings”, which this version does not know.',
    ]);
  });
});

describe('what is wrong with a policy', () => {
  const right: PolicyForm = { ...withScope(formOf(newPolicy('P')), 'allMemberUsers') };
  const stage = { ...newStage('s'), approvers: [subjectNamed('person', 'u', 'Ana')] };
  const about = { now: '2026-11-26T12:00', was: right, ruleProblem: (rule: string) => (rule.includes('-eq') ? null : 'Line 1: no comparison.') };
  const wrongOf = (change: Partial<PolicyForm>) => checkPolicyForm({ ...right, ...change }, about).wrong;
  const approving = (...stages: PolicyForm['approval']['stages']) => ({ approval: { toGet: true, toExtend: false, reason: true, stages } });

  test('nothing of a right one, and of each wrong one the field and its mend', () => {
    expect([wrongOf({}), wrongOf(approving(stage))]).toEqual([{}, {}]);
    expect(wrongOf({ name: ' ' })).toEqual({ name: 'Give the policy a name.' });
    expect(wrongOf({ scope: 'specificDirectoryUsers' })).toEqual({ targets: 'Choose at least one person or group.' });
    expect(wrongOf({ scope: 'specificDirectoryUsers', targets: Array.from({ length: 501 }, (_, index) => subjectNamed('person', `u${index}`, 'x')) })).toEqual({ targets: 'Microsoft Entra takes 500 people and groups here, and these are 501. Put them into a group and name that.' });
    expect(wrongOf(withScope({ ...right, rule: 'nonsense' }, 'automatic'))).toEqual({ rule: 'Line 1: no comparison.' });
    expect(wrongOf(approving())).toEqual({ stages: 'Say who decides: add a stage, or switch the approval off.' });
    expect(wrongOf(approving(newStage('s')))).toEqual({ 's.approvers': 'Choose who decides in the first stage.' });
    expect(wrongOf(approving(stage, { ...stage, key: 't' }, { ...stage, key: 'u' }, { ...stage, key: 'v' }))).toEqual({ stages: 'Microsoft Entra has 3 stages at most. Take 1 away.' });
    expect(wrongOf(approving({ ...stage, deadline: { count: '8', unit: 'hours' } }))).toEqual({ 's.deadline': 'Give the time to decide in whole days; hours are for the end of access.' });
    expect(wrongOf(approving({ ...stage, escalates: true, escalateAfter: { count: '14', unit: 'days' }, escalation: [subjectNamed('group', 'g', 'G')] }))).toEqual({ 's.escalateAfter': 'Others would be asked after 14 days, when the request has been denied already. Choose fewer than 14.' });
    expect(wrongOf(approving({ ...stage, approvers: [relation('targetUserSponsors')] }))).toEqual({ 's.fallbacks': 'Where sponsors decide somebody has to do so in their place. Choose who.' });
    expect(wrongOf({ ends: { how: 'afterDuration', after: { count: 'soon', unit: 'days' }, on: '' } })).toEqual({ ends: 'Say after how long access ends, as a whole number of days.' });
    expect(wrongOf({ ends: { how: 'afterDuration', after: { count: '3661', unit: 'days' }, on: '' } })).toEqual({ ends: 'Access can last 3,660 days at most. Shorten it, or let it never end.' });
    expect(wrongOf({ ends: { how: 'afterDuration', after: { count: '8', unit: 'hours' }, on: '' } })).toEqual({});
    expect(wrongOf({ ends: { ...right.ends, how: 'afterDateTime', on: '2026-11-26T11:59' } })).toEqual({ ends: 'This moment has passed: nobody could have the package by this policy. Choose a later one.' });
    expect(wrongOf({ review: { ...right.review, on: true, every: 'weekly', length: { count: '7', unit: 'days' } } })).toEqual({ 'review.start': 'Choose the day on which the first review begins.', 'review.length': 'Every week a review begins: this one has to be over in less than 7 days.', 'review.reviewers': 'Choose who reviews, or let people review themselves.' });
    const reviewed = (start: string): PolicyForm => ({ ...right, review: { ...right.review, on: true, start, self: true } });
    const past = { 'review.start': 'The first review cannot begin on a day that has passed. Choose today or a later day.' };
    expect([wrongOf(reviewed('2020-01-01')), wrongOf(reviewed('2026-11-26')), checkPolicyForm(reviewed('2020-01-01'), { ...about, was: reviewed('2020-01-01') }).wrong, checkPolicyForm(reviewed('2020-01-02'), { ...about, was: reviewed('2020-01-01') }).wrong]).toEqual([past, {}, {}, past]);
    expect(wrongOf({ questions: [{ ...newQuestion('q', 'text'), text: 'Why?', pattern: '(' }, newQuestion('r', 'choice')] })).toEqual({ 'q.pattern': 'This is no regular expression. Mend it, or leave it empty.', 'r.text': 'Write the question, or take it away.', 'r.choices': 'Fill in every answer, or take the empty ones away.' });
    const patterns = ['^[A-Z]{2}\\-\\d{4}$', '(?i)^ab', '(?s-m:a.b)\\z', '^(?>a+)b', "(?'year'\\d{4})-(?<year>\\d\\d)", '(?<1>a)(?#why)', '[a-z-[aeiou]]+'].map((pattern, index) => ({ ...newQuestion(`q${index}`, 'text'), text: 'Why?', pattern }));
    expect(wrongOf({ questions: patterns })).toEqual({});
    const doubtfulOf = (questions: PolicyForm['questions'], was = right) => checkPolicyForm({ ...right, questions }, { now: '2026-11-26T12:00', was });
    const patterned = (pattern: string, from: number | null) => [{ ...newQuestion('q', 'text'), text: 'Why?', from, pattern }];
    const doubt = { 'q.pattern': 'Whether this is a regular expression cannot be told here. Microsoft Entra reads it by the rules of .NET; try it there with an answer.' };
    const [conditional, kept] = [doubtfulOf(patterned('(?(a)b|*)', null)), doubtfulOf(patterned('(', 0), { ...right, questions: patterned('(', 0) })];
    expect([conditional, kept].map(({ wrong, doubtful }) => [wrong, doubtful['q.pattern']])).toEqual([[{}, doubt['q.pattern']], [{}, doubt['q.pattern']]]);
    expect(doubtfulOf(patterned('((', 0), { ...right, questions: patterned('(', 0) }).wrong).toEqual({ 'q.pattern': 'This is no regular expression. Mend it, or leave it empty.' });
    const answers = [{ ...newChoice('a'), value: 'h', localizations: [{ language: 'de', text: '' }] }, { ...newChoice('b'), value: 'g', localizations: [{ language: 'de', text: 'Danzig' }, { language: 'DE', text: 'Danzig' }] }];
    expect(wrongOf({ questions: [{ ...newQuestion('q', 'choice'), text: 'Where?', choices: answers }] })).toEqual({ 'a.localizations': 'Give each other language its code (de, fr-CH) and its text.', 'b.localizations': 'A language is there twice. Take one away.' });
    expect(wrongOf({ requests: { ...right.requests, forAdd: true } })).toEqual({ requestors: 'Choose who may ask for others, or switch it off.' });
    expect(wrongOf({ extensions: [{ key: 'e', from: null, stage: 'assignmentRequestCreated', extensionId: 'x', type: '#microsoft.graph.accessPackageAssignmentWorkflowExtension' }] })).toEqual({ e: 'This extension works on an assignment, and at this step there is none yet. Choose a later step, or an extension for requests.' });
  });

  test('what is only doubtful is said and does not keep it from being saved', () => {
    const { wrong, doubtful } = checkPolicyForm({ ...right, ...approving({ ...stage, approvers: [relation('requestorManager')] }), ends: { how: 'noExpiration', after: { count: '', unit: 'days' }, on: '' } }, about);
    expect([wrong, doubtful]).toEqual([{}, { 's.fallbacks': 'Whoever has no manager waits until the request is denied by itself. Choose who decides in their place.', ends: 'Access by this policy never ends by itself. Give it an end, or have it reviewed.' }]);
  });
});
