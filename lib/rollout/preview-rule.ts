import 'server-only';
import { findMemberIds } from '@/lib/db/cohort-members';
import { db } from '@/lib/db/client';
import { getPhase } from '@/lib/db/phases';
import type { AccountKind } from '@/lib/directory/account-kind';
import type { Graph } from '@/lib/graph/client';
import { tellBasis } from './cohort';
import type { ToldBasis } from './cohort';
import { matchRule, requireCohortRule } from './match-rule';
import { tally } from './tally';
import type { Tally } from './tally';

/** Accounts that are read of the tenant for a preview nobody asked for; for more the person says so. */
const MOST_UNASKED = 5000;
/** People a preview shows by name, and accounts it would leave out. */
const MOST_SHOWN = 10;
const MOST_LEFT_OUT = 5;

export type PreviewedPerson = { personId: string; name: string; userPrincipalName: string; department: string | null; detail: string; kind: AccountKind | null };

/** What a rule would bring, as far as the people were read. */
export type RulePreview = {
  read: number;
  expected: number | null;
  basis: ToldBasis;
  /** People it would add, those who are in the cohort already, and accounts of special kinds, which are left out. */
  fresh: number;
  already: number;
  special: Tally<AccountKind>;
  people: PreviewedPerson[];
  /** True where reading so many was left to be asked for. */
  asks: boolean;
  done: boolean;
};

/**
 * What a rule would bring to a cohort, a preview after each page of people that was read. Nothing is changed.
 * @param asked whether somebody wants to know however many have to be read of the tenant
 * @throws AppError `notFound`; `invalid` with what is wrong in the rule, and where; Graph's own
 */
export async function* previewRule(graph: Graph, phaseId: string, text: string, asked: boolean): AsyncGenerator<RulePreview> {
  const phase = await getPhase(phaseId);
  const rule = requireCohortRule(text);
  const { basis, expected, pages } = await matchRule(graph, rule, text, 'Rule');
  const preview: RulePreview = { read: 0, expected, basis: tellBasis(basis), fresh: 0, already: 0, special: {}, people: [], asks: false, done: false };
  if (!asked && basis.from === 'tenant' && expected !== null && expected > MOST_UNASKED) {
    yield { ...preview, asks: true, done: true };
    return;
  }
  for await (const { read, candidates } of pages) {
    preview.read += read;
    const members = await findMemberIds(db(), phase.id, candidates.map(({ person }) => person.id));
    for (const { person, detail, special } of candidates) {
      if (members.has(person.id)) preview.already += 1;
      else if (special) preview.special = tally([special.kind], preview.special);
      else preview.fresh += 1;
      const alike = preview.people.filter((each) => (each.kind === null) === (special === null)).length;
      if (alike < (special ? MOST_LEFT_OUT : MOST_SHOWN)) preview.people.push({ personId: person.id, name: person.name, userPrincipalName: person.userPrincipalName, department: person.department, detail, kind: special?.kind ?? null });
    }
    yield { ...preview };
  }
  yield { ...preview, done: true };
}
