import type { Group, User } from '../model/directory';
import { DIRECTORY_READ, requireScope } from './authority';
import type { Context, Routes, World } from './context';
import { badRequest, GraphError } from './graph-error';
import type { Json } from './odata/thing';
import { personIn } from './users';

/** A product the organisation bought. `seats` null is enough for everybody; `direct` is given to each licensed person. Any comes with a group too. */
type Product = { skuId: string; partNumber: string; direct: boolean; seats: number | null; plans: readonly [id: string, name: string][] };

export const ENTERPRISE = '06ebc4ee-1bb5-47dd-8120-11324bc54e06';
export const POWER_BI = 'f8a1db68-be16-40ed-86d5-cb42ce701560';

const PRODUCTS: readonly Product[] = [
  { skuId: ENTERPRISE, partNumber: 'SPE_E5', direct: true, seats: null, plans: [['41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'AAD_PREMIUM'], ['eec0eb4f-6444-4f95-aba0-50c24d67f998', 'AAD_PREMIUM_P2']] },
  { skuId: 'e866a266-3cff-43a3-acca-0c90a7e00c8b', partNumber: 'Microsoft_Entra_ID_Governance', direct: true, seats: null, plans: [['e866a266-3cff-43a3-acca-0c90a7e00c8b', 'Entra_Identity_Governance']] },
  { skuId: POWER_BI, partNumber: 'POWER_BI_PRO', direct: false, seats: 12, plans: [['70d33638-9c74-4d01-bfd3-562de28bd4ba', 'BI_AZURE_P2']] },
];
/** Seats bought beyond those in use, of a product that does not run out. */
const SPARE = 40;

/** What a person has of a product by way of a group: a seat, or none because they had run out. */
type Seat = 'Active' | 'CountViolation';

/** Who has a seat of a product that groups give, in the order in which people came into the groups. Told once a request. */
const told = new WeakMap<object, Map<string, Map<string, Seat>>>();

function seatsOf(world: World, { skuId, seats, direct }: Product): Map<string, Seat> {
  const known = told.get(world) ?? new Map<string, Map<string, Seat>>();
  told.set(world, known);
  const found = known.get(skuId);
  if (found) return found;
  const { tenant } = world;
  const given = new Map<string, Seat>();
  let taken = 0;
  for (const group of tenant.groups.values()) {
    if (!group.assignedLicenses.includes(skuId)) continue;
    // Licences go to direct members only: https://learn.microsoft.com/entra/fundamentals/concept-group-based-licensing
    for (const id of tenant.members.of(group.id)) {
      const user = given.has(id) ? undefined : tenant.users.get(id);
      if (!user) continue;
      // Whoever has the product already takes no second seat.
      const has = direct && user.licensed;
      given.set(id, has || seats === null || taken < seats ? 'Active' : 'CountViolation');
      if (!has) taken += 1;
    }
  }
  known.set(skuId, given);
  return given;
}

const licence = (skuId: string): Json => ({ disabledPlans: [], skuId });

/** Licences a person has; one that a group promises and that has no seat left is not among them. */
export function assignedLicenses(user: User, world: World): Json {
  return PRODUCTS.filter((product) => product.direct && user.licensed || seatsOf(world, product).get(user.id) === 'Active').map(({ skuId }) => licence(skuId));
}

/** How each licence came, and what is wrong with it: https://learn.microsoft.com/graph/api/resources/licenseassignmentstate */
export function licenseAssignmentStates(user: User, world: World): Json {
  const { tenant, now } = world;
  return PRODUCTS.flatMap((product) => {
    const state = (assignedByGroup: string | null, seat: Seat): Json => ({
      skuId: product.skuId, disabledPlans: [], assignedByGroup, state: seat === 'Active' ? 'Active' : 'Error', error: seat === 'Active' ? 'None' : 'CountViolation', lastUpdatedDateTime: new Date(now).toISOString(),
    });
    const direct = product.direct && user.licensed ? [state(null, 'Active')] : [];
    const seat = seatsOf(world, product).get(user.id);
    const groups = [...tenant.members.to(user.id)].filter((id) => tenant.groups.get(id)?.assignedLicenses.includes(product.skuId));
    return seat ? [...direct, ...groups.map((id) => state(id, seat))] : direct;
  });
}

/** Licences a group gives its members. */
export const licencesOfGroup = (group: Group): Json => group.assignedLicenses.map(licence);

/** Whether somebody in the group has been promised a licence and got none. */
export function hasMembersWithLicenseErrors(group: Group, world: World): boolean {
  const short = PRODUCTS.filter(({ skuId }) => group.assignedLicenses.includes(skuId)).map((product) => seatsOf(world, product));
  if (short.length === 0) return false;
  for (const id of world.tenant.members.of(group.id)) if (short.some((seats) => seats.get(id) === 'CountViolation')) return true;
  return false;
}

function showSku(product: Product, context: Context, licensed: number): { [name: string]: Json } {
  const { info } = context.tenant;
  const byGroup = [...seatsOf(context, product)].filter(([id, seat]) => seat === 'Active' && !(product.direct && context.tenant.users.get(id)?.licensed === true)).length;
  const used = (product.direct ? licensed : 0) + byGroup;
  return {
    id: `${info.tenantId}_${product.skuId}`, accountName: info.tenantName, accountId: info.tenantId, skuId: product.skuId, skuPartNumber: product.partNumber,
    appliesTo: 'User', capabilityStatus: 'Enabled', consumedUnits: used,
    prepaidUnits: { enabled: product.seats ?? used + SPARE, suspended: 0, warning: 0, lockedOut: 0 }, subscriptionIds: [],
    servicePlans: plansOf(product),
  };
}

const licensedPeople = ({ tenant }: Context): number => tenant.users.where('licensed', { is: 'equal', to: true })?.size ?? 0;

/** `$select` is all these lists take: https://learn.microsoft.com/graph/api/subscribedsku-list */
function selected({ request }: Context, sku: { [name: string]: Json }): { [name: string]: Json } {
  const names = request.query.get('$select')?.split(',').map((name) => name.trim());
  const unknown = names?.find((name) => !(name in sku));
  if (unknown !== undefined) throw badRequest('BadRequest', `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.subscribedSku'.`);
  return names ? Object.fromEntries(Object.entries(sku).filter(([name]) => names.includes(name))) : sku;
}

const plansOf = ({ plans }: Product): Json => plans.map(([servicePlanId, servicePlanName]) => ({ servicePlanId, servicePlanName, provisioningStatus: 'Success', appliesTo: 'User' }));

/** The sixteen bytes of a GUID in the order in which Windows keeps them. */
function bytesOf(guid: string): Buffer {
  const [first = '', second = '', third = '', ...rest] = guid.split('-');
  return Buffer.concat([...[first, second, third].map((part) => Buffer.from(part, 'hex').reverse()), Buffer.from(rest.join(''), 'hex')]);
}

/** https://learn.microsoft.com/graph/api/user-list-licensedetails; an id is made of the tenant's and the product's, as in the page's example. */
function licenceDetails(context: Context) {
  requireScope(context, [...DIRECTORY_READ.licences, 'User.Read', 'User.Read.All']);
  const held = new Set((assignedLicenses(personIn(context), context) as { skuId: string }[]).map(({ skuId }) => skuId));
  const value = PRODUCTS.filter(({ skuId }) => held.has(skuId)).map((product) => ({ id: Buffer.concat([context.tenant.info.tenantId, product.skuId].map(bytesOf)).toString('base64url'), skuId: product.skuId, skuPartNumber: product.partNumber, servicePlans: plansOf(product) }));
  return { status: 200, body: { '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#users('${personIn(context).id}')/licenseDetails`, value } };
}

export const licenceRoutes: Routes = {
  'GET /me/licenseDetails': licenceDetails,
  'GET /users/{id}/licenseDetails': licenceDetails,
  'GET /subscribedSkus': (context) => {
    requireScope(context, DIRECTORY_READ.licences);
    const licensed = licensedPeople(context);
    return { status: 200, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#subscribedSkus', value: PRODUCTS.map((product) => selected(context, showSku(product, context, licensed))) } };
  },
  'GET /subscribedSkus/{id}': (context) => {
    requireScope(context, DIRECTORY_READ.licences);
    const product = PRODUCTS.find(({ skuId }) => context.at.id === `${context.tenant.info.tenantId}_${skuId}`);
    if (!product) throw new GraphError(404, 'Request_ResourceNotFound', `Resource '${context.at.id ?? ''}' does not exist or one of its queried reference-property objects are not present.`);
    return { status: 200, body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#subscribedSkus/$entity', ...selected(context, showSku(product, context, licensedPeople(context))) } };
  },
};
