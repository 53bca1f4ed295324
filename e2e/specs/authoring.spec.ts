import type { Page } from '@playwright/test';
import { reviewAndApply } from '../testing/apply';
import { expect, test } from '../testing/browser-test';
import { openAs } from '../testing/sessions';
import { readTenant } from '../testing/tenant';
import type { TenantSnapshot } from '../testing/tenant';
import { untilAwake } from '../testing/waking';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const tenant = () => readTenant(process.env.TEST_EMULATOR_ORIGIN ?? '');

const CATALOG = 'Valve works';
const RESOURCES = ['Company news', 'Docuvault', 'https://haldenvoss.sharepoint.example/sites/finance'];
const MADE = 'Valve fitter';
const APART = 'Valve inspector';
const NO_REQUESTS = { enableTargetsToSelfAddAccess: false, enableTargetsToSelfUpdateAccess: false, enableTargetsToSelfRemoveAccess: false, allowCustomAssignmentSchedule: true, enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [] };
const BARE = { requestApprovalSettings: { isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: false, isRequestorJustificationRequired: false, stages: [] }, automaticRequestSettings: null, questions: [], reviewSettings: null, notificationSettings: { isAssignmentNotificationDisabled: false }, customExtensionStageSettings: [] };
const STAGE = { approverInformationVisibility: 'default', isApproverJustificationRequired: true, isEscalationEnabled: false, durationBeforeEscalation: 'PT0S', escalationApprovers: [], fallbackEscalationApprovers: [] };

/** Whatever the tenant holds of a catalog, by its own snapshot; without the ids and moments it gave. */
function heldIn({ catalogs, resources, packages, policies, assignmentRequests }: TenantSnapshot, catalogId: string) {
  const [catalog] = catalogs.filter(({ id }) => id === catalogId).map(({ id: _, created: _at, modified: _then, ...rest }) => rest);
  const own = resources.filter((resource) => resource.catalogId === catalogId);
  const inIt = packages.filter((each) => each.catalogId === catalogId);
  const ids = new Set(inIt.map(({ id }) => id));
  const roleIn = ({ resourceId, roleId }: TenantSnapshot['packages'][number]['roleScopes'][number]) => {
    const resource = own.find(({ id }) => id === resourceId);
    return `${resource?.roles.find(({ id }) => id === roleId)?.displayName ?? '?'} of ${resource?.displayName ?? '?'}`;
  };
  return {
    catalog,
    resources: own.map(({ displayName, originSystem, originId }) => ({ displayName, originSystem, originId })).sort((a, b) => a.displayName.localeCompare(b.displayName)),
    packages: inIt.map(({ displayName, description, isHidden, roleScopes, incompatiblePackages, incompatibleGroups }) => ({ displayName, description, isHidden, roles: roleScopes.map(roleIn).sort(), incompatiblePackages, incompatibleGroups })),
    policies: policies.filter(({ packageId }) => ids.has(packageId)).map(({ id: _, created: _at, modified: _then, questions, ...rest }) => ({ ...rest, questions: questions.map(({ id: _id, ...question }) => question) })),
    asked: assignmentRequests.filter(({ packageId }) => ids.has(packageId)),
  };
}

async function choosePerson(page: Page, label: string, name: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).fill(name);
  await page.getByRole('option', { name }).first().click();
  await page.keyboard.press('Escape');
}

async function newPackage(page: Page, catalogId: string, name: string, roles: readonly RegExp[], changes: number): Promise<void> {
  await page.goto(`${portal()}/catalogs/${catalogId}`);
  await page.getByRole('link', { name: 'New package' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByLabel('What it gives').fill(`${name}s’ access`);
  for (const role of roles) await page.getByRole('checkbox', { name: role }).first().check();
  await page.getByLabel('Name of the policy').fill('Chosen by an administrator');
  await page.getByRole('radio', { name: 'Never by itself' }).check();
  await reviewAndApply(page, changes);
}

test('a catalog, packages with their policies and what is kept apart are built by drafts, and the tenant holds exactly that', async ({ browser }) => {
  const page = await openAs(browser, portal(), 'Ines Aalto', { returnTo: '/catalogs/new' });
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(CATALOG);
  await page.getByLabel('What it is for').fill('What the valve works need');
  await reviewAndApply(page, 1);
  const catalog = (await tenant()).catalogs.find(({ displayName }) => displayName === CATALOG);
  if (!catalog) throw new Error('the catalog was created');

  await page.goto(`${portal()}/catalogs/${catalog.id}/add?kind=list`);
  await page.getByRole('textbox', { name: 'What to add' }).fill(RESOURCES.join('\n'));
  await page.getByRole('button', { name: 'Look up 3 lines' }).click();
  const found = page.getByRole('table', { name: 'What can be added' });
  await expect(found.getByRole('row')).toHaveCount(4);
  await reviewAndApply(page, 3);

  await newPackage(page, catalog.id, MADE, [/^Member of Company news$/, /^Reader of Docuvault$/, /^Finance Visitors of Finance$/], 5);
  await newPackage(page, catalog.id, APART, [/^Member of Company news$/], 3);
  const { packages } = await tenant();
  const [made, apart] = [MADE, APART].map((name) => packages.find(({ catalogId, displayName }) => catalogId === catalog.id && displayName === name));
  if (!made || !apart) throw new Error('both packages were created');

  await page.goto(`${portal()}/packages/${made.id}/policies/new`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('On request');
  await page.getByRole('textbox', { name: 'Description' }).fill('For whoever fits valves');
  await page.getByRole('radio', { name: 'Certain people and groups' }).check();
  await choosePerson(page, 'Open to these: groups', 'Maintenance – Staff');
  await page.getByRole('checkbox', { name: 'They may ask for it themselves' }).check();
  await page.getByRole('checkbox', { name: 'Somebody has to agree before they get it' }).check();
  await page.getByRole('button', { name: 'Add a stage' }).click();
  await choosePerson(page, 'Who decides in stage 1: people', 'Marta Lindqvist');
  await page.getByRole('textbox', { name: 'Time to decide in stage 1' }).fill('7');
  await page.getByRole('group', { name: 'Stage 2', exact: true }).getByRole('checkbox', { name: 'The manager of who gets it' }).check();
  await page.getByRole('button', { name: 'Stand-ins, reminders and reasons of stage 2' }).click();
  await choosePerson(page, 'Who decides in stage 2 where nobody is found: people', 'Jonas Weber');
  await page.getByRole('button', { name: 'Ask for a text' }).click();
  await page.getByRole('textbox', { name: 'Text of question 1' }).fill('Which valves?');
  await page.getByRole('checkbox', { name: 'Question 1 has to be answered' }).check();
  await page.getByRole('button', { name: 'Ask for a choice' }).click();
  await page.getByRole('textbox', { name: 'Text of question 2' }).fill('Which plant?');
  for (const [index, answer] of ['Hamburg', 'Gdańsk'].entries()) {
    const field = page.getByRole('textbox', { name: `Answer ${index + 1} to question 2`, exact: true });
    if ((await field.count()) === 0) await page.getByRole('button', { name: 'Add an answer to question 2' }).click();
    await field.fill(answer);
  }
  await page.getByRole('button', { name: 'Languages and form of question 2' }).click();
  await page.getByRole('button', { name: 'Add a language of answer 2 to question 2' }).click();
  await page.getByRole('textbox', { name: 'Language 1 of answer 2 to question 2', exact: true }).fill('de');
  await page.getByRole('textbox', { name: 'Text in language 1 of answer 2 to question 2' }).fill('Danzig');
  await page.getByRole('textbox', { name: 'Access lasts' }).fill('90');
  await page.getByRole('checkbox', { name: 'Access is reviewed' }).check();
  await page.getByRole('combobox', { name: 'How often' }).selectOption({ label: 'Every three months' });
  await page.getByRole('textbox', { name: 'First review begins' }).fill('2027-01-04');
  await choosePerson(page, 'Reviewers: people', 'Priya Raman');
  await reviewAndApply(page, 1);

  await page.goto(`${portal()}/packages/incompatible?catalog=${catalog.id}`);
  const cell = page.getByRole('gridcell', { name: new RegExp(`^${MADE} and ${APART}: `) });
  await expect(cell).toHaveAccessibleName(/Not kept apart/);
  await untilAwake(cell);
  await cell.focus();
  await page.keyboard.press('Space');
  await page.getByRole('combobox', { name: 'Draft' }).selectOption('new');
  await page.getByRole('button', { name: 'Add 2 changes to the draft' }).click();
  await reviewAndApply(page, 2);

  const after = await tenant();
  const group = (name: string) => after.groups.find(({ displayName }) => displayName === name)?.id;
  const person = (name: string) => ({ kind: 'singleUser', userId: after.users.find(({ displayName }) => displayName === name)?.id, description: name });
  const direct = { ...BARE, displayName: 'Chosen by an administrator', allowedTargetScope: 'notSpecified', specificAllowedTargets: [], expiration: { type: 'noExpiration', endDateTime: null, duration: null }, requestorSettings: NO_REQUESTS };
  expect(heldIn(after, catalog.id)).toEqual({
    catalog: { displayName: CATALOG, description: 'What the valve works need', catalogType: 'userManaged', state: 'published', isExternallyVisible: false },
    resources: [
      { displayName: 'Company news', originSystem: 'AadGroup', originId: group('Company news') },
      { displayName: 'Docuvault', originSystem: 'AadApplication', originId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      { displayName: 'Finance', originSystem: 'SharePointOnline', originId: 'https://haldenvoss.sharepoint.example/sites/finance' },
    ],
    packages: [
      { displayName: MADE, description: `${MADE}s’ access`, isHidden: true, roles: ['Finance Visitors of Finance', 'Member of Company news', 'Reader of Docuvault'], incompatiblePackages: [apart.id], incompatibleGroups: [] },
      { displayName: APART, description: `${APART}s’ access`, isHidden: true, roles: ['Member of Company news'], incompatiblePackages: [made.id], incompatibleGroups: [] },
    ],
    policies: [
      { ...direct, packageId: made.id, description: `${MADE}s’ access` },
      { ...direct, packageId: apart.id, description: `${APART}s’ access` },
      {
        ...BARE, packageId: made.id, displayName: 'On request', description: 'For whoever fits valves', allowedTargetScope: 'specificDirectoryUsers',
        specificAllowedTargets: [{ kind: 'groupMembers', groupId: group('Maintenance – Staff'), description: 'Maintenance – Staff' }],
        expiration: { type: 'afterDuration', endDateTime: null, duration: 'P90D' },
        requestorSettings: { ...NO_REQUESTS, enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: true, enableTargetsToSelfRemoveAccess: true },
        requestApprovalSettings: {
          isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: false, isRequestorJustificationRequired: false,
          stages: [
            { ...STAGE, durationBeforeAutomaticDenial: 'P7D', primaryApprovers: [person('Marta Lindqvist')], fallbackPrimaryApprovers: [] },
            { ...STAGE, durationBeforeAutomaticDenial: 'P14D', primaryApprovers: [{ kind: 'targetManager', managerLevel: 1 }], fallbackPrimaryApprovers: [person('Jonas Weber')] },
          ],
        },
        questions: [
          { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', sequence: 0, isRequired: true, isAnswerEditable: true, text: 'Which valves?', localizations: [], isSingleLineQuestion: true, regexPattern: null },
          { '@odata.type': '#microsoft.graph.accessPackageMultipleChoiceQuestion', sequence: 1, isRequired: true, isAnswerEditable: true, text: 'Which plant?', localizations: [], isMultipleSelectionAllowed: false, choices: [{ actualValue: 'Hamburg', text: 'Hamburg', localizations: [] }, { actualValue: 'Gdańsk', text: 'Gdańsk', localizations: [{ languageCode: 'de', text: 'Danzig' }] }] },
        ],
        reviewSettings: {
          isEnabled: true, expirationBehavior: 'keepAccess', isRecommendationEnabled: true, isReviewerJustificationRequired: true, isSelfReview: false, primaryReviewers: [person('Priya Raman')], fallbackReviewers: [],
          schedule: {
            startDateTime: '2027-01-04T08:00:00Z', expiration: { type: 'afterDuration', endDateTime: null, duration: 'P14D' },
            recurrence: {
              type: 'absoluteMonthly', interval: 3, month: 0, dayOfMonth: 4, daysOfWeek: [], firstDayOfWeek: 'sunday', index: 'first',
              range: { type: 'noEnd', numberOfOccurrences: 0, recurrenceTimeZone: null, startDate: '2027-01-04', endDate: null },
            },
          },
        },
      },
    ],
    asked: [],
  });
});
