import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { aDraft, applied, lastExchange, writesSince } from '@/e2e/testing/drafts';
import { inEntra } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import type { NewChange } from '@/lib/authoring/draft';
import { isObject, readDocument } from '@/lib/authoring/policy-document';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { formOf } from '@/lib/authoring/policy-form';
import type { PolicyForm } from '@/lib/authoring/policy-form';
import { newQuestion } from '@/lib/authoring/policy-question';
import { reviewDraft } from '@/lib/authoring/review-draft';
import { documentOf } from '@/lib/authoring/write-policy-form';
import { graphFor } from '@/lib/graph/graph-for';
import { getWholePolicy } from '@/lib/graph/policy-documents';

const shared = path.join(process.env.SHARED_DIR ?? path.resolve(process.cwd(), '../shared'), 'graph/examples');
const atHand = existsSync(shared);

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

type Message = { body?: { value?: unknown[] } & PolicyDocument };
type Shape = { title: string; document: PolicyDocument };
type Imported = { title: string; packageId: string; policyId: string };

/** Every policy in Microsoft's examples, of requests and answers, as far as v1.0 has what stands there. */
function documented(): Shape[] {
  const shapes = ['create', 'get', 'list', 'update'].flatMap((name) => {
    const { examples } = JSON.parse(readFileSync(path.join(shared, `assignmentpolicies-${name}.json`), 'utf8')) as { examples: { title: string; request: Message; response?: Message }[] };
    return examples.flatMap(({ title, request, response }) => [request.body, ...(response?.body?.value ?? [response?.body])].flatMap((body) => (body ? [{ title: `${name}: ${title}`, document: readDocument(body).document }] : [])));
  });
  return [...new Map(shapes.map((shape) => [JSON.stringify(shape.document), shape])).values()];
}

/** The same part by part: what the example calls beta's names is no part of v1.0, and what it leaves out has its default. */
async function importInto(tenantShapes: readonly Shape[]): Promise<Imported[]> {
  const catalog = await inEntra<{ id: string }>(tenant, admin, 'POST', 'catalogs', { displayName: 'Shapes', description: 'Of policies', state: 'published', isExternallyVisible: false });
  const extension = await inEntra<{ id: string }>(tenant, admin, 'POST', `catalogs/${catalog.id}/customWorkflowExtensions`, {
    '@odata.type': '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension', displayName: 'Tell the desk', description: 'Tells the desk',
    endpointConfiguration: { '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration', subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d', resourceGroupName: 'desk', logicAppWorkflowName: 'tell' },
    authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
  });
  const imported: Imported[] = [];
  for (const [index, { title, document }] of tenantShapes.entries()) {
    const made = await inEntra<{ id: string }>(tenant, admin, 'POST', 'accessPackages', { displayName: `Shape ${index}`, description: title, isHidden: true, catalog: { id: catalog.id } });
    const stages = Array.isArray(document.customExtensionStageSettings) ? { customExtensionStageSettings: document.customExtensionStageSettings.map((each) => (isObject(each) && isObject(each.customExtension) ? { ...each, customExtension: { ...each.customExtension, id: extension.id } } : each)) } : {};
    const policy = await inEntra<{ id: string }>(tenant, admin, 'POST', 'assignmentPolicies', { ...document, ...stages, accessPackage: { id: made.id } });
    imported.push({ title, packageId: made.id, policyId: policy.id });
  }
  return imported;
}

/** A policy as the tenant holds it; a stage's setting has no name of its own, and when it was written is no part of it. */
function held(policyId: string): { [name: string]: unknown } {
  const policy = tenant.snapshot().policies.find(({ id }) => id === policyId);
  if (!policy) throw new Error(`the tenant has no policy ${policyId}`);
  return { ...structuredClone(policy), modified: 0, customExtensionStageSettings: policy.customExtensionStageSettings?.map(({ stage, extensionId }) => ({ stage, extensionId })) };
}

type Held = ReturnType<typeof held>;
type Stages = { stages: object[] };

/** One thing typed into the editor, where it can be, and what alone is then otherwise in the tenant. */
const EDITS: { what: string; edit: (form: PolicyForm) => PolicyForm | null; is: (before: Held) => Held }[] = [
  { what: 'the name', edit: (form) => ({ ...form, name: `${form.name}, renamed` }), is: (before) => ({ ...before, displayName: `${before.displayName as string}, renamed` }) },
  { what: 'when access ends', edit: (form) => ({ ...form, ends: { ...form.ends, how: 'afterDuration', after: { count: '36', unit: 'hours' } } }), is: (before) => ({ ...before, expiration: { type: 'afterDuration', duration: 'P1DT12H', endDateTime: null } }) },
  {
    what: 'the deadline of the first stage', edit: (form) => (form.approval.stages.length === 0 ? null : { ...form, approval: { ...form.approval, stages: form.approval.stages.map((stage, index) => (index === 0 ? { ...stage, deadline: { count: '9', unit: 'days' } } : stage)) } }),
    is: (before) => ({ ...before, requestApprovalSettings: { ...(before.requestApprovalSettings as object), stages: (before.requestApprovalSettings as Stages).stages.map((stage, index) => (index === 0 ? { ...stage, durationBeforeAutomaticDenial: 'P9D' } : stage)) } }),
  },
  {
    what: 'the grace period of a rule', edit: (form) => (form.scope === 'automatic' ? { ...form, automatic: { ...form.automatic, grace: { count: '3', unit: 'days' } } } : null),
    is: (before) => ({ ...before, automaticRequestSettings: { ...(before.automaticRequestSettings as object), gracePeriodBeforeAccessRemoval: 'P3D' } }),
  },
  { what: 'whether people may choose dates', edit: (form) => ({ ...form, requests: { ...form.requests, ownDates: !form.requests.ownDates } }), is: (before) => ({ ...before, requestorSettings: { ...(before.requestorSettings as object), allowCustomAssignmentSchedule: !(before.requestorSettings as { allowCustomAssignmentSchedule: boolean }).allowCustomAssignmentSchedule } }) },
  {
    what: 'a question', edit: (form) => ({ ...form, questions: [...form.questions, { ...newQuestion('n', 'text'), text: 'What for?' }] }),
    is: (before) => ({ ...before, questions: [...(before.questions as object[]), { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', id: expect.any(String) as unknown, sequence: 0, isRequired: true, isAnswerEditable: true, text: 'What for?', localizations: [], isSingleLineQuestion: true, regexPattern: null }] }),
  },
];

let imported: Imported[] = [];

beforeAll(async () => {
  if (atHand) imported = await importInto(documented());
});

test.skipIf(!atHand).each(EDITS)(`$what of every documented policy, changed in the editor and applied by a draft, changes exactly that in the tenant${atHand ? '' : `; needs ${shared}, set SHARED_DIR to where it is`}`, async ({ edit, is }) => {
  const changes: NewChange[] = [];
  const expected = new Map<string, Held>();
  for (const { packageId, policyId } of imported) {
    const before = held(policyId);
    const { document } = await getWholePolicy(graphFor(admin), policyId);
    const form = edit(JSON.parse(JSON.stringify(formOf(document))) as PolicyForm);
    expected.set(policyId, form ? is(before) : before);
    if (form) changes.push({ kind: 'policy', operation: 'update', objectId: policyId, base: { package: { id: packageId }, document }, wanted: { package: { id: packageId }, document: documentOf(form, document) } });
  }
  expect(changes.length).toBeGreaterThan(0);
  const draftId = await aDraft(admin, changes);
  const { plan } = await reviewDraft(graphFor(admin), draftId, admin.personId);
  expect([plan.problems, plan.conflicts, plan.nothing]).toEqual([[], [], []]);
  const since = lastExchange(tenant);
  expect(await applied(admin, draftId)).toBe('applied');
  expect(writesSince(tenant, since)).toHaveLength(changes.length);
  expect(imported.map(({ title, policyId }) => ({ title, ...held(policyId) }))).toEqual(imported.map(({ title, policyId }) => ({ title, ...expected.get(policyId) })));
});
