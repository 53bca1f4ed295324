import type { Metadata } from 'next';
import { requireSession } from '@/lib/auth/guard';
import { loadFrame } from '@/lib/support/load-frame';
import { NoAccess } from './no-access';

export const metadata: Metadata = { title: 'No access' };

export default async function NoAccessPage() {
  const { personId, name, userPrincipalName, roles, tenantName } = await requireSession();
  const { hasSignOffs, counts } = await loadFrame(personId);
  return <NoAccess name={name} userPrincipalName={userPrincipalName} hasAnyRole={roles.length > 0} asked={{ ever: hasSignOffs, open: counts.signoffs ?? 0 }} organisation={tenantName} />;
}
