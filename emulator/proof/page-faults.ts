import type { Example } from './examples';
import type { Bag } from './stage';

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where a page's request is not v1.0's: what it has, what v1.0 has, and how the example is put right. */
type Correction = { reason: string; applies: (example: Example) => boolean; correct: (example: Example) => Example['request'] };

const SEGMENTS: Record<string, string> = {
  accessPackageCatalogs: 'catalogs', accessPackageResources: 'resources', accessPackageAssignments: 'assignments',
  accessPackageAssignmentPolicies: 'assignmentPolicies', accessPackageAssignmentRequests: 'assignmentRequests', transitivemembers: 'transitiveMembers',
};

const quoted = (value: unknown): boolean => (Array.isArray(value) ? value.some(quoted) : isBag(value) ? Object.values(value).some(quoted) : value === 'true' || value === 'false');

function unquoted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unquoted);
  if (isBag(value)) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, name === 'sequence' ? Number(inner) : unquoted(inner)]));
  return value === 'true' ? true : value === 'false' ? false : value;
}

/** The requests of pages that v1.0 does not take as they stand. */
export const CORRECTIONS: readonly Correction[] = [
  {
    reason: 'beta path segments on a v1.0 page (accessPackageCatalogs and the like)',
    applies: ({ request }) => request.url.split(/[/?]/).some((segment) => segment in SEGMENTS && segment !== 'transitivemembers'),
    correct: ({ request }) => ({ ...request, url: request.url.split('/').map((part) => part.replace(/^\w+/, (segment) => SEGMENTS[segment] ?? segment)).join('/') }),
  },
  {
    reason: "the assignment stands under its beta name 'accessPackageAssignment'",
    applies: ({ request }) => isBag(request.body) && 'accessPackageAssignment' in request.body,
    correct: ({ request }) => {
      const { accessPackageAssignment, ...rest } = request.body as Bag;
      return { ...request, body: { ...rest, assignment: accessPackageAssignment } };
    },
  },
  {
    reason: "the object to create is wrapped in 'value'",
    applies: ({ request }) => isBag(request.body) && isBag(request.body.value),
    correct: ({ request }) => ({ ...request, body: (request.body as Bag).value }),
  },
  {
    reason: 'booleans and integers are quoted',
    applies: ({ file, request }) => file.startsWith('assignmentpolicies-') && quoted(request.body),
    correct: ({ request }) => ({ ...request, body: unquoted(request.body) }),
  },
];

/** Requests that no correction makes v1.0's, with the reason; the service's refusal is the right answer. */
export const REFUSED: readonly { reason: string; applies: (example: Example) => boolean }[] = [
  {
    reason: 'the body of beta’s policy: accessPackageId, accessReviewSettings, requestorSettings.scopeType',
    applies: ({ request }) => isBag(request.body) && ('accessReviewSettings' in request.body || isBag(request.body.requestorSettings) && 'scopeType' in request.body.requestorSettings),
  },
];

/** Names in documented answers that the v1.0 schema does not have, and whose they are. */
const NOT_IN_SCHEMA: ReadonlySet<string> = new Set([
  // beta's assignment request, on the pages that create and list one
  'requestState', 'requestStatus', 'completedDate', 'isValidationOnly', 'verifiedCredentialsData', 'customExtensionHandlerInstances',
  // beta's policy, on the page that reads one
  'canExtend', 'durationInDays', 'expirationDateTime', 'accessPackageId', 'accessReviewSettings', 'scopeType', 'acceptRequests', 'allowedRequestors',
  'isApprovalRequired', 'isApprovalRequiredForExtension', 'approvalMode', 'approvalStages', 'verifiableCredentialSettings',
  // beta's package and custom extension
  'catalogId', 'durationBeforeTimeout',
  // an older directory: a group's organization and creation options; endpoints are a navigation of service principals now
  'organizationId', 'creationOptions', 'endpoints',
]);

/** Names that a page shows in an answer to a request without `$select`, though they come only when selected (user-list.md, users' default set). */
const NOT_USUAL: readonly [file: RegExp, names: readonly string[]][] = [
  [/^users-list$/, ['mailNickname', 'otherMails', 'proxyAddresses']],
  [/^directoryobjects-getbyids$/, ['accountEnabled']],
];

/** Properties of a documented answer that an answer need not have. */
export const ignoredIn = ({ file }: Example): Set<string> => new Set([...NOT_IN_SCHEMA, ...NOT_USUAL.flatMap(([of, names]) => (of.test(file) ? names : []))]);

/** A date printed as the word "null" is meant as one. */
const nullsOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null), (_name, inner: unknown) => (inner === 'null' ? null : inner)) as unknown;

/** The documented body; one object of a type is not wrapped in `value`, whatever the page shows. */
export function documentedBody({ file, response }: Example): unknown {
  // What the requests of the batch example answer is Planner's, password sign-on's and that tenant's; each is answered, is all it says.
  if (file === 'batch-post') return { responses: [{ id: '1', status: 200 }] };
  const body = nullsOf(response?.body);
  return isBag(body) && isBag(body.value) ? body.value : body;
}
