import 'server-only';
import type { Actor } from '@/lib/action';
import { AppError, isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { getGroup } from '@/lib/graph/groups';
import { addResourceRole, createAccessPackage, findPackageByName, getPackageDesign } from '@/lib/graph/packages';
import type { WantedRole } from '@/lib/graph/packages';
import { createPolicy } from '@/lib/graph/policies';
import type { WantedPolicy, WantedSubject } from '@/lib/graph/policies';
import { allResources, readRoles } from '@/lib/graph/resources';
import { findUser } from '@/lib/graph/users';
import { reconcileApprovals } from './ask-owner';
import type { PackageDesign } from './package-design';
import { changeTenant } from './tenant-change';
import type { ChangeSteps } from './tenant-change';

const EM = '/identityGovernance/entitlementManagement';

/** A role as a form names it: the catalog's resource and the role's own id. */
export type RoleChoice = { resourceId: string; roleOriginId: string };

export type SubjectChoice = { kind: 'person' | 'group'; id: string };

/** A policy as a form names it. */
export type WantedPolicyChoice = {
  name: string;
  who: WantedPolicy['who'];
  targets: SubjectChoice[];
  approval: { approvers: SubjectChoice[]; days: number } | null;
  expiration: WantedPolicy['expiration'];
};

export type WantedPackage = {
  catalogId: string;
  name: string;
  description: string;
  hidden: boolean;
  roles: RoleChoice[];
  policy: WantedPolicyChoice;
  /** Further policies, for a copy of a package that has them. */
  more?: WantedPolicyChoice[];
};

/** Most people and groups one policy may name (governance-service-limits). */
const MOST_TARGETS = 500;

/** Freshly added resources answer 404 for a while. */
const ROLE_TRIES = 6;

/**
 * A package with its roles and its policies. Each step looks before it makes, so a second try after a lost answer
 * finishes the first. A name that was there before is refused.
 * @throws AppError `nameTaken`, `invalid` naming the field, or whatever Graph refuses with
 */
export async function createPackage(actor: Actor, graph: Graph, wanted: WantedPackage): Promise<{ packageId: string }> {
  const [existing, roles, policies] = await Promise.all([
    findPackageByName(graph, wanted.catalogId, wanted.name),
    resolveRoles(graph, wanted.catalogId, wanted.roles),
    Promise.all([wanted.policy, ...(wanted.more ?? [])].map((policy) => resolvePolicy(graph, policy, wanted.description))),
  ]);
  if (existing && !(await isUnfinished(graph, existing.id, wanted))) {
    throw new AppError('nameTaken', `a package ${wanted.name} in ${wanted.catalogId}`, {
      fields: { name: 'The catalog has a package of this name already. Choose another name.' },
      links: { name: { label: 'Open that package', href: `/packages/${existing.id}` } },
    });
  }
  const spec = { kind: 'package.create', objectType: 'package', objectName: wanted.name, wanted: factsOf(wanted) } as const;
  const made = await changeTenant(actor, spec, async (steps) => {
    const packageId = existing?.id ?? (await ensurePackage(graph, wanted, steps));
    const design = await getPackageDesign(graph, packageId);
    for (const role of roles) await ensureRole(graph, design, role, steps);
    // One after another: Graph answers two at once with a conflict.
    for (const policy of policies) {
      if (design.policies.some((known) => known.name === policy.name)) continue;
      const { value, requestId } = await createPolicy(graph, { ...policy, packageId }, steps.warrant);
      await steps.done({ action: 'policy.create', objectType: 'policy', objectName: policy.name, objectId: value.id, graphOperation: `POST ${EM}/assignmentPolicies`, graphRequestId: requestId, after: { package: wanted.name, who: policy.who } });
    }
    return { packageId };
  });
  await reconcileApprovals(actor, graph, wanted.catalogId);
  return made;
}

async function resolvePolicy(graph: Graph, wanted: WantedPolicyChoice, description: string): Promise<Omit<WantedPolicy, 'packageId'>> {
  const [targets, approvers] = await Promise.all([resolveSubjects(graph, wanted.who === 'specific' ? wanted.targets : [], 'targets'), resolveSubjects(graph, wanted.approval?.approvers ?? [], 'approvers')]);
  return { ...wanted, description, targets, approval: wanted.approval && { approvers, days: wanted.approval.days } };
}

/** Without people: the audit's chain holds none. */
function factsOf({ policy, more = [], ...rest }: WantedPackage): object {
  const facts = (each: WantedPolicyChoice): object => ({ name: each.name, who: each.who, targets: each.targets.length, approvers: each.approval?.approvers.length ?? 0, approvalDays: each.approval?.days ?? null, expiration: each.expiration });
  return { ...rest, policy: facts(policy), ...(more.length > 0 ? { more: more.map(facts) } : {}) };
}

/** What a lost answer left behind: not all of its policies yet, no other, and no role that is not wanted. */
async function isUnfinished(graph: Graph, packageId: string, wanted: WantedPackage): Promise<boolean> {
  const design = await getPackageDesign(graph, packageId);
  const names = [wanted.policy, ...(wanted.more ?? [])].map((policy) => policy.name);
  return design.policies.length < names.length && design.policies.every((policy) => names.includes(policy.name)) && design.roles.every((role) => wanted.roles.some((choice) => choice.resourceId === role.resourceId && choice.roleOriginId === role.roleOriginId));
}

async function ensurePackage(graph: Graph, wanted: WantedPackage, { warrant, done }: ChangeSteps): Promise<string> {
  try {
    const { value, requestId } = await createAccessPackage(graph, wanted, warrant);
    await done({ objectId: value.id, graphOperation: `POST ${EM}/accessPackages`, graphRequestId: requestId, after: { name: wanted.name, hidden: wanted.hidden, catalogId: wanted.catalogId } });
    return value.id;
  } catch (error) {
    if (!isAppError(error, 'nameTaken') && !isAppError(error, 'conflict') && !isAppError(error, 'offline')) throw error;
    // It was not there a moment ago: the answer to our own request was lost.
    const made = await findPackageByName(graph, wanted.catalogId, wanted.name);
    if (!made) throw error;
    return made.id;
  }
}

async function ensureRole(graph: Graph, design: PackageDesign, role: WantedRole, { warrant, done }: ChangeSteps): Promise<void> {
  if (design.roles.some((known) => known.resourceId === role.resourceId && known.roleOriginId === role.roleOriginId)) return;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { requestId } = await addResourceRole(graph, design.id, role, warrant);
      await done({ action: 'package.addRole', objectId: design.id, objectName: design.name, graphOperation: `POST ${EM}/accessPackages/{id}/resourceRoleScopes`, graphRequestId: requestId, after: { resourceId: role.resourceId, role: role.roleName } });
      return;
    } catch (error) {
      if (isAppError(error, 'notFound') && attempt >= ROLE_TRIES) throw new AppError('notYetVisible', error.message, { cause: error });
      if (!isAppError(error, 'notFound')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250 * attempt));
    }
  }
}

/** The roles as the catalog offers them; what it does not offer is refused here and not by Graph, half-way through. */
export async function resolveRoles(graph: Graph, catalogId: string, choices: RoleChoice[]): Promise<(WantedRole & { resourceName: string })[]> {
  const resources = (await allResources(graph, catalogId)).filter((resource) => choices.some((choice) => choice.resourceId === resource.id));
  const offered = await readRoles(graph, catalogId, resources);
  return choices.map((choice) => {
    const resource = resources.find((known) => known.id === choice.resourceId);
    const role = offered.get(choice.resourceId)?.find((known) => known.originId === choice.roleOriginId);
    if (!resource || !role) throw new AppError('invalid', `no role ${choice.roleOriginId} of ${choice.resourceId}`, { fields: { roles: 'One of the roles is no longer offered by the catalog. Reload the page and choose again.' } });
    return { resourceId: resource.id, resourceName: resource.name, originId: resource.originId, originSystem: resource.originSystem, roleName: role.name, roleOriginId: role.originId };
  });
}

async function resolveSubjects(graph: Graph, choices: SubjectChoice[], field: string): Promise<WantedSubject[]> {
  if (choices.length > MOST_TARGETS) throw new AppError('invalid', `${choices.length} ${field}`, { fields: { [field]: `A policy names at most ${MOST_TARGETS} people and groups. Put them in a group and name that.` } });
  return Promise.all(
    choices.map(async ({ kind, id }): Promise<WantedSubject> => {
      const found = kind === 'group' ? await getGroup(graph, id) : await findUser(graph, id);
      if (!found) throw new AppError('invalid', `${id} is gone`, { fields: { [field]: 'One of those chosen is no longer in the tenant.' } });
      if (field === 'approvers' && 'enabled' in found && !found.enabled) throw new AppError('invalid', `${id} is disabled`, { fields: { [field]: `The account of ${found.name} is disabled and could not answer.` } });
      return { kind, id, name: found.name };
    }),
  );
}

/**
 * Lets a package hand out further roles; everyone who has it gets them, and their owners are asked again.
 * @throws AppError as createPackage
 */
export async function addRolesToPackage(actor: Actor, graph: Graph, wanted: { packageId: string; catalogId: string; roles: RoleChoice[] }): Promise<void> {
  const [design, roles] = await Promise.all([getPackageDesign(graph, wanted.packageId), resolveRoles(graph, wanted.catalogId, wanted.roles)]);
  if (design.catalogId !== wanted.catalogId) throw new AppError('conflict', `${design.id} is not in ${wanted.catalogId}`);
  await changeTenant(actor, { kind: 'package.addRole', objectType: 'package', objectName: design.name, wanted: { packageId: design.id, roles: wanted.roles } }, async (steps) => {
    for (const role of roles) await ensureRole(graph, design, role, steps);
    return {};
  });
  await reconcileApprovals(actor, graph, design.catalogId);
}
