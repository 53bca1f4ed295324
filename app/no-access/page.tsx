import type { Metadata } from 'next';
import { requireSession } from '@/lib/auth/guard';
import { NoAccess } from './no-access';

export const metadata: Metadata = { title: 'No access' };

export default async function NoAccessPage() {
  const { name, userPrincipalName, roles, tenantName } = await requireSession();
  return <NoAccess name={name} userPrincipalName={userPrincipalName} hasAnyRole={roles.length > 0} organisation={tenantName} />;
}
