import 'server-only';
import { sha256 } from '@/lib/audit';
import { findMemberIds } from '@/lib/db/cohort-members';
import { insertImportRows } from '@/lib/db/import-rows';
import { getPhase } from '@/lib/db/phases';
import { specialInList } from '@/lib/directory/account-kind';
import type { Account, Special } from '@/lib/directory/account-kind';
import { attributesForRules } from '@/lib/directory/accounts';
import { matchNames } from '@/lib/directory/directory';
import type { NameMatch } from '@/lib/directory/directory';
import { openKindTeller } from '@/lib/directory/load-kinds';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { addedBy } from './add-people';
import { assertCohortOpen, bring, changeCohort } from './change-cohort';
import { MOST_IMPORT_LINES, placeWords } from './cohort';
import type { ImportVerdict } from './cohort';
import { judgeList } from './judge-list';
import type { Match } from './judge-list';
import { readPeopleList } from './people-list';
import type { Admin } from './rollout';
import { tally } from './tally';

function toMatch(match: NameMatch, tell: (account: Account) => Special | null): Match {
  switch (match.kind) {
    case 'found':
      return { kind: 'person', person: match.person, special: specialInList(match.person, tell(match.person)) };
    case 'named':
      return { kind: 'named', person: match.person };
    case 'ambiguous':
      return { kind: 'several', people: match.people };
    case 'group':
      return { kind: 'group', name: match.group.name };
    case 'unknown':
      return { kind: 'nobody' };
  }
}

export type Imported = { sourceId: string; added: number; lines: number; verdicts: Partial<Record<ImportVerdict, number>> };

/**
 * Adds the people a pasted or uploaded list names. The whole list is kept with what became of each line, also where
 * nobody was added.
 * @throws AppError `notFound`, `conflict`; `invalid` for an empty or too long list; Graph's own.
 */
export async function importList(admin: Admin, phaseId: string, list: { label: string; text: string }, graph: Graph = graphFor(admin)): Promise<Imported> {
  assertCohortOpen(await getPhase(phaseId));
  const read = readPeopleList(list.text);
  const lines = read.lines.length + read.malformed.length;
  const noun = [...read.lines, ...read.malformed].some(({ place }) => place > 0) ? 'addresses' : 'lines';
  if (lines === 0) throw new AppError('invalid', 'an empty list', { fields: { list: 'The list has no line that names anybody. Put a user principal name on each line, below the header if it has one.' } });
  if (lines > MOST_IMPORT_LINES) throw new AppError('invalid', `a list of ${lines} ${noun}`, { fields: { list: `The list has ${lines.toLocaleString('en')} ${noun}; one import takes ${MOST_IMPORT_LINES.toLocaleString('en')}. Split it, or add a group.` } });
  const { rules, tell, now: asOf } = await openKindTeller();
  const found = await matchNames(graph, [...new Set(read.lines.map((line) => line.text.toLowerCase()))], attributesForRules(rules));
  const matches = new Map([...found].map(([name, match]) => [name, toMatch(match, tell)]));

  return changeCohort(admin, phaseId, async (tx, phase) => {
    const ids = [...matches.values()].flatMap((match) => (match.kind === 'person' ? [match.person.id] : []));
    const { rows, people } = judgeList(read, matches, await findMemberIds(tx, phase.id, ids));
    const why = `List “${list.label}”`;
    const { sourceId, added } = await bring(tx, phase, { kind: 'csv', label: list.label, fileHash: sha256(list.text), ...addedBy(admin) }, { from: 'tenant', asOf }, people.map(({ line, place, ...each }) => ({ ...each, why, detail: `Line ${placeWords({ line, place })}` })));
    await insertImportRows(tx, sourceId, rows);
    const verdicts = tally(rows.map(({ verdict }) => verdict));
    return { value: { sourceId, added, lines, verdicts }, changed: added, event: { action: 'cohort.import', after: { list: list.label, [noun]: lines, ...verdicts } } };
  });
}
