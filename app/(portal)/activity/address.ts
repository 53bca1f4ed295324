import { isObjectId } from '@/lib/directory/object-id';
import type { ActivityFilter } from '@/lib/support/load-activity';
import { knownActions } from './activity-words';

export type Search = Record<string, string | string[] | undefined>;

const OUTCOMES = ['done', 'refused', 'failed'] as const;

/** What an address of Activity asks for; `kept` goes into every link of it. What it names that there is not is neither kept to nor kept. */
export type AskedActivity = { filter: ActivityFilter; kept: Record<string, string>; cursor: string | null; row: string | null };

export function askedActivity(search: Search): AskedActivity {
  const one = (name: string, fits: (value: string) => boolean = () => true): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' && fits(value.slice(0, 200)) ? value.slice(0, 200) : undefined;
  };
  const isNumber = (value: string) => /^\d{1,18}$/.test(value);
  const actions = new Set(knownActions().map(({ action }) => action));
  const [text, action, outcome] = [one('q'), one('action', (value) => actions.has(value)), OUTCOMES.find((known) => known === one('outcome'))];
  const [rolloutId, phaseId, personId, graph] = [one('rollout', isObjectId), one('phase', isObjectId), one('person', isObjectId), one('graph')];
  const kept = { q: text, action, outcome, rollout: rolloutId, phase: phaseId, person: personId, graph };
  return {
    filter: {
      ...(text ? { text } : {}),
      ...(action ? { action } : {}),
      ...(outcome ? { outcome } : {}),
      ...(rolloutId ? { rolloutId } : {}),
      ...(phaseId ? { phaseId } : {}),
      ...(personId ? { subjectPersonId: personId } : {}),
      ...(graph ? { graphOnly: true } : {}),
    },
    kept: Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    cursor: one('cursor', isNumber) ?? null,
    row: one('row', isNumber) ?? null,
  };
}
