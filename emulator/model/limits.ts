/** A limit of the service as it was published, and when: they change, so none of them is a constant. */
export type Limit = { value: number; dated: string };

/**
 * https://learn.microsoft.com/entra/id-governance/governance-service-limits for what is dated 2024-12; the age of
 * finished requests is named in the 2023-10 version only. Per catalog and per package nothing is limited any more.
 */
export const PUBLISHED_LIMITS = {
  accessPackagesPerTenant: { value: 20_000, dated: '2024-12' },
  catalogsPerTenant: { value: 7_500, dated: '2024-12' },
  policiesPerTenant: { value: 25_000, dated: '2024-12' },
  assignmentsPerTenant: { value: 300_000, dated: '2024-12' },
  requestsInThreeMonths: { value: 200_000, dated: '2024-12' },
  usersPerAutomaticPolicy: { value: 15_000, dated: '2024-12' },
  automaticPoliciesPerPackage: { value: 1, dated: '2024-12' },
  namedInOnePolicy: { value: 500, dated: '2024-12' },
  connectedOrganizationsPerPolicy: { value: 1_000, dated: '2024-12' },
  connectedOrganizationsPerTenant: { value: 2_500, dated: '2024-12' },
  customExtensionsPerTenant: { value: 500, dated: '2024-12' },
  daysFinishedRequestsAreKept: { value: 92, dated: '2023-10' },
  daysUntilReprocessEnds: { value: 14, dated: '2024-12' },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof PUBLISHED_LIMITS;
export type Limits = Record<LimitName, Limit>;

export const LIMIT_NAMES = Object.keys(PUBLISHED_LIMITS) as LimitName[];
