import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isAppError } from '@/lib/errors';
import { bodyOfExtension, extensionOf } from '@/lib/graph/workflow-extension-body';
import type { WantedOf } from './draft';
import { differencesOf, rulesOf } from './draft-kinds';
import { extensionForm, extensionSaid, NEW_EXTENSION } from './extension-form';
import type { ExtensionForm } from './extension-form';
import type { PolicyDocument } from './policy-document';

type Wanted = WantedOf['workflowExtension'];

const examples = path.join(process.env.SHARED_DIR ?? path.resolve(process.cwd(), '../shared'), 'graph/examples');
const SUBSCRIPTION = '38ab2ccc-3747-4567-b36b-9478f5602f0d';
const catalog = { id: 'c' };
const FULL: ExtensionForm = { ...NEW_EXTENSION, name: 'Tell the desk', description: 'Tells the desk', subscriptionId: SUBSCRIPTION, resourceGroup: 'desk', workflow: 'tell' };

const whole = (more: Partial<Wanted> = {}): Wanted => ({ catalog, name: 'Tell the desk', description: 'Tells the desk', of: 'request', endpoint: { kind: 'logicApp', subscriptionId: SUBSCRIPTION, resourceGroup: 'desk', workflow: 'tell' }, tokenFor: null, client: null, waits: null, ...more });

function wrongOf(form: Partial<ExtensionForm>, was: Wanted | null = null): string[] {
  try {
    extensionSaid({ ...FULL, ...form }, catalog, was);
    return [];
  } catch (error) {
    return Object.keys((isAppError(error) && error.details.fields) || {});
  }
}

test('what may be a signature in an address is neither shown nor kept for good', () => {
  const address = whole({ endpoint: { kind: 'address', targetUrl: 'https://desk.example/invoke?api=1&sig=SECRET' } });
  const kept = [rulesOf('workflowExtension').facts(address), differencesOf('workflowExtension', null, address)];
  expect([JSON.stringify(kept).includes('SECRET'), JSON.stringify(kept).split('https://desk.example/invoke"').length]).toEqual([false, 3]);
});

test('a form says a whole extension, and each field that is wrong', () => {
  expect(extensionSaid(FULL, catalog, null)).toEqual(whole());
  expect(extensionSaid({ ...FULL, signsIn: 'token', tokenFor: 'app', behaviour: 'wait', waitCount: '30', waitUnit: 'minutes', timeout: '900', retries: '0' }, catalog, null)).toEqual(whole({ tokenFor: 'app', waits: 'PT30M', client: { maximumRetries: 0, timeoutInMilliseconds: 900 } }));
  expect(extensionSaid({ ...FULL, of: 'assignment', behaviour: 'wait', waitCount: '' }, catalog, null)).toEqual(whole({ of: 'assignment' }));
  const wait = (waitCount: string, waitUnit: ExtensionForm['waitUnit']) => wrongOf({ behaviour: 'wait', waitCount, waitUnit });
  expect([wait('14', 'days'), wait('336', 'hours'), wait('20160', 'minutes'), wait('15', 'days'), wait('337', 'hours'), wait('20161', 'minutes'), wait('0', 'days'), wait('1.5', 'days')]).toEqual([[], [], [], ['waitCount'], ['waitCount'], ['waitCount'], ['waitCount'], ['waitCount']]);
  expect([wrongOf({ subscriptionId: 'mine', resourceGroup: 'a/b', workflow: '', signsIn: 'token', timeout: '199', retries: '2' }), wrongOf({ timeout: '2000' }), wrongOf({ timeout: '2001' })]).toEqual([['subscriptionId', 'resourceGroup', 'workflow', 'tokenFor', 'timeout', 'retries'], [], ['timeout']]);
  // A path of 150 characters, and one of 151.
  const long = (workflow: number) => wrongOf({ resourceGroup: 'g'.repeat(30), workflow: 'w'.repeat(workflow) });
  expect([long(16), long(17)]).toEqual([[], ['workflow']]);
});

test('what a form leaves as it was stays to the letter, however it was made elsewhere', () => {
  for (const was of [whole({ waits: 'PT1H30M' }), whole({ waits: 'P20D' }), whole({ client: { maximumRetries: 3, timeoutInMilliseconds: 5000 } }), whole({ client: { maximumRetries: null, timeoutInMilliseconds: null } }), whole({ endpoint: { kind: 'address', targetUrl: 'https://desk.example' } }), whole({ endpoint: { kind: 'logicApp', subscriptionId: 'none', resourceGroup: 'g'.repeat(200), workflow: '' } }), whole({ of: 'assignment', name: 'n'.repeat(300) })]) {
    expect(extensionSaid(extensionForm(was), catalog, was)).toEqual(was);
    expect(extensionOf(bodyOfExtension(was))).toEqual({ is: Object.fromEntries(Object.entries(was).filter(([name]) => name !== 'catalog')), unknown: [] });
  }
});

test('what an extension holds that this version does not know is told', () => {
  const body = bodyOfExtension(whole({ waits: 'PT1H' }));
  const told = (more: PolicyDocument) => extensionOf({ ...body, ...more }).unknown;
  expect([
    told({ createdBy: 'me', id: 'x', behaviorOnError: null }), told({ behaviorOnError: { '@odata.type': 'x', retries: 1 } }), told({ endpointConfiguration: { '@odata.type': '#microsoft.graph.webhook', address: 'x' } }),
    told({ authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication', scope: 'x' } }), told({ clientConfiguration: { pause: 5 } }), told({ callbackConfiguration: { durationBeforeTimeout: 'PT1H', authorizedApps: ['x'] } }),
  ]).toEqual([[], ['behaviorOnError'], ['endpointConfiguration.#microsoft.graph.webhook', 'endpointConfiguration.address'], ['authenticationConfiguration.scope'], ['clientConfiguration.pause'], ['callbackConfiguration.authorizedApps']]);
});

test.skipIf(!existsSync(examples))('every extension of the documentation is read whole', () => {
  const { examples: [example] } = JSON.parse(readFileSync(path.join(examples, 'catalogs-customworkflowextensions-list.json'), 'utf8')) as { examples: { response: { body: { value: PolicyDocument[] } } }[] };
  expect(example?.response.body.value.map(extensionOf)).toEqual([
    { is: { name: 'test_action_0124', description: 'this is for graph testing only', of: 'request', endpoint: { kind: 'logicApp', subscriptionId: SUBSCRIPTION, resourceGroup: 'test', workflow: 'elm-extension-email' }, tokenFor: null, client: null, waits: 'PT1H' }, unknown: [] },
    { is: { name: 'test_action_0124', description: 'this is for graph testing only', of: 'assignment', endpoint: { kind: 'logicApp', subscriptionId: SUBSCRIPTION, resourceGroup: 'test', workflow: 'elm-extension-email' }, tokenFor: null, client: null, waits: null }, unknown: [] },
  ]);
});
