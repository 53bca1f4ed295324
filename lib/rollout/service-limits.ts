import 'server-only';
import { grantedRequests } from '@/lib/env';

/** Limits of the service as Microsoft published them, each with its date: they have grown by factors of three to five in a year. */

export type ServiceLimit = { value: number; dated: string };

/** https://learn.microsoft.com/entra/id-governance/governance-service-limits */
const REQUESTS_IN_THREE_MONTHS: ServiceLimit = { value: 200_000, dated: '2024-12' };

/** The requests a tenant may make in three months: what Microsoft granted it, else what is published. */
export function requestsInThreeMonths(): ServiceLimit {
  const granted = grantedRequests();
  return granted === null ? REQUESTS_IN_THREE_MONTHS : { value: granted, dated: 'this portal’s settings' };
}

/** Days of the three months in which requests count. */
export const QUOTA_DAYS = 92;

/** Bulk changes are processed several times a day: so long it can take until what was asked for is delivered. */
export const DELIVERED_WITHIN_HOURS = 24;
