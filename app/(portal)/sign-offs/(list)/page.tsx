import type { Metadata } from 'next';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import type { StateName } from '@/components/states';
import { TextLink } from '@/components/text-link';
import { hasRole } from '@/lib/auth/role';
import { requireSession } from '@/lib/auth/guard';
import { loadApprovals } from '@/lib/authoring/approval-view';
import { kindWord } from '@/lib/authoring/package-design';
import { OVER } from '@/lib/authoring/resource-approval';
import type { ApprovalState, ResourceApproval } from '@/lib/authoring/resource-approval';
import { peopleWords } from '@/lib/rollout/count-words';
import { agreedWords } from '@/lib/rollout/sign-off-condition';
import { CHOICE_WORDS } from '@/lib/rollout/reversal';
import type { SignOffState } from '@/lib/rollout/sign-off';
import { loadSignOffs } from '@/lib/rollout/sign-off-view';
import type { ListedSignOff } from '@/lib/rollout/sign-off-view';
import type { SearchParams } from '../../catalogs/search-params';
import { pageNumber, pagesOf } from '../../pages-of';
import { addressWith, param } from '../../catalogs/search-params';
import { signOffState } from '../sign-off-words';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Sign-offs' };

const PAGE = 25;

const STATES: { value: string; label: string; signOff: SignOffState; approvals: readonly ApprovalState[] }[] = [
  { value: 'open', label: 'Waiting', signOff: 'open', approvals: ['open'] },
  { value: 'agreed', label: 'Agreed', signOff: 'agreed', approvals: ['approved'] },
  { value: 'refused', label: 'Refused', signOff: 'refused', approvals: ['refused'] },
  { value: 'over', label: 'Void, withdrawn or asked again', signOff: 'void', approvals: OVER },
];

/** What an owner is asked and answered, of phases and of catalogs; those who read everything see everybody's. */
async function SignOffsPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireSession();
  const [text, stateText, signOffPage, approvalPage] = await Promise.all([param(searchParams, 'q'), param(searchParams, 'state'), param(searchParams, 'page'), param(searchParams, 'contents')]);
  const readsAll = hasRole(session, 'Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const state = STATES.find(({ value }) => value === stateText);
  const [at, contentsAt] = [pageNumber(signOffPage), pageNumber(approvalPage)];
  const like = text ? { text } : {};
  const [signOffs, approvals] = await Promise.all([
    loadSignOffs({ ...(readsAll ? {} : { personId: session.personId }), ...(state ? { state: state.signOff } : {}), ...like }, { skip: (at - 1) * PAGE, take: PAGE }),
    loadApprovals({ ...(readsAll ? {} : { ownerId: session.personId }), ...(state ? { states: state.approvals } : {}), ...like }, PAGE, (contentsAt - 1) * PAGE),
  ]);
  const open = signOffs.open + approvals.open;
  const filtered = Boolean(state ?? text);
  const href = (to: { page?: number; contents?: number }) => addressWith('/sign-offs', { q: text, state: stateText, page: String(to.page ?? at), contents: String(to.contents ?? contentsAt) });
  const signOffPages = pagesOf({ number: at, take: PAGE }, signOffs.total, (page) => href({ page }));
  const approvalPages = pagesOf({ number: contentsAt, take: PAGE }, approvals.total, (contents) => href({ contents }));

  return (
    <>
      <PageHead title="Sign-offs" state={[open > 0 ? { text: waitingWords(open, readsAll), state: readsAll ? 'waitingForApproval' : 'waitingForYou' } : { text: readsAll ? 'Nobody is asked anything right now' : 'Nothing waits for your answer' }]} />
      <FilterBar search="Find by resource" filters={[{ param: 'state', label: 'State', options: STATES }]} />
      <Section title="What phases would do" caption={countWords(signOffs.total)}>
        <DataTable
          label="Sign-offs"
          columns={[{ key: 'resource', header: 'Resource' }, { key: 'people', header: 'For', named: true, width: '150px' }, { key: 'phase', header: 'Phase', named: true }, { key: 'asked', header: 'Asked', named: true, width: '170px' }, { key: 'state', header: 'State', width: '190px' }, { key: 'at', header: 'Since', width: '140px' }]}
          rows={signOffs.lines.map((line) => ({ key: line.id, label: line.resource.name, href: `/sign-offs/${line.id}`, cells: signOffCells(line, session.personId) }))}
          empty={{
            icon: 'signature',
            title: filtered ? 'Nothing fits these filters' : readsAll ? 'No phase was signed yet' : 'You were not asked to sign anything',
            why: readsAll ? 'When a phase is rehearsed, the owners of what it hands out are asked to sign exactly that.' : 'When a phase would give people a group, application or site of yours, you are asked here.',
          }}
        />
        <Pager {...signOffPages} noun="sign-offs" />
      </Section>
      <Section title="What packages may hand out" caption={countWords(approvals.total)} flush>
        <DataTable
          label="Approvals"
          columns={[{ key: 'resource', header: 'Resource' }, { key: 'kind', header: 'Kind', width: '110px' }, { key: 'catalog', header: 'Catalog', named: true, width: '180px' }, { key: 'owner', header: 'Asked', named: true, width: '170px' }, { key: 'state', header: 'State', width: '190px' }, { key: 'at', header: 'Since', width: '140px' }]}
          rows={approvals.approvals.map((approval) => ({ key: approval.id, label: approval.resourceName, href: `/approvals/${approval.id}`, cells: approvalCells(approval, session.personId) }))}
          empty={{
            icon: 'approvals',
            title: filtered ? 'Nothing fits these filters' : readsAll ? 'Nobody was asked yet' : 'You were not asked about any catalog',
            why: readsAll ? 'When a resource enters a catalog its owner is asked, and asked again when what they approved changes.' : 'When something of yours enters a catalog, you are asked whether packages may hand it out at all.',
          }}
        />
        <Pager {...approvalPages} noun="approvals" />
      </Section>
    </>
  );
}

export default shown(SignOffsPage);

function countWords(total: number): string | undefined {
  return total > 0 ? total.toLocaleString('en-GB') : undefined;
}

function waitingWords(open: number, readsAll: boolean): string {
  if (readsAll) return open === 1 ? '1 answer is waited for' : `${open} answers are waited for`;
  return open === 1 ? '1 waits for your answer' : `${open} wait for your answer`;
}

function signOffCells(line: ListedSignOff, readerId: string): Record<string, React.ReactNode> {
  const { state, text } = signOffState(line, line.signers.some((signer) => signer.personId === readerId));
  const asked = (line.asked ? null : line.answeredByName) ?? line.signers[0]?.name ?? 'A second admin';
  return {
    resource: <TextLink href={`/sign-offs/${line.id}`}>{line.kind === 'security' ? `${line.resource.name}, for security` : line.resource.name}</TextLink>,
    people: line.asked ? peopleWords(line.asked.people) : agreedWords(line),
    phase: `${line.rolloutName}, ${line.phaseName}${line.asked ? `, taken back otherwise than was signed: ${CHOICE_WORDS[line.asked.choice].name.toLowerCase()}` : ''}`,
    asked: line.signers.some((signer) => signer.personId === readerId) ? 'You' : asked,
    state: <StateLabel state={state}>{text}</StateLabel>,
    at: <AgeText at={(line.asked?.since ?? line.voidedAt ?? line.answeredAt ?? line.askedAt).toISOString()} />,
  };
}

function approvalCells(approval: ResourceApproval, readerId: string): Record<string, React.ReactNode> {
  return {
    resource: <TextLink href={`/approvals/${approval.id}`}>{approval.resourceName}</TextLink>,
    kind: kindWord(approval.originSystem),
    catalog: approval.catalogName,
    owner: approval.ownerId === readerId ? 'You' : approval.ownerName,
    state: <StateLabel state={approvalState(approval.state, approval.ownerId === readerId)}>{approval.state === 'withdrawn' ? 'Withdrawn' : undefined}</StateLabel>,
    at: <AgeText at={approval.answeredAt ?? approval.askedAt} />,
  };
}

function approvalState(state: ApprovalState, mine: boolean): StateName {
  switch (state) {
    case 'open':
      return mine ? 'waitingForYou' : 'waitingForApproval';
    case 'approved':
      return 'approved';
    case 'refused':
      return 'refused';
    case 'replaced':
    case 'withdrawn':
      return 'ended';
  }
}
