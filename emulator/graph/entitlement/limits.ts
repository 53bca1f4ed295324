import type { Tenant } from '../../model';
import type { LimitName } from '../../model/limits';
import { badRequest } from '../graph-error';

/** The published number that holds in the tenant now. */
export const limitOf = ({ settings }: Tenant, name: LimitName): number => settings.limits[name].value;

/** Refuses one more where `held` has reached the limit. Neither status nor code is documented. */
export function requireRoomFor(tenant: Tenant, name: LimitName, held: number): void {
  const limit = limitOf(tenant, name);
  if (held >= limit) throw badRequest('QuotaExceeded', `The limit ${name} of ${limit} has been reached.`);
}
