/** Packages as the tenant holds them, in our words. Pure: read in the browser too. */

export type OriginSystem = 'AadGroup' | 'AadApplication' | 'SharePointOnline';

/** Who a policy names: people and groups with their id, others (a manager, a rule) by what they are. */
export type PolicySubject = {
  kind: 'person' | 'group' | 'manager' | 'sponsor' | 'rule' | 'other';
  /** Person or group; for a rule its text; else the kind's own name. */
  id: string;
  name: string;
  /** Of a manager: how far up, where it is not the first one. */
  level?: number;
};

/**
 * One decision of an approval: one of these within so many days. `standIns` decide where a manager or sponsor is not to be
 * found; after a while without an answer those of `escalation` are asked as well. Both absent in what was kept before.
 */
export type ApprovalStage = { approvers: PolicySubject[]; days: number | null; standIns?: PolicySubject[]; escalation?: { approvers: PolicySubject[]; standIns: PolicySubject[]; /** As Graph writes it; absent in what was kept before that was read. */ after?: string | null } };

/** Who may come to decide a stage beside those asked first, each once. */
export function decidersBeside({ standIns = [], escalation }: ApprovalStage): PolicySubject[] {
  const others = [...standIns, ...(escalation ? [...escalation.approvers, ...escalation.standIns] : [])];
  return [...new Map(others.map((one) => [one.id, one])).values()];
}

/** When access ends: never said, never, after days, or on a day. */
export type Expiration = { type: 'notSpecified' | 'noExpiration' | 'afterDuration' | 'afterDateTime'; days: number | null; duration: string | null; endDateTime: string | null };

/** What becomes of access that nobody speaks of in a review. */
export type ReviewSilence = 'keepAccess' | 'removeAccess' | 'acceptAccessRecommendation';

/** Access reviews of a policy: from when on, how often, and what silence does. */
export type PolicyReview = { from: string | null; every: { unit: 'day' | 'week' | 'month' | 'year'; count: number } | null; silence: ReviewSilence };

export type PackagePolicy = {
  id: string;
  name: string;
  description: string;
  /** allowedTargetScope of Graph; `notSpecified` means direct assignment only. */
  scope: string;
  targets: PolicySubject[];
  /** People may ask for themselves. */
  selfRequest: boolean;
  /** People may ask to have, change or give back access, for themselves or for others; absent in what was kept before that was read. */
  requestable?: boolean;
  /** Whoever has it may ask to have it longer; absent in what was kept before that was read. */
  selfExtend?: boolean;
  /** Who decides on having it longer, none where nobody has to agree; absent in what was kept before that was read. */
  extending?: ApprovalStage[];
  approvalRequired: boolean;
  stages: ApprovalStage[];
  expiration: Expiration;
  /** It assigns by its own rule. */
  automatic: boolean;
  /** Of an automatic one: whether whoever leaves its rule loses the package, and after what time; absent in what was kept of before. */
  leaving?: { removed: boolean; grace: string | null };
  /** Of an automatic one: whether whoever comes to match its rule is given the package; absent in what was kept before that was read. */
  assigns?: boolean;
  /** It asks questions that only the person can answer. */
  questions: boolean;
  /** Null where access under it is not reviewed; absent in what was kept before reviews were read. */
  review?: PolicyReview | null;
};

export type PackageRole = {
  /** `<role>_<scope>`, as Graph names what a package hands out. */
  id: string;
  roleName: string;
  roleOriginId: string;
  resourceId: string;
  resourceName: string;
  originId: string;
  originSystem: string;
};

export type PackageDesign = {
  id: string;
  name: string;
  description: string;
  catalogId: string;
  catalogName: string;
  hidden: boolean;
  roles: PackageRole[];
  policies: PackagePolicy[];
};

export type PackageRow = { id: string; name: string; description: string; hidden: boolean; catalogId: string; catalogName: string };

/** The word for a resource's kind. */
export function kindWord(originSystem: string): string {
  switch (originSystem) {
    case 'AadGroup':
      return 'Group';
    case 'AadApplication':
      return 'Application';
    case 'SharePointOnline':
      return 'Site';
    default:
      return 'Resource';
  }
}

/** Days of an ISO 8601 duration, or null where it is none of whole days. */
export function daysOf(duration: string | null | undefined): number | null {
  const [, years, months, weeks, days] = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?$/.exec(duration ?? '') ?? [];
  const total = Number(years ?? 0) * 365 + Number(months ?? 0) * 30 + Number(weeks ?? 0) * 7 + Number(days ?? 0);
  return total > 0 ? total : null;
}
