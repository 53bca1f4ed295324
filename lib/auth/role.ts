/** The app roles of the portal's API; they decide what the portal lets a person do, Entra's own roles what Graph lets them. */
export const ROLES = ['Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor'] as const;

export type Role = (typeof ROLES)[number];

/** The roles we know among those a token names. */
export function rolesAmong(names: readonly string[]): Role[] {
  return ROLES.filter((role) => names.includes(role));
}

export function hasRole(holder: { roles: readonly Role[] }, ...roles: Role[]): boolean {
  return roles.some((role) => holder.roles.includes(role));
}

/** Whether what changes something is offered at all: to admins, and not while their session may only read. Actions decide for themselves. */
export function mayChange(session: { roles: readonly Role[]; readOnly: boolean }): boolean {
  return hasRole(session, 'Rollout.Admin') && !session.readOnly;
}
