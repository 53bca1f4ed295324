import 'server-only';
import { findAccountableOwner, listRegister } from '@/lib/db/accountable-owners';
import type { OwnerFilter } from '@/lib/db/accountable-owners';
import type { Person } from '@/lib/directory/person';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { getGroup, ownersOfGroup } from '@/lib/graph/groups';
import { readSitesAt } from '@/lib/graph/resource-facts';
import { getApplication, ownersOfApplication } from '@/lib/graph/service-principals';
import type { AccountableOwner } from './accountable-owner';
import { leftOutNow, usesWords } from './access-policy';
import { readAccessFactsOf } from './read-access-facts';
import { applicationCandidate, groupCandidate, siteCandidate } from './catalog';
import type { Candidate } from './catalog';

/** A page of the register of accountable owners. */
export async function loadRegister(filter: OwnerFilter, page: { skip: number; take: number }): ReturnType<typeof listRegister> {
  return listRegister(filter, page);
}

/** What the tenant holds under this origin, and what Entra would say to it. @throws AppError `notFound`; `noPermission` for a site the reader is not let into */
async function getCandidate(graph: Graph, originSystem: Candidate['originSystem'], originId: string): Promise<Candidate> {
  switch (originSystem) {
    case 'AadGroup':
      return groupCandidate(await getGroup(graph, originId));
    case 'AadApplication':
      return applicationCandidate(await getApplication(graph, originId));
    case 'SharePointOnline': {
      const [answer] = await readSitesAt(graph, [originId]);
      if (!answer?.site) throw new AppError(answer?.why === 'noPermission' ? 'noPermission' : 'notFound', `no site ${originId}`);
      return siteCandidate({ name: answer.site.name, webUrl: answer.site.originId });
    }
  }
}

/** Who the tenant says owns it and could answer: enabled, and of the organisation itself. A site has none that Graph shows. */
export async function proposeOwners(graph: Graph, originSystem: Candidate['originSystem'], originId: string): Promise<Person[]> {
  const owners = originSystem === 'AadGroup' ? await ownersOfGroup(graph, originId) : originSystem === 'AadApplication' ? await ownersOfApplication(graph, originId) : [];
  return owners.filter((owner) => owner.enabled && !owner.external).sort((a, b) => a.name.localeCompare(b.name));
}

/** One resource with its line in the register and whom the tenant names, for the page on which it is changed. @throws AppError `notFound` */
export async function loadOwnerForm(graph: Graph, originSystem: Candidate['originSystem'], originId: string): Promise<{ candidate: Candidate; known: AccountableOwner | null; suggested: Person[] }> {
  const [candidate, known, suggested] = await Promise.all([getCandidate(graph, originSystem, originId), findAccountableOwner({ originSystem, originId }), proposeOwners(graph, originSystem, originId)]);
  return { candidate, known, suggested };
}

/** Most that is kept of why security signs. */
const MOST_REASON = 300;

/** Why security should sign for a group, where the export of Conditional Access says that a policy in force leaves its members out; null otherwise. */
export async function proposeSecurityReason(graph: Graph, originSystem: Candidate['originSystem'], originId: string): Promise<{ reason: string; day: string } | null> {
  if (originSystem !== 'AadGroup') return null;
  const facts = await readAccessFactsOf(graph, { originSystem, originId });
  const out = leftOutNow(facts?.uses ?? []);
  return facts && out.length > 0 ? { reason: `Its members are left out of ${usesWords(out)} of Conditional Access.`.slice(0, MOST_REASON), day: facts.day } : null;
}
