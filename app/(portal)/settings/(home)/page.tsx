import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { loadSettings } from '@/lib/support/settings-view';
import { version } from '@/package.json';
import { SettingsScreen } from '../settings';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Settings' };

/** Which tenant, which account, what Graph really granted, which database: each with a plain verdict. */
async function SettingsPage() {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const view = await loadSettings(session);
  return (
    <SettingsScreen
      view={view}
      version={version}
      tenant={{ id: session.tenantId, name: session.tenantName, local: session.isLocalTenant }}
      account={{ name: session.name, userPrincipalName: session.userPrincipalName, roles: session.roles, readOnly: session.readOnly }}
    />
  );
}

export default shown(SettingsPage);
