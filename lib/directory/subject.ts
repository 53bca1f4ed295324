import type { RuleSubject } from '@/lib/rules/subject';

/** Somebody held in the mirror, by the names rules use: what was asked for, and always these. */
export type Subject = RuleSubject & {
  readonly objectId: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly accountEnabled: boolean;
  /** By identity, not by `userType`. Rules know no such attribute. */
  readonly external: boolean;
  /** Has a licence of any product. Rules know no such attribute. */
  readonly licensed: boolean;
};

/** Whether people can be judged by a rule from what is held, and what is still missing for it. */
export type Readiness = {
  /** As of when; null where nobody is held yet. */
  asOf: Date | null;
  /** False: only people in scope of rollouts are held, so whoever a rule selects is to be found among them alone. */
  wholeTenant: boolean;
  /** Attributes, and groups by id, that were not read yet. A rule judged without them takes them for empty. */
  missing: { attributes: string[]; groups: string[] };
};
