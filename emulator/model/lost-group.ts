import type { AppRoleAssignment, Group } from './directory';

/** A group that was deleted, with everything that pointed at it or that it pointed at. */
export type LostGroup = { group: Group; members: string[]; owners: string[]; memberOf: string[]; appRoleAssignments: AppRoleAssignment[] };
