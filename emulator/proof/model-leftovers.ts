import { JsonParseNodeFactory } from '@microsoft/kiota-serialization-json';
import type { Parsable, ParseNode } from '@microsoft/kiota-abstractions';
import * as models from '@microsoft/msgraph-sdk/models/index.js';

type Factory = (node: ParseNode | undefined) => (instance?: Parsable) => Record<string, (node: ParseNode) => void>;

/** Which generated model an address answers with: for one object, and for a list of them. */
const MODELS: readonly [address: RegExp, one: Factory, list: Factory][] = [
  [/\/catalogs\/[^/]+\/resources/, models.createAccessPackageResourceFromDiscriminatorValue, models.createAccessPackageResourceCollectionResponseFromDiscriminatorValue],
  [/\/catalogs\/[^/]+\/resourceRoles/, models.createAccessPackageResourceRoleFromDiscriminatorValue, models.createAccessPackageResourceRoleCollectionResponseFromDiscriminatorValue],
  [/\/catalogs/, models.createAccessPackageCatalogFromDiscriminatorValue, models.createAccessPackageCatalogCollectionResponseFromDiscriminatorValue],
  [/\/resourceRequests/, models.createAccessPackageResourceRequestFromDiscriminatorValue, models.createAccessPackageResourceRequestCollectionResponseFromDiscriminatorValue],
  [/\/accessPackages\/[^/]+\/resourceRoleScopes/, models.createAccessPackageResourceRoleScopeFromDiscriminatorValue, models.createAccessPackageResourceRoleScopeCollectionResponseFromDiscriminatorValue],
  [/\/accessPackages/, models.createAccessPackageFromDiscriminatorValue, models.createAccessPackageCollectionResponseFromDiscriminatorValue],
  [/\/assignmentPolicies/, models.createAccessPackageAssignmentPolicyFromDiscriminatorValue, models.createAccessPackageAssignmentPolicyCollectionResponseFromDiscriminatorValue],
  [/\/assignmentRequests/, models.createAccessPackageAssignmentRequestFromDiscriminatorValue, models.createAccessPackageAssignmentRequestCollectionResponseFromDiscriminatorValue],
  [/\/assignments/, models.createAccessPackageAssignmentFromDiscriminatorValue, models.createAccessPackageAssignmentCollectionResponseFromDiscriminatorValue],
  [/\/users\/[^/]+\/manager/, models.createDirectoryObjectFromDiscriminatorValue, models.createDirectoryObjectCollectionResponseFromDiscriminatorValue],
  [/\/users\/[^/]+\/memberOf/, models.createDirectoryObjectFromDiscriminatorValue, models.createDirectoryObjectCollectionResponseFromDiscriminatorValue],
  [/\/(users|me)\b/, models.createUserFromDiscriminatorValue, models.createUserCollectionResponseFromDiscriminatorValue],
];

const isBag = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** What a deserialised model could not place, by the way to it; OData's annotations have no place in a model. */
export function leftovers(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leftovers(item, `${at}[${index}]`));
  if (!isBag(value)) return [];
  const unplaced = isBag(value.additionalData) ? Object.keys(value.additionalData).filter((name) => !name.includes('@')) : [];
  const inside = Object.entries(value).filter(([name]) => name !== 'additionalData' && name !== 'backingStore').flatMap(([name, inner]) => leftovers(inner, `${at}.${name}`));
  return [...unplaced.map((name) => `${at}.${name}`), ...inside];
}

/** Reads an answer with the model of its address and gives what was left over; null where no model reads that address. */
export function leftoversOf(url: string, body: unknown): string[] | null {
  const path = new URL(url).pathname;
  const model = MODELS.find(([address]) => address.test(path));
  if (!model || !isBag(body)) return null;
  const [, one, list] = model;
  const content = new TextEncoder().encode(JSON.stringify(body));
  const node = new JsonParseNodeFactory().getRootParseNode('application/json', content.buffer);
  const read: unknown = node.getObjectValue(Array.isArray(body.value) ? list : one);
  return leftovers(read, path);
}
