/** A custom extension as a form has it, and what it says of one. Pure: read in the browser too. */
import { AppError } from '@/lib/errors';
import type { ExtensionOf, WantedOf } from './draft';
import { withKeptTexts } from './object-texts';
import { amountOf, hoursOf } from './policy-amount';

type Wanted = WantedOf['workflowExtension'];

/** What is typed or chosen; numbers as they were typed. */
export type ExtensionForm = {
  name: string;
  description: string;
  of: ExtensionOf;
  subscriptionId: string;
  resourceGroup: string;
  workflow: string;
  signsIn: 'pop' | 'token';
  tokenFor: string;
  behaviour: 'continue' | 'wait';
  waitCount: string;
  waitUnit: WaitUnit;
  timeout: string;
  retries: string;
};

export type WaitUnit = 'minutes' | 'hours' | 'days';

/** Microsoft Entra waits at most so long, and takes no longer path (learn.microsoft.com/entra/id-governance/entitlement-management-logic-apps-integration). */
const MOST_DAYS = 14;
const LONGEST_PATH = 150;
/** https://learn.microsoft.com/graph/api/resources/customextensionclientconfiguration */
const TIMEOUT = { least: 200, most: 2000 } as const;

/** What the form of a new one begins with. */
export const NEW_EXTENSION: ExtensionForm = { name: '', description: '', of: 'request', subscriptionId: '', resourceGroup: '', workflow: '', signsIn: 'pop', tokenFor: '', behaviour: 'continue', waitCount: '1', waitUnit: 'hours', timeout: '', retries: '' };

/** An extension as the form shows it. */
export function extensionForm({ name, description, of, endpoint, tokenFor, client, waits }: Wanted): ExtensionForm {
  const app = endpoint.kind === 'logicApp' ? endpoint : { subscriptionId: '', resourceGroup: '', workflow: '' };
  const wait = waits === null ? { waitCount: NEW_EXTENSION.waitCount, waitUnit: NEW_EXTENSION.waitUnit } : waitOf(waits);
  return {
    name, description, of, subscriptionId: app.subscriptionId, resourceGroup: app.resourceGroup, workflow: app.workflow,
    signsIn: tokenFor === null ? 'pop' : 'token', tokenFor: tokenFor ?? '', behaviour: waits === null ? 'continue' : 'wait', ...wait,
    timeout: numberText(client?.timeoutInMilliseconds), retries: numberText(client?.maximumRetries),
  };
}

const numberText = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));

function waitOf(duration: string): { waitCount: string; waitUnit: WaitUnit } {
  const { count, unit } = amountOf(duration);
  return unit === 'written' ? { waitCount: String(Math.round((hoursOf({ count, unit }) ?? 0) * 60)), waitUnit: 'minutes' } : { waitCount: count, waitUnit: unit };
}

/** Where a logic app is in Azure. */
export function resourcePath({ subscriptionId, resourceGroup, workflow }: { subscriptionId: string; resourceGroup: string; workflow: string }): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Logic/workflows/${workflow}`;
}

/**
 * What a form says of an extension. What it leaves as it was stays to the letter, however it was made elsewhere; what it is called
 * for, and that it calls an address, cannot change.
 * @param was null for a new one
 * @throws AppError `invalid` naming each field and its mend
 */
export function extensionSaid(form: ExtensionForm, catalog: Wanted['catalog'], was: Wanted | null): Wanted {
  const { name, description } = withKeptTexts(was, { name: form.name, description: form.description });
  const of = was?.of ?? form.of;
  const before = was && extensionForm(was);
  const kept = (...fields: (keyof ExtensionForm)[]): boolean => before !== null && fields.every((field) => before[field] === form[field]);
  const wrong: Record<string, string> = {};
  const endpoint = endpointSaid(form, was, kept('subscriptionId', 'resourceGroup', 'workflow'), wrong);
  const waits = of === 'assignment' || form.behaviour === 'continue' ? null : was && kept('behaviour', 'waitCount', 'waitUnit') ? was.waits : waitSaid(form, wrong);
  if (form.signsIn === 'token' && !form.tokenFor) wrong.tokenFor = 'Say for which resource: the application id of the app that the logic app takes tokens of.';
  if (form.timeout && !kept('timeout') && !(/^\d+$/.test(form.timeout) && Number(form.timeout) >= TIMEOUT.least && Number(form.timeout) <= TIMEOUT.most)) wrong.timeout = `A whole number of milliseconds from ${TIMEOUT.least} to ${TIMEOUT.most.toLocaleString('en-GB')}, or nothing for what Microsoft Entra does by itself.`;
  if (form.retries && !kept('retries') && !['0', '1'].includes(form.retries)) wrong.retries = 'Once, not at all, or nothing for what Microsoft Entra does by itself.';
  if (Object.keys(wrong).length > 0) throw new AppError('invalid', `custom extension: ${Object.keys(wrong).join(', ')}`, { fields: wrong });
  const client = was && kept('timeout', 'retries') ? was.client : form.timeout || form.retries ? { maximumRetries: form.retries ? Number(form.retries) : null, timeoutInMilliseconds: form.timeout ? Number(form.timeout) : null } : null;
  return { catalog, name, description, of, endpoint, tokenFor: form.signsIn === 'token' ? form.tokenFor : null, client, waits };
}

type Wrong = Record<string, string>;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function endpointSaid(form: ExtensionForm, was: Wanted | null, kept: boolean, wrong: Wrong): Wanted['endpoint'] {
  if (was && (kept || was.endpoint.kind === 'address')) return was.endpoint;
  const { subscriptionId, resourceGroup, workflow } = form;
  if (!GUID.test(subscriptionId)) wrong.subscriptionId = 'This is no subscription id: it looks like 00000000-0000-0000-0000-000000000000.';
  if (!/^[\p{L}\p{N}._()-]{1,90}$/u.test(resourceGroup) || resourceGroup.endsWith('.')) wrong.resourceGroup = 'A resource group has letters, digits, and . _ ( ) - in its name, at most 90 of them, and no full stop at its end.';
  if (!/^[A-Za-z0-9._()-]{1,80}$/.test(workflow)) wrong.workflow = 'A logic app has letters, digits, and . _ ( ) - in its name, at most 80 of them.';
  const { length } = resourcePath(form);
  if (!wrong.subscriptionId && !wrong.resourceGroup && !wrong.workflow && length > LONGEST_PATH) wrong.workflow = `Its whole path in Azure may have ${LONGEST_PATH} characters; this one has ${length}. Choose a logic app or a resource group of a shorter name.`;
  return { kind: 'logicApp', subscriptionId, resourceGroup, workflow };
}

const HOURS: Record<WaitUnit, number> = { minutes: 1 / 60, hours: 1, days: 24 };

function waitSaid({ waitCount, waitUnit }: ExtensionForm, wrong: Wrong): string | null {
  const count = Number(waitCount);
  if (!/^\d{1,6}$/.test(waitCount) || count === 0) wrong.waitCount = 'Say how long it waits: a whole number.';
  else if (count * HOURS[waitUnit] > MOST_DAYS * 24) wrong.waitCount = `It waits ${MOST_DAYS} days at most.`;
  return waitUnit === 'days' ? `P${count}D` : `PT${count}${waitUnit === 'hours' ? 'H' : 'M'}`;
}
