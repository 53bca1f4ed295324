import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { loadLookUps } from '@/lib/support/load-look-ups';
import { LookUpsScreen } from './look-ups';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Look-ups' };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NUMBER = /^\d{1,18}$/;

/** Who looked whom up, newest first. For auditors and admins: what helpdesk does is not helpdesk's own to go through. */
async function LookUpsPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const session = await requireRole('Rollout.Auditor', 'Rollout.Admin');
  const search = await searchParams;
  const one = (name: string, shape: RegExp) => {
    const value = search[name];
    return typeof value === 'string' && shape.test(value) ? value : undefined;
  };
  const byId = one('by', UUID);
  const personId = one('person', UUID);
  const cursor = one('cursor', NUMBER) ?? null;
  const { rows, older } = await loadLookUps(session, { ...(byId ? { byId } : {}), ...(personId ? { personId } : {}) }, cursor);
  return <LookUpsScreen rows={rows} older={older} cursor={cursor} kept={{ ...(byId ? { by: byId } : {}), ...(personId ? { person: personId } : {}) }} />;
}

export default shown(LookUpsPage);
