/**
 * Who answers for a group, application or site, wherever packages hand it out. Pure: read in the browser too.
 */
import type { Person } from '@/lib/directory/person';

/** Somebody as a register names them. */
export type NamedPerson = { personId: string; name: string; userPrincipalName: string };

export type ResourceId = { originSystem: string; originId: string };

/** One line of the register: one person is accountable, and another stands in for them. */
export type AccountableOwner = ResourceId & {
  resourceName: string;
  owner: NamedPerson;
  ownerSetByName: string;
  ownerSetAt: Date;
  deputy: NamedPerson | null;
  /** Why security signs too, where the tenant does not tell it by itself. */
  securityReason: string | null;
};

/** Who is asked in every rollout: the sponsor when nobody else answers, and who signs for security. */
export const STANDING_PARTS = ['sponsor', 'security', 'securityDeputy'] as const;

export type StandingPart = (typeof STANDING_PARTS)[number];

export type StandingSigner = NamedPerson & { part: StandingPart; setByName: string; setAt: Date };

/** Why an account cannot answer for anything, in a sentence, or null where it can. */
export function cannotAnswer(person: Person | null | undefined): string | null {
  if (!person) return 'This account is no longer in the tenant. Choose somebody who can answer.';
  if (!person.enabled) return `The account of ${person.name} is disabled. Choose somebody who can answer.`;
  if (person.external) return `${person.name} belongs to another organisation. Choose somebody of yours.`;
  return null;
}

export const NOT_A_PERSON = 'This is an application, and an application answers for nothing. Choose a person.';

export const NOT_YOURSELF = 'Nobody names themselves. Ask another administrator to name you, or choose somebody else.';

export const NOT_THE_OWNER = 'The deputy stands in for the owner, so it is somebody else.';

export function namedPerson({ id, name, userPrincipalName }: Pick<Person, 'id' | 'name' | 'userPrincipalName'>): NamedPerson {
  return { personId: id, name, userPrincipalName };
}
