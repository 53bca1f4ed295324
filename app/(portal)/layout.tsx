import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { hiddenColumnsOf } from '@/components/column-cookie';
import { requestedPath, requireSession } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadFrame } from '@/lib/support/load-frame';
import { PortalFrame } from './portal-frame';
import { stopEverythingAction } from './stops/actions';
import { shown } from './shown';
import { wayWithoutRole } from './without-role';

/** The frame. Each page asks for the roles it needs by itself; who has none is turned away here, before anything is sent. */
async function PortalLayout({ children }: { children: React.ReactNode }) {
  const session = await requireSession();
  const { hasSignOffs, counts, stopped } = await loadFrame(session.personId);
  const away = session.roles.length === 0 ? wayWithoutRole(await requestedPath(), hasSignOffs) : null;
  if (away) redirect(away);
  return (
    <PortalFrame
      person={{ personId: session.personId, userPrincipalName: session.userPrincipalName, name: session.name, roles: session.roles, readOnly: session.readOnly }}
      tenant={{ name: session.tenantName, isLocal: session.isLocalTenant }}
      hasSignOffs={hasSignOffs}
      counts={counts}
      stopped={stopped}
      stopAction={mayChange(session) ? stopEverythingAction : undefined}
      hiddenColumns={hiddenColumnsOf((await cookies()).getAll())}
    >
      {children}
    </PortalFrame>
  );
}

// Where the database is away there is neither a session nor a frame: what failed stands alone.
export default shown(PortalLayout, { alone: true });
