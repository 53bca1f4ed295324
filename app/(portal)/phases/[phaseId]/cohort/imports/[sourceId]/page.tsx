import type { Metadata } from 'next';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { IMPORT_VERDICTS } from '@/lib/rollout/cohort';
import { loadImportView } from '@/lib/rollout/cohort-view';
import { addressWith, one, pageOf, pagerOf } from '../../../../../rollouts/address';
import type { Search } from '../../../../../rollouts/address';
import { readPage } from '../../../../../read-page';
import { ImportScreen } from './import-screen';
import { shown } from '../../../../../shown';

export const metadata: Metadata = { title: 'Report of a list' };

type Props = { params: Promise<{ phaseId: string; sourceId: string }>; searchParams: Promise<Search> };

/** Every line of an imported list, with what became of it. */
async function ImportPage({ params, searchParams }: Props) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor');
  const [{ phaseId, sourceId }, search] = await Promise.all([params, searchParams]);
  const verdict = IMPORT_VERDICTS.find((known) => known === one(search, 'verdict'));
  const text = one(search, 'q');
  const page = pageOf(search, 100);
  const view = await readPage(loadImportView(phaseId, sourceId, { ...(verdict ? { verdict } : {}), ...(text ? { text } : {}) }, page));
  const path = `/phases/${phaseId}/cohort/imports/${sourceId}`;
  return (
    <ImportScreen
      view={view}
      mayAct={mayChange(session) && view.open}
      verdict={verdict ?? null}
      addresses={Object.fromEntries([undefined, ...IMPORT_VERDICTS].map((each) => [each ?? 'all', addressWith(path, search, { verdict: each, page: undefined })]))}
      pager={pagerOf(path, search, page, view.matching)}
    />
  );
}

export default shown(ImportPage);
