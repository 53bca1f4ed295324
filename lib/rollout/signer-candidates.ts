/** Who could be asked about a resource, by the register and by what is known of their accounts. Pure. */
import { namedPerson } from '@/lib/authoring/accountable-owner';
import type { AccountableOwner, NamedPerson, StandingSigner } from '@/lib/authoring/accountable-owner';
import type { Person } from '@/lib/directory/person';
import type { NeededSignature } from './needed-signatures';
import { resourceKey } from './signed-content';
import type { Candidate } from './signer-chain';

type Account = Pick<Person, 'id' | 'name' | 'userPrincipalName' | 'enabled' | 'external'>;

/** `people` by their id, `managers` by the id of the owner. */
export type Accounts = { people: ReadonlyMap<string, Account>; managers: ReadonlyMap<string, Account>; standing: readonly StandingSigner[] };

/** In the order in which they are asked; empty where nobody is named for it. */
export function candidatesFor({ resource, kind }: Pick<NeededSignature, 'resource' | 'kind'>, owners: readonly AccountableOwner[], { people, managers, standing }: Accounts): Candidate[] {
  const candidate = (part: Candidate['part'], named: NamedPerson | null | undefined): Candidate[] => (named ? [{ part, named, account: people.get(named.personId) ?? null }] : []);
  const standingSigner = (part: StandingSigner['part']) => {
    const signer = standing.find((each) => each.part === part);
    return signer && { personId: signer.personId, name: signer.name, userPrincipalName: signer.userPrincipalName };
  };
  if (kind === 'security') return [...candidate('security', standingSigner('security')), ...candidate('securityDeputy', standingSigner('securityDeputy'))];
  const line = owners.find((each) => resourceKey(each) === resourceKey(resource));
  if (!line) return [];
  const manager = managers.get(line.owner.personId);
  return [...candidate('owner', line.owner), ...candidate('deputy', line.deputy), ...(manager ? [{ part: 'manager' as const, named: namedPerson(manager), account: manager }] : []), ...candidate('sponsor', standingSigner('sponsor'))];
}
