import { cookies } from 'next/headers';
import { hiddenColumnsOf } from '@/components/column-cookie';
import { requireSession } from '@/lib/auth/guard';
import { loadFrame } from '@/lib/support/load-frame';
import { PortalFrame } from './portal-frame';

export default async function PortalLayout({ children }: { children: React.ReactNode }) {
  const session = await requireSession();
  const { hasApprovals, counts } = await loadFrame(session.personId);
  return (
    <PortalFrame
      person={{ name: session.name, roles: session.roles, readOnly: session.readOnly }}
      tenant={{ name: session.tenantName, isLocal: session.isLocalTenant }}
      hasApprovals={hasApprovals}
      counts={counts}
      hiddenColumns={hiddenColumnsOf((await cookies()).getAll())}
    >
      {children}
    </PortalFrame>
  );
}
