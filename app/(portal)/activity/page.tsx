import { isObjectId } from '@/lib/directory/object-id';
import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { loadActivity } from '@/lib/support/load-activity';
import { ActivityScreen } from './activity';
import { shown } from '../shown';

export const metadata: Metadata = { title: 'Activity' };

const OUTCOMES = ['done', 'refused', 'failed'] as const;

type Search = Record<string, string | string[] | undefined>;

function one(search: Search, name: string): string | undefined {
  const value = search[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
}

/** Everything done in the portal, newest first; what to keep to stands in the address. */
async function ActivityPage({ searchParams }: { searchParams: Promise<Search> }) {
  await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const search = await searchParams;
  const id = (name: string) => {
    const value = one(search, name);
    return value && isObjectId(value) ? value : undefined;
  };
  const text = one(search, 'q');
  const action = one(search, 'action');
  const outcome = OUTCOMES.find((known) => known === one(search, 'outcome'));
  const [rolloutId, phaseId, personId] = [id('rollout'), id('phase'), id('person')];
  const { rows, older } = await loadActivity(
    {
      ...(text ? { text } : {}),
      ...(action ? { action } : {}),
      ...(outcome ? { outcome } : {}),
      ...(rolloutId ? { rolloutId } : {}),
      ...(phaseId ? { phaseId } : {}),
      ...(personId ? { subjectPersonId: personId } : {}),
      ...(one(search, 'graph') ? { graphOnly: true } : {}),
    },
    one(search, 'cursor') ?? null,
  );
  const row = one(search, 'row');
  const { cursor: _cursor, row: _row, ...kept } = Object.fromEntries(Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  return <ActivityScreen rows={rows} older={older} open={row ?? null} kept={kept} cursor={one(search, 'cursor') ?? null} />;
}

export default shown(ActivityPage);
