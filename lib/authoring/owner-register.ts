import 'server-only';
import { findAccountableOwner, listRegister } from '@/lib/db/accountable-owners';
import type { OwnerFilter } from '@/lib/db/accountable-owners';
import type { Person } from '@/lib/directory/person';
import type { Graph } from '@/lib/graph/client';
import type { AccountableOwner } from './accountable-owner';
import { getCandidate, proposeOwners } from './add-resource';
import type { Candidate } from './catalog';

/** A page of the register of accountable owners. */
export async function loadRegister(filter: OwnerFilter, page: { skip: number; take: number }): ReturnType<typeof listRegister> {
  return listRegister(filter, page);
}

/** One resource with its line in the register and whom the tenant names, for the page on which it is changed. @throws AppError `notFound` */
export async function loadOwnerForm(graph: Graph, originSystem: Candidate['originSystem'], originId: string): Promise<{ candidate: Candidate; known: AccountableOwner | null; suggested: Person[] }> {
  const [candidate, known, suggested] = await Promise.all([getCandidate(graph, originSystem, originId), findAccountableOwner({ originSystem, originId }), proposeOwners(graph, originSystem, originId)]);
  return { candidate, known, suggested };
}
