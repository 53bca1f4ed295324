import type { Found } from '@/app/directory/find';
import type { AccountableOwner, NamedPerson } from '@/lib/authoring/accountable-owner';
import type { Person } from '@/lib/directory/person';

export function toOption({ personId, name, userPrincipalName }: NamedPerson): Found {
  return { id: personId, name, detail: userPrincipalName };
}

/** Whom a form offers as owner: whoever answers for it now, then whom the tenant names. */
export function ownerChoices(known: AccountableOwner | null, suggested: Person[]): Found[] {
  const owners = suggested.map((person) => ({ id: person.id, name: person.name, detail: [person.jobTitle ?? person.department, person.userPrincipalName].filter(Boolean).join(', ') }));
  return known && !owners.some(({ id }) => id === known.owner.personId) ? [toOption(known.owner), ...owners] : owners;
}
