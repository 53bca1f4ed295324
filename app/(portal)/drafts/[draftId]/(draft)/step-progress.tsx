import { Countdown } from '@/components/countdown';
import { DataTable } from '@/components/data-table';
import { DifferencesOpened } from '@/components/differences';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { isKey } from '@/lib/authoring/draft';
import type { Draft, DraftStep, DraftStepState } from '@/lib/authoring/draft';
import { againAt } from '@/lib/authoring/job-waits';
import { addressWith } from '../../../catalogs/search-params';
import { pagesOf } from '../../../pages-of';
import { StoppedBar } from '../../draft-buttons';
import { stepState } from '../../draft-words';

type Props = { draft: Draft; steps: { steps: DraftStep[]; total: number; counts: Partial<Record<DraftStepState, number>> }; undo: boolean; page: number; size: number };

const PAGES: Partial<Record<DraftStep['kind'], string>> = { catalog: '/catalogs', package: '/packages', connectedOrganization: '/catalogs/organisations' };

/** States in which a step waits for its next try, or for the next look at what became of it. */
const AGAIN: ReadonlySet<DraftStepState> = new Set<DraftStepState>(['waiting', 'unknown', 'asked']);

/** The page of what a step made or changed, or of the package of a policy, once it is done. */
function pageOf({ kind, operation, state, objectId, wanted }: DraftStep): string | null {
  if (!objectId || state !== 'done' || operation === 'delete') return null;
  if (kind === 'policy') return wanted && 'package' in wanted && !isKey(wanted.package) ? `/packages/${wanted.package.id}` : null;
  if (kind === 'workflowExtension') return wanted && 'catalog' in wanted && !isKey(wanted.catalog) ? `/catalogs/${wanted.catalog.id}/extensions/${objectId}` : null;
  const place = PAGES[kind];
  return place ? `${place}/${objectId}` : null;
}

/** How far it has come: how many of how many, and each step with its state and what it waits for. */
export function StepProgress({ draft, steps: { steps, total, counts }, undo, page, size }: Props) {
  const working = (draft.state === 'applying' || draft.state === 'undoing') && draft.heldAt === null;
  const done = (counts.done ?? 0) + (counts.undone ?? 0);
  const failures = steps.filter(({ state }) => state === 'failed').map(({ id, words, failure }) => ({ key: id, words, failure: failure ?? '' }));
  const href = (to: number) => addressWith(`/drafts/${draft.id}`, { page: String(to) });
  return (
    <>
      {draft.state === 'stopped' && <StoppedBar failures={failures} done={done} left={counts.waiting ?? 0} undo={undo} />}
      <Section title={undo ? 'What is taken back' : 'What is done'} caption={`${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} ${total === 1 ? 'step' : 'steps'}`}>
        <StepTable steps={steps} undo={undo} working={working} />
        <Pager {...pagesOf({ number: page, take: size }, total, href)} noun="steps" />
      </Section>
    </>
  );
}

/** What an application that stopped left in the tenant, while the draft can be edited. */
export function StandingSteps({ steps, total, pages }: { steps: DraftStep[]; total: number; /** Null where there is one page only. */ pages: Omit<PagerProps, 'noun'> | null }) {
  return (
    <Section title="What stands in the tenant" caption={`${total.toLocaleString('en-GB')} ${total === 1 ? 'step' : 'steps'}, left out when it is applied again`}>
      <StepTable steps={steps} undo={false} working={false} />
      {pages && <Pager {...pages} noun="steps" />}
    </Section>
  );
}

/** What a step changed, opened from its row. */
function Changed({ step: { operation, differences, words } }: { step: DraftStep }) {
  if (operation !== 'update') return null;
  const summary = `${differences.length.toLocaleString('en-GB')} ${differences.length === 1 ? 'property' : 'properties'} changed`;
  return <DifferencesOpened summary={summary} label={`${summary}: ${words}`} differences={differences} changed />;
}

function StepTable({ steps, undo, working }: { steps: DraftStep[]; undo: boolean; working: boolean }) {
  const now = new Date();
  return (
    <DataTable
      label="Steps"
      columns={[{ key: 'words', header: 'What it does' }, { key: 'state', header: 'State', width: '220px' }]}
      rows={steps.map((step) => {
        const { state, text } = stepState(step);
        const again = working && step.notBefore && AGAIN.has(step.state) ? againAt(step.notBefore, now) : null;
        const there = undo ? null : pageOf(step);
        return { key: step.id, label: step.words, ...(there ? { href: there } : {}), cells: { words: <>{there ? <TextLink href={there}>{step.words}</TextLink> : step.failure ? `${step.words}. ${step.failure}` : step.words}<Changed step={step} /></>, state: <StateLabel state={state}>{again ? <>{text}. <Countdown of={again.at} leftMs={again.leftMs} /></> : text}</StateLabel> } };
      })}
      empty={{ icon: 'has', title: 'Nothing had to be written', why: 'The tenant had all of it already.' }}
    />
  );
}
