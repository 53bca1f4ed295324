/** What is wrong with a policy as it was typed, in words: the field and the mend. Pure: read in the browser too. */
import { lengthProblem } from './object-texts';
import { durationOf, hoursOf } from './policy-amount';
import type { Amount } from './policy-amount';
import type { PolicyForm } from './policy-form';
import { checkStages } from './check-policy-stages';
import { FREQUENCIES } from './policy-review';
import type { Localization, QuestionForm } from './policy-question';
import { kindOf } from './policy-subject';

/** Sentences by field: `wrong` keeps it from being saved, `doubtful` is only said. */
export type Checked = { wrong: Record<string, string>; doubtful: Record<string, string> };

/** https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-request-policy */
export const MOST_TARGETS = 500;
/** https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-lifecycle-policy */
export const MOST_DAYS = 3660;

export type Say = { wrong: (field: string, words: string) => void; doubt: (field: string, words: string) => void };

export type Circumstances = {
  /** `YYYY-MM-DDTHH:mm`, in UTC. */
  now: string;
  /** The form as it was when nothing was typed: an end that has passed already is nobody's mistake now. */
  was: PolicyForm;
  /** What is wrong with a membership rule, or null; not asked in the browser. */
  ruleProblem?: (rule: string) => string | null;
};

/** @returns nothing wrong where Microsoft Entra is known to take it */
export function checkPolicyForm(form: PolicyForm, about: Circumstances): Checked {
  const checked: Checked = { wrong: {}, doubtful: {} };
  const say: Say = { wrong: (field, words) => void (checked.wrong[field] ??= words), doubt: (field, words) => void (checked.doubtful[field] ??= words) };
  if (!form.name.trim()) say.wrong('name', 'Give the policy a name.');
  for (const field of ['name', 'description'] as const) {
    const problem = form[field] === about.was[field] ? null : lengthProblem(field, form[field]);
    if (problem) say.wrong(field, problem);
  }
  checkScope(form, about, say);
  checkRequests(form, say);
  checkStages(form, say);
  checkEnds(form, about, say);
  checkReview(form, about, say);
  for (const question of form.questions) checkQuestion(question, about, say);
  checkExtensions(form, say);
  return checked;
}

function checkScope(form: PolicyForm, about: Circumstances, say: Say): void {
  if (form.scope === 'automatic') {
    if (!form.rule.trim()) return say.wrong('rule', 'Write the rule by which people get the package.');
    const problem = about.ruleProblem?.(form.rule);
    if (problem) say.wrong('rule', problem);
    if (form.automatic.grace.count.trim() && durationOf(form.automatic.grace) === null) say.wrong('grace', 'Give the grace period as a whole number, or leave it empty.');
    if (form.automatic.removes && !form.automatic.grace.count.trim()) say.doubt('grace', 'Who leaves the rule loses the package at once, also when an attribute was wrong for a moment. A grace period gives time to mend it.');
    if (!form.automatic.removes) say.doubt('removes', 'Who leaves the rule keeps the package until it ends.');
    if (form.approval.toGet) say.wrong('approval', 'A policy with a rule asks nobody. Switch the approval off, or choose another answer to who may have it.');
    return;
  }
  const organizations = form.scope === 'specificConnectedOrganizationUsers';
  const targets = form.targets.filter((subject) => (kindOf(subject) === 'organization') === organizations);
  if (form.scope === 'specificDirectoryUsers' && targets.length === 0) say.wrong('targets', 'Choose at least one person or group.');
  if (form.scope === 'specificDirectoryUsers' && targets.length > MOST_TARGETS) say.wrong('targets', `Microsoft Entra takes ${MOST_TARGETS} people and groups here, and these are ${targets.length.toLocaleString('en-GB')}. Put them into a group and name that.`);
  if (organizations && targets.length === 0) say.wrong('targets', 'Choose at least one connected organisation.');
  if (/External|Connected/.test(form.scope) && !form.approval.toGet) say.doubt('approval', 'People of other organisations get this without anybody having agreed. Microsoft recommends an approval for them.');
  if (form.scope === 'allExternalUsers') say.doubt('scope', 'Whoever asks from an organisation that is not connected adds it to the tenant as a proposed one.');
}

function checkRequests({ requests, approval, scope }: PolicyForm, say: Say): void {
  const forOthers = requests.forAdd || requests.forExtend || requests.forGiveBack;
  if (forOthers && requests.requestors.length === 0) say.wrong('requestors', 'Choose who may ask for others, or switch it off.');
  if (scope === 'notSpecified' && (requests.add || requests.forAdd)) say.doubt('requests', 'Nobody is in the scope of this policy, so nobody can ask for it.');
  if (approval.toExtend && !requests.extend && !requests.forExtend) say.doubt('approval', 'Nobody may ask to have it longer, so no approval of that will be asked for.');
}

function checkEnds({ ends }: PolicyForm, { now, was }: Circumstances, say: Say): void {
  if (ends.how === 'afterDuration') {
    const hours = hoursOf(ends.after);
    if (hours === null || hours === 0) say.wrong('ends', `Say after how long access ends, as a whole number of ${ends.after.unit === 'hours' ? 'hours' : 'days'}.`);
    else if (hours > MOST_DAYS * 24) say.wrong('ends', `Access can last ${MOST_DAYS.toLocaleString('en-GB')} days at most. Shorten it, or let it never end.`);
  }
  if (ends.how === 'afterDateTime') {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(ends.on)) say.wrong('ends', 'Choose the day and time at which access ends.');
    else if (ends.on <= now) (ends.on === was.ends.on && ends.how === was.ends.how ? say.doubt : say.wrong)('ends', 'This moment has passed: nobody could have the package by this policy. Choose a later one.');
  }
  if (ends.how === 'noExpiration' || ends.how === 'notSpecified') say.doubt('ends', 'Access by this policy never ends by itself. Give it an end, or have it reviewed.');
}

const wholeDays = ({ count, unit }: Amount): boolean => unit === 'days' && /^\d+$/.test(count.trim()) && Number(count) > 0;

function checkReview({ review, ends }: PolicyForm, { now, was }: Circumstances, say: Say): void {
  if (!review.on) return;
  if (!/^\d{4}-\d\d-\d\d$/.test(review.start)) say.wrong('review.start', 'Choose the day on which the first review begins.');
  else if (review.start < now.slice(0, 10) && !(was.review.on && review.start === was.review.start)) say.wrong('review.start', 'The first review cannot begin on a day that has passed. Choose today or a later day.');
  if (!wholeDays(review.length)) {
    if (JSON.stringify(review.length) !== JSON.stringify(was.review.length)) say.wrong('review.length', 'Give the length of a review in whole days.');
  } else if (review.every in FREQUENCIES) {
    const { days, word } = FREQUENCIES[review.every as keyof typeof FREQUENCIES];
    if (Number(review.length.count) >= days) say.wrong('review.length', `${word} a review begins: this one has to be over in less than ${days} days.`);
  }
  if (review.every !== 'once' && review.until === 'endDate' && !(review.untilDate > review.start)) say.wrong('review.until', 'Choose a day after the first review.');
  if (review.every !== 'once' && review.until === 'numbered' && !/^[1-9]\d{0,3}$/.test(review.times)) say.wrong('review.until', 'Say how many reviews there are.');
  if (!review.self && review.reviewers.length === 0) say.wrong('review.reviewers', 'Choose who reviews, or let people review themselves.');
  const manager = review.reviewers.some((subject) => /Manager$/.test(kindOf(subject)));
  if (!review.self && manager && review.fallbacks.length === 0) say.doubt('review.fallbacks', 'Whoever has no manager is reviewed by nobody. Choose who reviews in their place.');
  if (review.silence === 'removeAccess' && review.self) say.doubt('review.silence', 'Whoever does not answer loses access when the review ends.');
  if (ends.how === 'afterDateTime' && review.start && ends.on.slice(0, 10) <= review.start) say.doubt('review.start', 'Access has ended before the first review begins.');
}

function checkQuestion(question: QuestionForm, { was }: Circumstances, say: Say): void {
  if (question.kind === 'other') return;
  const at = (field: string) => `${question.key}.${field}`;
  if (!question.text.trim()) say.wrong(at('text'), 'Write the question, or take it away.');
  checkLanguages(at('localizations'), question.localizations, say);
  const readable = question.kind === 'text' && question.pattern ? isPattern(question.pattern) : true;
  const kept = question.from !== null && was.questions.some(({ from, pattern }) => from === question.from && pattern === question.pattern);
  if (readable === false && !kept) say.wrong(at('pattern'), 'This is no regular expression. Mend it, or leave it empty.');
  else if (readable !== true) say.doubt(at('pattern'), 'Whether this is a regular expression cannot be told here. Microsoft Entra reads it by the rules of .NET; try it there with an answer.');
  if (question.kind !== 'choice') return;
  for (const { key, localizations } of question.choices) checkLanguages(`${key}.localizations`, localizations, say);
  const values = question.choices.map(({ value }) => value.trim());
  if (values.length === 0) say.wrong(at('choices'), 'Add the answers to choose from.');
  else if (values.some((value) => !value)) say.wrong(at('choices'), 'Fill in every answer, or take the empty ones away.');
  else if (new Set(values).size < values.length) say.wrong(at('choices'), 'Two answers are the same. Take one away.');
}

function checkLanguages(field: string, localizations: readonly Localization[], say: Say): void {
  const languages = localizations.map(({ language }) => language.trim().toLowerCase());
  if (localizations.some(({ language, text }) => !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/i.test(language.trim()) || !text.trim())) say.wrong(field, 'Give each other language its code (de, fr-CH) and its text.');
  else if (new Set(languages).size < languages.length) say.wrong(field, 'A language is there twice. Take one away.');
}

/** What .NET writes otherwise than a browser, as the browser would: options, atomic and named groups, comments. */
const AS_IN_A_BROWSER: readonly [RegExp, string][] = [[/\(\?#[^)]*\)/g, ''], [/\(\?[imnsx-]+\)/g, ''], [/\(\?[imnsx-]+:/g, '(?:'], [/\(\?>/g, '(?:'], [/\(\?(?:<[\w-]+>|'[\w-]+')/g, '(']];

/** Conditions on a group, and comments to the end of a line: what they mean is not read here. */
const NOT_READ = /\(\?\(|\(\?[imns-]*x/;

/** Whether it can be a regular expression of .NET, which Entra's are; null where that cannot be told here. */
function isPattern(text: string): boolean | null {
  try {
    return new RegExp(AS_IN_A_BROWSER.reduce((said, [of, as]) => said.replace(of, as), text)) instanceof RegExp;
  } catch {
    return NOT_READ.test(text) ? null : false;
  }
}

/** Of these two stages nothing has been assigned yet. */
const BEFORE_ASSIGNMENT = ['assignmentRequestCreated', 'assignmentRequestApproved'];

function checkExtensions({ extensions }: PolicyForm, say: Say): void {
  for (const { key, stage, extensionId, type } of extensions) {
    if (!stage) say.wrong(key, 'Choose when it is called.');
    else if (!extensionId) say.wrong(key, 'Choose which extension is called.');
    else if (BEFORE_ASSIGNMENT.includes(stage) && /accessPackageAssignmentWorkflowExtension$/.test(type)) say.wrong(key, 'This extension works on an assignment, and at this step there is none yet. Choose a later step, or an extension for requests.');
  }
}
