'use client';

import { ConfirmDialog } from '@/components/confirm-dialog';
import { SelectField } from '@/components/form-fields';
import { SelectionFields, useTableSelection } from '@/components/table-selection';
import { TextLink } from '@/components/text-link';
import type { CohortView } from '@/lib/rollout/cohort-view';
import { COMING_OUTCOMES } from '@/lib/rollout/rehearsal';
import { acceptChangesAction, moveMembersAction, removeMembersAction } from '../../actions';
import { countWords, peopleWords } from '../../../rollouts/phase-words';

/** How those chosen stand: known for those on the page and for everybody, not for anything between. */
function useChosen(view: CohortView): { chosen: number; eligible: number; already: number; inFlight: number; blocked: number } {
  const { keys, all, count } = useTableSelection();
  if (all) return { chosen: count, eligible: view.eligible, already: view.outcomes?.alreadyAssigned ?? 0, inFlight: view.outcomes?.inFlight ?? 0, blocked: view.outcomes ? view.outcomes.blocked : count - view.eligible };
  const members = view.members.filter((member) => keys.has(member.personId));
  const of = (outcome: string) => members.filter((member) => member.standing?.outcome === outcome).length;
  const blocked = view.outcomes ? of('blocked') : members.filter((member) => !member.enabled).length;
  return { chosen: count, eligible: view.outcomes ? COMING_OUTCOMES.reduce((sum, outcome) => sum + of(outcome), 0) : members.length - blocked, already: of('alreadyAssigned'), inFlight: of('inFlight'), blocked };
}

/** `288 can move; 19 already have it, 5 are blocked. See the 24` */
export function ChosenWords({ view, restHref }: { view: CohortView; restHref: string }) {
  const { chosen, eligible, already, inFlight, blocked } = useChosen(view);
  const { all } = useTableSelection();
  if (view.movesTo.length === 0) return null;
  const rest = [
    ...(already > 0 ? [`${already.toLocaleString('en-GB')} already ${already === 1 ? 'has' : 'have'} it`] : []),
    ...(inFlight > 0 ? [countWords(inFlight, 'is on its way', 'are on their way')] : []),
    ...(blocked > 0 ? [view.outcomes ? countWords(blocked, 'is blocked', 'are blocked') : countWords(blocked, 'account is disabled', 'accounts are disabled')] : []),
  ];
  return (
    <>
      {`${eligible === chosen ? 'All' : eligible.toLocaleString('en-GB')} can move${rest.length > 0 ? `; ${rest.join(', ')}` : ''}.`}
      {all && chosen > eligible && <>{' '}<TextLink href={restHref}>{`See the ${(chosen - eligible).toLocaleString('en-GB')}`}</TextLink></>}
    </>
  );
}

/** The filter as a form sends it along, for when all pages are meant. */
function FilterFields({ filter }: { filter: Record<string, string[]> }) {
  return Object.entries(filter).flatMap(([name, values]) => values.map((value) => <input key={`${name} ${value}`} type="hidden" name={name} value={value} />));
}

type SelectionActionsProps = { view: CohortView; filter: Record<string, string[]> };

/** What can be done with those chosen: move who can move, take what changed as it is, take them out. */
export function SelectionActions({ view, filter }: SelectionActionsProps) {
  const { chosen, eligible } = useChosen(view);
  const { phase } = view.head;
  const n = (value: number) => value.toLocaleString('en-GB');
  const [only] = view.movesTo;
  const single = view.movesTo.length === 1 ? only : undefined;
  return (
    <>
      {only && eligible > 0 && (
        <ConfirmDialog
          trigger={`Move ${eligible === chosen ? n(eligible) : `the eligible ${n(eligible)} of ${n(chosen)}`} to ${single ? single.name : 'another phase'}…`}
          triggerSize="small"
          title={`Move ${peopleWords(eligible)} out of ${phase.name}?`}
          loss="Who brought them, and the reason of whoever was taken in, goes along. Rehearsals of both phases no longer hold. Nothing changes in Microsoft Entra."
          confirm={`Move ${peopleWords(eligible)}`}
          keep="Leave them here"
          action={moveMembersAction}
          hidden={{ phaseId: phase.id, seenCount: eligible, ...(single ? { toPhaseId: single.id } : {}) }}
        >
          <FilterFields filter={filter} />
          <SelectionFields name="personId" />
          {!single && <SelectField name="toPhaseId" label="To" required options={view.movesTo.map(({ id, name }) => ({ value: id, label: name }))} placeholder="Choose a phase" />}
        </ConfirmDialog>
      )}
      {filter.change && (
        <ConfirmDialog
          trigger="Take as they are now…"
          triggerSize="small"
          title="Take what changed as it is now?"
          loss="Their name, department, place and account are kept as Microsoft Entra has them now, and they no longer count as changed. Whoever left the tenant, or became a special account, stays marked. Nobody is taken out."
          confirm="Take as they are now"
          keep="Leave it marked"
          action={acceptChangesAction}
          hidden={{ phaseId: phase.id }}
        >
          <FilterFields filter={filter} />
          <SelectionFields name="personId" />
        </ConfirmDialog>
      )}
      <ConfirmDialog
        trigger="Take out of the cohort…"
        triggerSize="small"
        title={`Take ${peopleWords(chosen)} out of ${phase.name}?`}
        loss="They are no longer in this phase and get nothing by it. A rehearsal of the cohort as it was no longer holds. Nothing changes in Microsoft Entra."
        confirm={`Take out ${peopleWords(chosen)}`}
        keep="Keep them"
        action={removeMembersAction}
        hidden={{ phaseId: phase.id, seenCount: chosen }}
      >
        <FilterFields filter={filter} />
        <SelectionFields name="personId" />
      </ConfirmDialog>
    </>
  );
}
