/** Holds one person and package as the tenant has it against what was signed of it. Pure. */
import type { Assignment } from '@/lib/authoring/assignment';
import type { ResourceRole, RoleRoutes } from '@/lib/directory/route';
import { roleKind } from '@/lib/directory/route';
import type { Cause, Verdict } from './verdict';

export type Judged = { verdict: Verdict; cause: Cause | null; detail: string };

/** What Microsoft allows for a delivery (learn.microsoft.com/entra/id-governance/entitlement-management-access-package-resources). Milliseconds. */
export const ALLOWED_MS = 24 * 3_600_000;
/** Our clock and Entra's need not agree, and an end counts from the moment a request was taken, not sent. */
const SAME_END_MS = 60 * 60_000;

/** What the tenant holds of a person and package: their assignment, where it is more than an ended one. */
export type HeldAssignment = Pick<Assignment, 'id' | 'policyId' | 'policyName' | 'state' | 'since' | 'until'>;

/** A role of the package with who holds it. */
export type ReadRole = { role: ResourceRole; roleName: string; resourceName: string; held: RoleRoutes };

/** What was signed of it. `end` is null for never, and undefined where it is not held against anything. */
export type Signed = { policyId: string; end: Date | null | undefined };

export type JudgeBasis = { now: Date; allowedMs: number; roles: readonly ReadRole[] };

const judged = (verdict: Verdict, cause: Cause | null, detail = ''): Judged => ({ verdict, cause, detail });

/**
 * An assignment that is there, by its state, its policy, its end, and who stands on the resources.
 * @param since from when on the time that Microsoft allows counts
 */
export function judgeAssignment(personId: string, held: HeldAssignment, signed: Signed, since: Date, basis: JudgeBasis): Judged {
  const { now, allowedMs, roles } = basis;
  const late = now.getTime() - since.getTime() > allowedMs;
  if (held.state === 'deliveryFailed') return judged('failed', 'deliveryFailed', notTaken(personId, roles));
  if (held.state === 'partiallyDelivered') return judged('failed', 'partly', notTaken(personId, roles));
  if (held.state === 'delivering') return late ? judged('failed', 'stuck') : judged('onItsWay', 'delivering');
  if (held.policyId !== signed.policyId) return judged('different', 'otherPolicy', `“${held.policyName}”.`);
  if (!sameEnd(signed.end, held.until)) return judged('different', 'otherEnd', `Ends ${endWords(held.until ? new Date(held.until) : null)}, signed was ${endWords(signed.end ?? null)}.`);
  const absent = missing(personId, roles);
  if (absent.length > 0) return late ? judged('different', 'roleMissing', missingWords(absent)) : judged('onItsWay', 'notShown', missingWords(absent));
  return unreadable(personId, roles) ?? judged('asSigned', null);
}

/** Which resources did not take somebody, as far as they tell who is there; nothing where they do not. */
export function notTaken(personId: string, roles: readonly ReadRole[]): string {
  const absent = missing(personId, roles);
  return absent.length > 0 ? `Not taken as ${missingWords(absent)}` : '';
}

/** Roles that the resource tells of everybody, and not of this person. */
function missing(personId: string, roles: readonly ReadRole[]): ReadRole[] {
  return roles.filter(({ role, held }) => roleKind(role) !== 'notListed' && !held.unknown && !hasPlace(personId, held));
}

/** A place by name is what an assignment gives; where the resource's own rule takes people in, it can give no other. */
function hasPlace(personId: string, { routes }: RoleRoutes): boolean {
  return (routes.get(personId) ?? []).some(({ kind }) => kind === 'direct' || kind === 'appRole' || kind === 'dynamic' || kind === 'synchronised');
}

function unreadable(personId: string, roles: readonly ReadRole[]): Judged | null {
  const untold = roles.filter(({ role, held }) => roleKind(role) !== 'notListed' && held.unknown && !hasPlace(personId, held));
  if (untold.length > 0) return judged('unknown', untold.some(({ held }) => held.unknown?.reason === 'hiddenMembership') ? 'hiddenMembers' : 'mayNotRead', missingWords(untold));
  const sites = roles.filter(({ role }) => roleKind(role) === 'notListed');
  return sites.length > 0 ? judged('asReported', 'siteRole', missingWords(sites)) : null;
}

function missingWords(roles: readonly ReadRole[]): string {
  return roles.map(({ roleName, resourceName }) => `${roleName} of “${resourceName}”`).join(', ');
}

function sameEnd(signed: Date | null | undefined, until: string | null): boolean {
  if (signed === undefined) return true;
  if (signed === null || until === null) return signed === null && until === null;
  return Math.abs(signed.getTime() - Date.parse(until)) <= SAME_END_MS;
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

function endWords(end: Date | null): string {
  return end ? `on ${DAY.format(end)} UTC` : 'never';
}
