import type { Example } from './examples';
import type { Bag, Origin, Stage } from './stage';
import { EM } from './stage';

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const isId = (text: string): boolean => /^\{.*\}$/.test(text) || new RegExp(`^${GUID.source}(_${GUID.source})?$`, 'i').test(text);
const BASE = /^https:\/\/graph\.microsoft\.com\/v1\.0/;

/** What the example's words say its resource is. */
export function originIn({ request }: Example): Origin {
  const words = `${decodeURIComponent(request.url)} ${JSON.stringify(request.body ?? null)}`;
  return (['SharePointOnline', 'AadApplication'] as const).find((system) => words.includes(system)) ?? 'AadGroup';
}

const idOf = async (made: Promise<Bag>): Promise<string> => String((await made).id);

const firstGroup = (stage: Stage): string => stage.groupId();
const firstPrincipal = ({ tenant }: Stage): string => [...tenant.tenant.servicePrincipals.values()].find((row) => tenant.tenant.appRoleGrantsOn(row.id).length > 0 && [...tenant.tenant.owners.of(row.id)].length > 0)?.id ?? '';

/** What stands behind an id, by the collection it follows in an address. */
const BY_COLLECTION: Record<string, (stage: Stage) => Promise<string> | string> = {
  catalogs: (stage) => idOf(stage.catalog()),
  customWorkflowExtensions: (stage) => idOf(stage.extension()),
  resources: (stage) => idOf(stage.resource()),
  accessPackages: (stage) => idOf(stage.package()),
  incompatibleAccessPackages: (stage) => idOf(stage.otherPackage()),
  incompatibleGroups: firstGroup,
  resourceRoleScopes: (stage) => idOf(stage.roleScope()),
  assignmentPolicies: (stage) => idOf(stage.policy()),
  assignmentRequests: (stage) => idOf(stage.request()),
  assignments: (stage) => idOf(stage.assignment()),
  accessPackageAssignmentApprovals: (stage) => idOf(stage.request()),
  stages: (stage) => idOf(stage.approvalStage()),
  connectedOrganizations: (stage) => idOf(stage.organization()),
  internalSponsors: (stage) => stage.person(),
  externalSponsors: (stage) => stage.person(),
  users: (stage) => stage.person(),
  directoryObjects: (stage) => stage.person(),
  groups: firstGroup,
  servicePrincipals: firstPrincipal,
  applications: ({ tenant }) => [...tenant.tenant.applications.values()][0]?.id ?? '',
  subjects: (stage) => stage.guest(),
};

/** The same for a path that a filter compares. */
const BY_PATH: Record<string, (stage: Stage) => Promise<string> | string> = {
  'resource/id': (stage) => idOf(stage.resource()),
  originid: async (stage) => String((await stage.resource()).originId),
  'accesspackage/id': (stage) => idOf(stage.package()),
  'catalog/id': (stage) => idOf(stage.catalog()),
  'assignmentpolicy/id': (stage) => idOf(stage.policy()),
  'target/objectid': (stage) => stage.person(),
};

async function replaceAsync(text: string, pattern: RegExp, by: (match: RegExpMatchArray) => Promise<string> | string): Promise<string> {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    result += text.slice(from, match.index) + await by(match);
    from = match.index + match[0].length;
  }
  return result + text.slice(from);
}

/** The example's address with the ids of what stands on the stage, from after /v1.0 on. */
export async function addressFor(stage: Stage, url: string): Promise<string> {
  const [path = '', query = ''] = url.replace(BASE, '').split('?');
  const segments = path.split('/').slice(1).map(decodeURIComponent);
  const filled: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const collection = segments[index - 1] ?? '';
    if (isId(segment)) filled.push(await (BY_COLLECTION[collection]?.(stage) ?? segment));
    else if (segment.startsWith('subjects(')) filled.push(`subjects(objectId='${stage.guest()}')`);
    else if (segment.startsWith('additionalAccess(')) {
      filled.push(`additionalAccess(accessPackageId='${await idOf(stage.package())}',incompatibleAccessPackageId='${await idOf(stage.otherPackage())}')`);
    } else filled.push(segment);
  }
  const collection = segments.findLast((segment) => segment in BY_COLLECTION) ?? '';
  const options = await Promise.all([...new URLSearchParams(query)].map(async ([name, value]) => {
    const words = name.toLowerCase() !== '$filter' ? value : await replaceAsync(value, /([\w/]+) eq '([^']*)'/gi, async ([whole, at = '', id = '']) => {
      const of = at.toLowerCase() === 'id' ? BY_COLLECTION[collection] : BY_PATH[at.toLowerCase()];
      return of && isId(id) ? `${at} eq '${await of(stage)}'` : whole;
    });
    return `${name}=${encodeURIComponent(words)}`;
  }));
  return `/${filled.map((segment) => encodeURIComponent(segment).replaceAll('%24', '$').replaceAll('%40', '@')).join('/')}${options.length > 0 ? `?${options.join('&')}` : ''}`;
}

/** The example's body with the ids of what stands on the stage; what no rule knows is left as it is. */
export async function bodyFor(stage: Stage, value: unknown, keys: readonly string[] = [], within: Bag = {}): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => bodyFor(stage, item, keys, within)));
  if (typeof value === 'object' && value !== null) {
    const entries: [string, unknown][] = [];
    for (const [name, inner] of Object.entries(value)) entries.push([name, await bodyFor(stage, inner, [...keys, name], value as Bag)]);
    return Object.fromEntries(entries);
  }
  return typeof value === 'string' ? textFor(stage, value, keys, within) : value;
}

async function textFor(stage: Stage, text: string, keys: readonly string[], within: Bag): Promise<string> {
  const [key = '', parent = ''] = keys.toReversed();
  if (key === '@odata.id') {
    const [, collection = ''] = /\/(\w+)\/[^/]*$/.exec(text) ?? [];
    const to = collection === 'accessPackages' ? await idOf(stage.otherPackage()) : await (BY_COLLECTION[collection]?.(stage) ?? stage.person());
    return `https://graph.microsoft.com/v1.0/${collection === 'accessPackages' ? `${EM.slice(1)}/` : ''}${collection}/${to}`;
  }
  switch (`${parent}.${key}`) {
    case 'catalog.id': return idOf(stage.catalog());
    case 'accessPackage.id':
    case 'assignment.accessPackageId': return idOf(stage.package());
    case 'assignment.id': return idOf(stage.assignment());
    case 'assignment.targetId': return stage.person();
    case 'assignment.assignmentPolicyId': return idOf(stage.policy());
    case 'resource.id': return idOf(stage.resource());
    case 'resource.originId': return stage.originId;
    case 'role.id': return idOf(stage.role());
    case 'role.originId': return String((await stage.role()).originId);
    case 'scope.id': return idOf(stage.scope());
    case 'scope.originId': return String((await stage.scope()).originId);
    case 'customExtension.id': return idOf(stage.extension());
    case 'answeredQuestion.id': return await stage.question(within['@odata.type']) ?? text;
    case '.id': return isId(text) && stage.has('own id') ? idOf(stage.policy()) : text;
    default:
  }
  switch (key) {
    case 'userId': return stage.person();
    case 'groupId': return firstGroup(stage);
    case 'connectedOrganizationId': return idOf(stage.organization());
    case 'customExtensionStageInstanceId': return idOf(stage.callout());
    case 'ids': return stage.person();
    default: return text;
  }
}
