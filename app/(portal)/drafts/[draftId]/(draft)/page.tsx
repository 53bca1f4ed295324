import type { Metadata } from 'next';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { RereadWhile } from '@/components/reread-while';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import type { Draft } from '@/lib/authoring/draft';
import { DRAFT_KINDS } from '@/lib/authoring/draft';
import { WAITS_FOR_PERSON } from '@/lib/authoring/job-waits';
import { isEditable, loadDraftSteps, loadDraftView, loadPutAside, loadStandingSteps } from '@/lib/authoring/draft-view';
import { loadStandIn } from '@/lib/rollout/stand-in';
import type { SearchParams } from '../../../catalogs/search-params';
import { addressWith, param } from '../../../catalogs/search-params';
import { pageNumber, pagesOf } from '../../../pages-of';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { AsideButton, DraftWaits, RenameButton, SteerButtons } from '../../draft-buttons';
import { changesWords, standingWords, standInWords, standsWords } from '../../draft-words';
import { ChangeList } from './change-list';
import { StandingSteps, StepProgress } from './step-progress';

export const metadata: Metadata = { title: 'Draft' };

const PAGE = 50;

/** One draft: its changes while it is open, then how far applying or undoing it has come. */
async function DraftPage({ params, searchParams }: { params: Promise<{ draftId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ draftId }, text, kindName, pageText, standsText] = await Promise.all([params, param(searchParams, 'q'), param(searchParams, 'kind'), param(searchParams, 'page'), param(searchParams, 'stands')]);
  const at = pageNumber(pageText);
  const kind = DRAFT_KINDS.find((known) => known === kindName);
  const skip = { skip: (at - 1) * PAGE, take: PAGE };
  const view = await readPage(loadDraftView(draftId, { ...(kind ? { kind } : {}), ...(text ? { text } : {}) }, skip));
  const { draft, waits } = view;
  const place = await loadStandIn(draft);
  const canChange = mayChange(session);
  const editable = isEditable(draft);
  const steps = editable ? null : await stepsOf(draft, skip);
  const standsAt = pageNumber(standsText);
  const standing = editable && view.standing > 0 ? await loadStandingSteps(draftId, { skip: (standsAt - 1) * PAGE, take: PAGE }) : null;
  const standingPages = pagesOf({ number: standsAt, take: PAGE }, standing?.total ?? 0, (to) => addressWith(`/drafts/${draftId}`, { q: text, kind: kindName, page: at > 1 ? String(at) : '', stands: to > 1 ? String(to) : '' }));
  const working = draft.state === 'applying' || draft.state === 'undoing';
  const aside = await loadPutAside(draft);
  const all = view.kinds.reduce((sum, { count }) => sum + count, 0);

  return (
    <>
      <RereadWhile underWay={working} />
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Drafts', href: '/drafts' }]}
        title={draft.name}
        state={[
          ...standsWords(draft, aside),
          ...(standing ? [{ text: standingWords(view.standing), icon: 'info' as const }] : draft.state === 'open' ? [{ text: 'Nothing of it has been applied yet', icon: 'info' as const }] : []),
          { text: standing ? `${changesWords(all)} left` : changesWords(all) },
          ...(place ? [{ text: standInWords(place, draft.state) }] : []),
          { text: `edited by ${draft.changedByName}`, at: draft.changedAt.toISOString() },
        ]}
        actions={canChange ? <Actions draft={draft} undoBegan={steps?.undo === true} waits={WAITS_FOR_PERSON.has(waits)} changes={all} standing={standing ? view.standing : 0} /> : draft.state === 'open' && <LinkButton href={`/drafts/${draft.id}/review`}>Review changes</LinkButton>}
      />
      {waits && working && <DraftWaits draftId={draft.id} waits={waits} again={view.again} startedByName={draft.startedByName ?? ''} isAdmin={canChange} />}
      {standing && <StandingSteps steps={standing.steps} total={standing.total} pages={standing.total > PAGE ? standingPages : null} />}
      {editable ? <ChangeList view={view} page={at} size={PAGE} text={text} kind={kindName} stands={standsAt} canChange={canChange && draft.state === 'open'} /> : steps && <StepProgress draft={draft} steps={steps} undo={steps.undo} page={at} size={PAGE} />}
    </>
  );
}

export default shown(DraftPage);

/** The steps of undoing it where that has begun, otherwise of applying it. */
async function stepsOf(draft: Draft, page: { skip: number; take: number }) {
  const undo = draft.state === 'applying' || draft.state === 'applied' ? null : await loadDraftSteps(draft.id, true, page);
  return undo && undo.total > 0 ? { ...undo, undo: true } : { ...(await loadDraftSteps(draft.id, false, page)), undo: false };
}

function Actions({ draft, undoBegan, waits, changes, standing }: { draft: Draft; undoBegan: boolean; waits: boolean; changes: number; /** Steps that stand in the tenant while it can be edited. */ standing: number }) {
  const held = draft.heldAt !== null;
  switch (draft.state) {
    case 'open':
      return <>{standing > 0 && <LinkButton href={`/drafts/${draft.id}/undo`}>Undo what was done</LinkButton>}<RenameButton draftId={draft.id} name={draft.name} /><AsideButton draftId={draft.id} name={draft.name} standing={standing} back={false} />{changes > 0 && <LinkButton href={`/drafts/${draft.id}/review`} appearance="primary">Review changes</LinkButton>}</>;
    case 'discarded':
      return <>{standing > 0 && <LinkButton href={`/drafts/${draft.id}/undo`}>Undo what was done</LinkButton>}<AsideButton draftId={draft.id} name={draft.name} standing={standing} back /></>;
    case 'applying':
    case 'undoing':
      return <SteerButtons draftId={draft.id} ways={held ? [{ what: 'stop', words: 'Give up what was not begun' }, { what: 'goOn', words: 'Go on', primary: true }] : waits ? [{ what: 'stop', words: 'Give up what was not begun' }] : [{ what: 'pause', words: 'Pause' }]} />;
    case 'stopped':
      return <>{!undoBegan && <LinkButton href={`/drafts/${draft.id}/undo`}>Undo what was done</LinkButton>}<SteerButtons draftId={draft.id} ways={[...(undoBegan ? [] : [{ what: 'reopen' as const, words: 'Edit and apply again' }]), { what: 'goOn', words: undoBegan ? 'Go on undoing' : 'Go on where it stopped', primary: true }]} /></>;
    case 'applied':
      return <LinkButton href={`/drafts/${draft.id}/undo`}>Undo…</LinkButton>;
    case 'undone':
      return null;
  }
}
