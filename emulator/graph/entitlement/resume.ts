import { EXTENSION_STAGES } from '../../model/workflow-extension';
import { requireGovernanceScope, requireWritesCatalog } from '../authority';
import type { Context, Routes } from '../context';
import { badRequest } from '../graph-error';
import { catalogOf, requestIn } from './assignment-requests';
import { asBody, bodyOf, invalidModel, memberIn, neededText, textIn } from './body';
import { waitingCallouts } from './callouts';
import { EM } from './governance-query';
import { resume } from './state-machine';

const TYPE = 'microsoft.graph.accessPackageCustomExtensionStage.';

/** What the workflow answers: https://learn.microsoft.com/graph/api/accesspackageassignmentrequest-resume */
function readCallback(context: Context) {
  const body = bodyOf(context, ['source', 'type', 'data']);
  neededText(body, 'source');
  const type = neededText(body, 'type');
  const data = asBody(body.data, 'data');
  const stage = memberIn(data, 'stage', EXTENSION_STAGES);
  if (!stage) throw invalidModel('data.stage is required.');
  if (type.toLowerCase() !== `${TYPE}${stage}`.toLowerCase()) throw invalidModel(`type is not the one of the stage ${stage}.`);
  const state = memberIn(data, 'state', ['denied', 'canceled']);
  // The page on the data says so; the sentence above the page's second example says the opposite of what it shows.
  if (state && stage !== 'assignmentRequestCreated') throw invalidModel('state can only be set for the stage assignmentRequestCreated.');
  return { stage, state, instanceId: neededText(data, 'customExtensionStageInstanceId').toLowerCase(), detail: textIn(data, 'customExtensionStageInstanceDetail') ?? '' };
}

export const resumeRoutes: Routes = {
  [`POST ${EM}/assignmentRequests/{id}/resume`]: (context) => {
    requireGovernanceScope(context, 'write');
    const request = requestIn(context);
    requireWritesCatalog(context, catalogOf(context, request), 'assignment');
    const { stage, state, instanceId, detail } = readCallback(context);
    const waiting = waitingCallouts(request).filter((callout) => callout.stage === stage);
    if (request.status !== 'WaitingForCallback' || waiting.length === 0) {
      throw badRequest('InvalidRequestState', `The request cannot be resumed at ${stage}: its status is ${request.status}.`);
    }
    // Whether the service holds the instance id against its own is not documented: the stage decides where it names none.
    const named = waiting.filter((callout) => callout.id === instanceId);
    for (const callout of named.length > 0 ? named : waiting) Object.assign(callout, { status: 'callbackReceived', detail });
    if (state || waitingCallouts(request).length === 0) resume(context.tenant, request, state, context.now);
    return { status: 204 };
  },
};
