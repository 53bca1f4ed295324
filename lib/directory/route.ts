/** Who holds a role of a resource, and how they came by it. Pure. */

/** A role as packages name it (lib/authoring/package-design.ts): a member or owner of a group, an app role, a site's. */
export type ResourceRole = { originSystem: string; originId: string; roleOriginId: string };

/**
 * One way by which somebody holds a role now. Somebody may have several; an end of one of them takes nothing while another
 * stays. The tenant keeps no origin on a membership: `direct` beside `package` may be one and the same row there, and
 * only a baseline taken before can tell.
 */
export type Route =
  /** A member, owner or eligible one by name. */
  | { kind: 'direct' }
  /** In it for a time, having activated it under Privileged Identity Management: it ends by itself. */
  | { kind: 'activated' }
  /** In it by name or by an activation, which cannot be told apart: they are eligible, and whoever reads may not read the schedules. */
  | { kind: 'perhapsActivated' }
  /** The group's own rule takes them in. */
  | { kind: 'dynamic' }
  /** The group comes from a directory on premises, and its members with it. */
  | { kind: 'synchronised' }
  /**
   * A member of `groupId`, which stands in the role's group, itself or in another: `viaId` is the one that stands in it
   * directly. `by` says what decides about the members of `groupId` where no admin does; `activation`: they are in it for a
   * time, as `activated` has it.
   */
  | { kind: 'nested'; groupId: string; viaId: string; by?: 'rule' | 'synchronisation' | 'activation' }
  /** An app role given to the person. */
  | { kind: 'appRole' }
  /** An app role given to a group of which they are a direct member; groups in it pass nothing on. */
  | { kind: 'appRoleOfGroup'; groupId: string }
  /** An assignment of a package that hands out the role, delivered at least in part. */
  | { kind: 'package'; packageId: string; assignmentId: string };

/**
 * Why it cannot be told of everybody whether they hold a role: the members are hidden, were not read yet, whoever reads may
 * not read them, or they stand in no list of Graph v1.0 (sites' roles). `groupIds` are the groups it hangs on, the role's
 * own or nested ones.
 */
export type Unknown = { reason: 'hiddenMembership' | 'notRead' | 'noPermission' | 'notListed'; groupIds: string[] };

export type RoleRoutes = {
  /** By person. Whoever is missing holds nothing, unless `unknown` says that this cannot be told. */
  routes: ReadonlyMap<string, readonly Route[]>;
  /** Not null: whoever has no route here is *unknown*, never *without the role*. */
  unknown: Unknown | null;
  /** The oldest reading this rests on; null where nothing was read. */
  asOf: Date | null;
};

/** Who holds a role, each person once, of whom only some are told with their routes. */
export type RoleHolders = RoleRoutes & {
  /** Everybody who holds it by whatever route but a package; null where not all of them are told. */
  holders: number | null;
  /** What the groups in the routes and in `unknown` are called. */
  groupNames: ReadonlyMap<string, string>;
};

/** What decides whether two names mean the same role. */
export function roleKey({ originId, roleOriginId }: Pick<ResourceRole, 'originId' | 'roleOriginId'>): string {
  return `${originId} ${roleOriginId}`;
}

export type RoleKind = 'member' | 'owner' | 'eligibleMember' | 'eligibleOwner' | 'appRole' | 'notListed';

/**
 * What a role's origin id says of it (https://learn.microsoft.com/graph/api/accesspackage-post-resourcerolescopes; for
 * groups under Privileged Identity Management https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-eligible).
 */
export function roleKind({ originSystem, originId, roleOriginId }: ResourceRole): RoleKind {
  if (originSystem === 'AadApplication') return 'appRole';
  if (originSystem !== 'AadGroup') return 'notListed';
  return roleOriginId.endsWith(`_${originId}`) ? (GROUP_ROLES[roleOriginId.slice(0, -originId.length - 1)] ?? 'notListed') : 'notListed';
}

const GROUP_ROLES: Partial<Record<string, RoleKind>> = { Member: 'member', Owner: 'owner', EligibleMember: 'eligibleMember', EligibleOwner: 'eligibleOwner' };
