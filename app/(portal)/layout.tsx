import { Frame } from '@/components/frame';
import { requireSession } from '@/lib/auth/guard';

export default async function PortalLayout({ children }: { children: React.ReactNode }) {
  const session = await requireSession();
  return (
    <Frame
      person={{ name: session.name, roles: session.roles, readOnly: session.readOnly }}
      tenant={{ name: session.tenantName, isLocal: session.isLocalTenant }}
      hasApprovals={false}
    >
      {children}
    </Frame>
  );
}
