import type { EndpointConfiguration, WorkflowExtension } from '../../model/workflow-extension';
import { guidOf } from '../../model/guid';
import { requireGovernanceScope, requireWritesCatalog } from '../authority';
import type { Context, Routes, Show, World } from '../context';
import { badRequest, noSuchResource } from '../graph-error';
import { listed } from '../odata/collection';
import type { Json } from '../odata/thing';
import { defineShape } from '../odata/thing';
import type { Body } from './body';
import { asBody, bodyOf, changedText, invalidModel, neededText, textIn } from './body';
import { catalogIn } from './catalogs';
import { created, EM, governanceList, governanceObject, idIn, iso } from './governance-query';
import { requireRoomFor } from './limits';
import { durationMs } from './schedule';

const nameOf = ({ tenant }: World, userId: string): string | null => tenant.users.get(userId)?.userPrincipalName ?? null;

const showAs = (type: WorkflowExtension['kind']): Show<WorkflowExtension> => defineShape<WorkflowExtension, World>({
  type,
  properties: {
    id: (extension) => extension.id,
    displayName: (extension) => extension.displayName,
    description: (extension) => extension.description,
    createdBy: (extension, world) => nameOf(world, extension.createdById),
    createdDateTime: (extension) => iso(extension.created),
    lastModifiedBy: (extension, world) => nameOf(world, extension.modifiedById),
    lastModifiedDateTime: (extension) => iso(extension.modified),
    clientConfiguration: (extension) => extension.client,
    endpointConfiguration: ({ endpoint: { kind, ...members } }) => ({ '@odata.type': `#microsoft.graph.${kind}`, ...members }),
    authenticationConfiguration: ({ tokenFor }): Json => (tokenFor === null
      ? { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' }
      : { '@odata.type': '#microsoft.graph.azureAdTokenAuthentication', resourceId: tokenFor }),
    callbackConfiguration: ({ waits }) => (waits === null ? null : { '@odata.type': '#microsoft.graph.customExtensionCallbackConfiguration', timeoutDuration: waits }),
  },
});

const showRequestExtension = showAs('accessPackageAssignmentRequestWorkflowExtension');
const showAssignmentExtension = showAs('accessPackageAssignmentWorkflowExtension');

/** An extension with its type stated, since what leads to it is declared as the abstract customCalloutExtension. */
export const showExtension: Show<WorkflowExtension> = Object.assign(
  (extension: WorkflowExtension, world: World) => ({
    ...(extension.kind === 'accessPackageAssignmentRequestWorkflowExtension' ? showRequestExtension : showAssignmentExtension)(extension, world), stated: true,
  }),
  { shape: showRequestExtension.shape },
);

const KNOWN = ['id', 'displayName', 'description', 'endpointConfiguration', 'authenticationConfiguration', 'clientConfiguration', 'callbackConfiguration'] as const;

const typeIn = (body: Body): string => neededText(body, '@odata.type').replace(/^#?microsoft\.graph\./, '');

function readKind(body: Body): WorkflowExtension['kind'] {
  const kind = typeIn(body);
  if (kind !== 'accessPackageAssignmentRequestWorkflowExtension' && kind !== 'accessPackageAssignmentWorkflowExtension') throw invalidModel(`'${kind}' is not a workflow extension.`);
  return kind;
}

function readEndpoint(value: unknown): EndpointConfiguration {
  const body = asBody(value, 'endpointConfiguration');
  const kind = typeIn(body);
  if (kind === 'httpRequestEndpoint') return { kind, targetUrl: neededText(body, 'targetUrl') };
  if (kind !== 'logicAppTriggerEndpointConfiguration') throw invalidModel(`'${kind}' is not an endpoint.`);
  const subscriptionId = neededText(body, 'subscriptionId');
  const resourceGroupName = neededText(body, 'resourceGroupName');
  const logicAppWorkflowName = neededText(body, 'logicAppWorkflowName');
  // The service looks the address up in Azure; nothing is ever sent to it from here.
  const workflow = guidOf(`${subscriptionId}/${resourceGroupName}/${logicAppWorkflowName}`).replaceAll('-', '');
  return { kind, subscriptionId, resourceGroupName, logicAppWorkflowName, url: `https://prod-01.logic.example/workflows/${workflow}/triggers/manual/paths/invoke?api-version=2016-10-01` };
}

function readAuthentication(value: unknown): string | null {
  const body = asBody(value, 'authenticationConfiguration');
  const kind = typeIn(body);
  if (kind === 'azureAdPopTokenAuthentication') return null;
  if (kind === 'azureAdTokenAuthentication') return neededText(body, 'resourceId');
  throw invalidModel(`'${kind}' is not an authentication.`);
}

function readClient(value: unknown): WorkflowExtension['client'] {
  if (value === undefined || value === null) return null;
  const body = asBody(value, 'clientConfiguration');
  const number = (name: string): number | null => (typeof body[name] === 'number' ? body[name] : null);
  return { maximumRetries: number('maximumRetries'), timeoutInMilliseconds: number('timeoutInMilliseconds') };
}

/** The page writes `durationBeforeTimeout`, the schema `timeoutDuration`; either is taken, the schema's is answered. */
function readWait(value: unknown, kind: WorkflowExtension['kind']): string | null {
  if (value === undefined || value === null) return null;
  if (kind === 'accessPackageAssignmentWorkflowExtension') throw invalidModel('callbackConfiguration is supported for assignment request workflow extensions only.');
  const body = asBody(value, 'callbackConfiguration');
  const duration = textIn(body, 'timeoutDuration') ?? textIn(body, 'durationBeforeTimeout') ?? 'PT1H';
  if (durationMs(duration) === null) throw invalidModel('callbackConfiguration.timeoutDuration is not a duration.');
  return duration;
}

function extensionIn(context: Context): WorkflowExtension {
  const catalog = catalogIn(context);
  const extension = context.tenant.governance.workflowExtensions.get(idIn(context, 'extensionId'));
  if (!extension || extension.catalogId !== catalog.id) throw noSuchResource('The custom workflow extension was not found.');
  return extension;
}

export const extensionsOf = ({ tenant }: World, catalogId: string): WorkflowExtension[] => [...tenant.governance.workflowExtensions.values()].filter((extension) => extension.catalogId === catalogId);

const EXTENSIONS = `${EM}/catalogs/{id}/customWorkflowExtensions`;

export const workflowExtensionRoutes: Routes = {
  [`GET ${EXTENSIONS}`]: (context) => {
    requireGovernanceScope(context, 'read');
    const catalog = catalogIn(context);
    return governanceList(context, {
      collection: `catalogs('${catalog.id}')/customWorkflowExtensions`, show: showExtension, rows: () => listed(extensionsOf(context, catalog.id)), filters: { id: ['eq'], displayname: ['eq'] },
    });
  },
  [`GET ${EXTENSIONS}/{extensionId}`]: (context) => {
    requireGovernanceScope(context, 'read');
    const extension = extensionIn(context);
    return governanceObject(context, `catalogs('${extension.catalogId}')/customWorkflowExtensions`, showExtension, extension);
  },
  [`POST ${EXTENSIONS}`]: (context) => {
    requireGovernanceScope(context, 'write');
    const { tenant, now, caller } = context;
    const catalog = catalogIn(context);
    requireWritesCatalog(context, catalog.id, 'catalog');
    const body = bodyOf(context, KNOWN);
    const kind = readKind(body);
    requireRoomFor(tenant, 'customExtensionsPerTenant', tenant.governance.workflowExtensions.size);
    const extension = tenant.governance.workflowExtensions.add({
      id: tenant.newId(), catalogId: catalog.id, kind, displayName: neededText(body, 'displayName'), description: textIn(body, 'description') ?? '',
      endpoint: readEndpoint(body.endpointConfiguration), tokenFor: readAuthentication(body.authenticationConfiguration), client: readClient(body.clientConfiguration),
      waits: readWait(body.callbackConfiguration, kind), createdById: caller.userId, modifiedById: caller.userId, created: now, modified: now,
    });
    return created(context, `catalogs('${catalog.id}')/customWorkflowExtensions`, showExtension, extension);
  },
  /** A PUT that keeps what it is not given: Microsoft's own example names name and description alone, and its answer has the rest. */
  [`PUT ${EXTENSIONS}/{extensionId}`]: (context) => {
    requireGovernanceScope(context, 'write');
    const extension = extensionIn(context);
    requireWritesCatalog(context, extension.catalogId, 'catalog');
    const body = bodyOf(context, KNOWN);
    if (readKind(body) !== extension.kind) throw invalidModel('The type of an extension cannot change.');
    const given = <Value>(name: string, read: (value: unknown) => Value, before: Value): Value => (body[name] === undefined ? before : read(body[name]));
    Object.assign(extension, {
      displayName: given('displayName', () => neededText(body, 'displayName'), extension.displayName), description: changedText(body, 'description', extension.description),
      endpoint: given('endpointConfiguration', readEndpoint, extension.endpoint), tokenFor: given('authenticationConfiguration', readAuthentication, extension.tokenFor), client: given('clientConfiguration', readClient, extension.client),
      waits: given('callbackConfiguration', (value) => readWait(value, extension.kind), extension.waits), modified: context.now, modifiedById: context.caller.userId,
    });
    return governanceObject(context, `catalogs('${extension.catalogId}')/customWorkflowExtensions`, showExtension, extension);
  },
  [`DELETE ${EXTENSIONS}/{extensionId}`]: (context) => {
    requireGovernanceScope(context, 'write');
    const extension = extensionIn(context);
    requireWritesCatalog(context, extension.catalogId, 'catalog');
    const { governance } = context.tenant;
    const used = governance.packagesIn(extension.catalogId).some((row) =>
      governance.policiesIn(row.id).some((policy) => policy.customExtensionStageSettings?.some(({ extensionId }) => extensionId === extension.id)));
    if (used) throw badRequest('InvalidDeleteCustomExtensionInUse', 'The custom extension cannot be deleted because it is used by an assignment policy.');
    governance.workflowExtensions.remove(extension.id);
    return { status: 204 };
  },
};
