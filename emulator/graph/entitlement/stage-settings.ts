import type { StageSetting } from '../../model/workflow-extension';
import { EXTENSION_STAGES } from '../../model/workflow-extension';
import type { Context, Show, World } from '../context';
import { noSuchResource } from '../graph-error';
import { defineShape } from '../odata/thing';
import type { Body } from './body';
import { asBody, invalidModel, listIn, memberIn, referenceIn } from './body';
import { showExtension } from './workflow-extensions';

export const showStageSetting: Show<StageSetting> = defineShape<StageSetting, World>({
  type: 'customExtensionStageSetting',
  properties: { id: (setting) => setting.id, stage: (setting) => setting.stage },
  navigations: {
    customExtension: (setting, world) => {
      const extension = world.tenant.governance.workflowExtensions.get(setting.extensionId);
      return extension ? showExtension(extension, world) : null;
    },
  },
});

const WAITED_FOR: readonly StageSetting['stage'][] = ['assignmentRequestCreated', 'assignmentRequestApproved'];

/**
 * Reads which extension of the catalog a policy calls at which stage. An assignment extension is not called before there
 * is an assignment: https://learn.microsoft.com/entra/id-governance/entitlement-management-logic-apps-integration
 */
export function readStageSettings({ tenant }: Context, body: Body, catalogId: string): StageSetting[] {
  return listIn(body, 'customExtensionStageSettings').map((value) => {
    const setting = asBody(value, 'A stage setting');
    const stage = memberIn(setting, 'stage', EXTENSION_STAGES);
    if (!stage) throw invalidModel('stage is required.');
    const extension = tenant.governance.workflowExtensions.get(referenceIn(setting, 'customExtension'));
    if (!extension || extension.catalogId !== catalogId) throw noSuchResource('The custom extension was not found in the catalog.');
    if (WAITED_FOR.includes(stage) && extension.kind === 'accessPackageAssignmentWorkflowExtension') throw invalidModel(`An assignment workflow extension cannot be called at the stage ${stage}.`);
    return { id: typeof setting.id === 'string' ? setting.id.toLowerCase() : tenant.newId(), stage, extensionId: extension.id };
  });
}
