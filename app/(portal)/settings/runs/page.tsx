import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadRunSettings } from '@/lib/rollout/run-settings';
import { RunSettingsScreen } from './run-settings';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'How runs write' };

/** How fast runs write to the tenant, and when they use only a part of what it takes. */
async function RunSettingsPage() {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  return <RunSettingsScreen view={await loadRunSettings()} canChange={mayChange(session)} />;
}

export default shown(RunSettingsPage);
