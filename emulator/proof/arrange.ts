import type { Example } from './examples';
import type { Bag, Stage } from './stage';
import { EM } from './stage';

type Arrangement = { on: RegExp; traits?: readonly string[]; before?: (stage: Stage) => Promise<unknown> };

const at = async (collection: string, made: Promise<Bag>): Promise<string> => `${EM}/${collection}/${String((await made).id)}`;

const incompatible = async (stage: Stage): Promise<void> => {
  const [one, other] = [await stage.package(), await stage.otherPackage()];
  await stage.refer(`${EM}/accessPackages/${String(one.id)}/incompatibleAccessPackages`, `identityGovernance/entitlementManagement/accessPackages/${String(other.id)}`);
  await stage.refer(`${EM}/accessPackages/${String(other.id)}/incompatibleAccessPackages`, `identityGovernance/entitlementManagement/accessPackages/${String(one.id)}`);
};

const sponsored = async (stage: Stage): Promise<void> => {
  for (const kind of ['internalSponsors', 'externalSponsors']) await stage.refer(`${await at('connectedOrganizations', stage.organization())}/${kind}`, `users/${stage.person()}`);
};

/** What has to be so before an operation can be asked for, by its method and path under entitlement management. */
const ARRANGEMENTS: readonly Arrangement[] = [
  { on: /^(GET|DELETE) \/accessPackages\/[^/]+\/(incompatibleAccessPackages|accessPackagesIncompatibleWith)/, before: incompatible },
  { on: /^(GET|DELETE) \/accessPackages\/[^/]+\/incompatibleGroups/, before: async (stage) => stage.refer(`${await at('accessPackages', stage.package())}/incompatibleGroups`, `groups/${stage.groupId()}`) },
  { on: /^GET \/accessPackages\/[^/]+(\/resourceRoleScopes|\?.*resourceRoleScopes)/, before: (stage) => stage.roleScope() },
  { on: /^GET \/accessPackages\/filterByCurrentUser/, traits: ['open policy'], before: (stage) => stage.package() },
  { on: /^POST \/accessPackages\/[^/]+\/getApplicablePolicyRequirements/, traits: ['open policy'] },
  { on: /^GET \/accessPackageSuggestions/, traits: ['open policy', 'self'], before: (stage) => stage.ended() },
  { on: /^\w+ \/accessPackageAssignmentApprovals/, traits: ['approval'], before: (stage) => stage.request() },
  { on: /^GET \/assignmentRequests\/filterByCurrentUser\(on='(approver)'\)/, traits: ['approval'], before: (stage) => stage.request() },
  { on: /^GET \/assignmentRequests\/filterByCurrentUser/, traits: ['self'], before: (stage) => stage.request() },
  { on: /^GET \/assignments\/filterByCurrentUser/, traits: ['self'], before: (stage) => stage.assignment() },
  { on: /^GET \/assignments\/additionalAccess/, before: async (stage) => [await stage.assignment(), await stage.otherAssignment()] },
  { on: /^POST \/assignmentRequests\/[^/]+\/cancel/, traits: ['approval'] },
  { on: /^POST \/assignmentRequests\/[^/]+\/reprocess/, traits: ['blocked'] },
  { on: /^POST \/assignmentRequests\/[^/]+\/resume/, traits: ['callout'] },
  { on: /^DELETE \/assignmentRequests\//, traits: ['approval', 'denied'] },
  { on: /^GET \/assignments\/[^/]+\/target\/connectedOrganization/, traits: ['guest'], before: sponsored },
  { on: /^GET \/assignmentPolicies\/.*customExtensionStageSettings/, traits: ['callout'] },
  { on: /^PUT \/assignmentPolicies\//, traits: ['own id'] },
  { on: /^(GET|DELETE) \/connectedOrganizations\/[^/]+\/(internal|external)Sponsors/, before: sponsored },
  { on: /^GET \/connectedOrganizations/, before: (stage) => stage.organization() },
  { on: /^GET \/catalogs\/[^/]+\/customWorkflowExtensions/, before: (stage) => stage.extension() },
  { on: /^GET \/groups\/[^/]+\/transitivemembers\/microsoft\.graph\.group/i, traits: ['nested'] },
  { on: /^GET \/catalogs\/[^/]+\/resource/, before: (stage) => stage.resource() },
];

const TRAITS_OF_REQUEST: Record<string, readonly string[]> = { useradd: ['open policy', 'self'], userupdate: ['open policy', 'self'], userremove: ['open policy', 'self'] };

const operationOf = ({ request }: Pick<Example, 'request'>): string => `${request.method} ${decodeURIComponent(request.url).replace(/^https:\/\/graph\.microsoft\.com\/v1\.0/, '').replace(EM, '')}`;

/** What must be true of the things on the stage of an example. */
export function traitsOf(example: Pick<Example, 'request'>): Set<string> {
  const operation = operationOf(example);
  const body = (example.request.body ?? {}) as Bag;
  const words = JSON.stringify(body);
  const found = ARRANGEMENTS.find(({ on }) => on.test(operation))?.traits ?? [];
  const asked = operation.startsWith('POST /assignmentRequests') ? TRAITS_OF_REQUEST[String(body.requestType).toLowerCase()] ?? [] : [];
  return new Set([
    ...found, ...asked,
    ...(Array.isArray(body.answers) && body.answers.length > 0 ? ['questions'] : []),
    ...(words.includes('.accessPackageAssignmentWorkflowExtension') ? ['assignment extension'] : []),
  ]);
}

/** Answers to multiple choice questions, which the stage's question then offers. */
export function choicesOf({ request }: Pick<Example, 'request'>): string[] {
  const answers = ((request.body ?? {}) as Bag).answers;
  const values = (Array.isArray(answers) ? (answers as Bag[]) : []).filter((answer) => String((answer.answeredQuestion as Bag | undefined)?.['@odata.type']).endsWith('MultipleChoiceQuestion')).map(({ value }) => String(value));
  return values.length > 0 ? values : ['Here'];
}

/** Brings the stage to where the example begins. */
export async function arrange(stage: Stage, example: Pick<Example, 'request'>): Promise<void> {
  await ARRANGEMENTS.find(({ on }) => on.test(operationOf(example)))?.before?.(stage);
  // Whoever changes or leaves what they hold has to hold it first.
  if (/^user(update|remove)$/i.test(String(((example.request.body ?? {}) as Bag).requestType))) await stage.assignment();
}
