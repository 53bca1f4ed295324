/** What the tenant has, as a sheet would say it. Pure: read in the browser too. */
import { formOf } from '../policy-form';
import { idOf, kindOf, nameOf } from '../policy-subject';
import type { Subject } from '../policy-subject';
import { ASK_WORDS, endsText, prefixed, resourceText, REVIEW_WORDS, SILENCE_WORDS, THEMSELVES, wordOfRelation } from './cells';
import type { Ends } from './cells';
import type { ListColumn, SheetCells } from './columns';
import { policyOf } from './hold-sheet';
import type { DeviationField, TenantRow } from './hold-sheet';
import type { Names } from './row-words';
import { daysOfStage, mayAsk, sameSubjects } from './wanted-row';
import type { WantedRow } from './wanted-row';

export type TakenCells = Partial<SheetCells>;

type About = { cells: SheetCells; row: WantedRow; there: TenantRow; names: Names; /** Packages whose own rows say that they must not be held together with this one. */ saidElsewhere: readonly string[]; /** Names with their ids beside them, where a name alone is not certain. */ withIds: boolean };

const wordFor = (words: Record<string, string>, value: string): string | undefined => Object.entries(words).find(([, of]) => of === value)?.[0];

/**
 * The cells that would say what the tenant has of one part of a row; null where no sheet can say it, or it is not this row's
 * to say.
 */
export function cellsFrom(field: DeviationField, about: About): TakenCells | null {
  const { there, row } = about;
  const policy = policyOf(there, row);
  const form = policy && formOf(policy.document);
  switch (field) {
    case 'description':
      return there.package ? { description: there.package.description } : null;
    case 'shown':
      return there.package ? { shown: there.package.hidden ? 'no' : 'yes' } : null;
    case 'resources':
      return there.roles.length === 0 ? null : { resources: there.roles.map(({ resourceName, originId, originSystem, roleName }) => resourceText(originSystem === 'SharePointOnline' ? originId : about.withIds ? `${resourceName} ${originId}` : resourceName, roleName)) };
    case 'policy':
      return form ? { policy: form.name } : null;
    case 'ask':
      return form && askCells(form, about);
    case 'approval':
      return form && approvalCells(form, about);
    case 'duration':
      return form && form.ends.how !== 'notSpecified' && form.ends.after.unit !== 'written' ? { duration: endsText(form.ends as Ends) } : form?.ends.how === 'notSpecified' ? { duration: 'never ends' } : null;
    case 'review':
      return form && reviewCells(form, about);
    case 'incompatible':
      return incompatibleCells(about);
    default:
      return null;
  }
}

type Form = ReturnType<typeof formOf>;

/** Names of a column, or null where one of them has no word. */
function namesOf(column: ListColumn, subjects: readonly Subject[], { names, withIds }: About): string[] | null {
  const words = subjects.map((subject) => {
    const kind = kindOf(subject);
    if (kind !== 'person' && kind !== 'group') return wordOfRelation(column, subject, (one, other) => sameSubjects([one], [other]));
    const name = nameOf(subject, names);
    return withIds ? `${name} ${idOf(subject)}` : name;
  });
  return words.every((word) => word !== null) ? words : null;
}

/** A prerequisite that the tenant does not limit by is kept as a note: nothing enforces it any more. */
function askCells(form: Form, about: About): TakenCells | null {
  const word = wordFor(ASK_WORDS, form.scope);
  const ask = !mayAsk(form) ? null : word ? [word] : form.scope === 'automatic' ? ruleCells(form) : form.scope === 'specificConnectedOrganizationUsers' ? organisationCells(form, about) : form.scope === 'specificDirectoryUsers' ? namesOf('ask', form.targets, about) : null;
  if (!ask || ask.length === 0) return null;
  const { prerequisite, prerequisiteNote } = about.cells;
  return { ask, ...(prerequisite.length > 0 ? { prerequisite: [], prerequisiteNote: [prerequisiteNote, ...prerequisite].filter(Boolean).join('; ') } : {}) };
}

function ruleCells({ rule, targets }: Form): string[] | null {
  return rule && targets.length === 0 ? [prefixed('rule', rule.replaceAll(/\s*\n\s*/g, ' '))] : null;
}

/** By name, with the id beside it where that is asked for or no name is known. */
function organisationCells({ targets }: Form, { names, withIds }: About): string[] | null {
  if (targets.length === 0 || targets.some((subject) => kindOf(subject) !== 'organization')) return null;
  return targets.map((subject) => {
    const known = names[idOf(subject).toLowerCase()] ?? (typeof subject.description === 'string' ? subject.description : '');
    return prefixed('organisation', known && !withIds ? known : `${known} ${idOf(subject)}`.trim());
  });
}

function approvalCells(form: Form, about: About): TakenCells | null {
  const stages = form.approval.toGet ? form.approval.stages : [];
  const taken: TakenCells = {};
  for (const number of [1, 2, 3] as const) {
    const stage = stages[number - 1];
    const [approvers, standIns] = [namesOf(`approvers${number}`, stage?.approvers ?? [], about), namesOf(`standIns${number}`, stage?.fallbacks ?? [], about)];
    const days = stage ? daysOfStage(stage) : null;
    if (!approvers || !standIns || (stage && days === null)) return null;
    Object.assign(taken, { [`approvers${number}`]: approvers, [`standIns${number}`]: standIns, [`days${number}`]: days === null ? '' : `${days} ${days === 1 ? 'day' : 'days'}` });
  }
  return taken;
}

function reviewCells({ review }: Form, about: About): TakenCells | null {
  if (!review.on) return { review: 'never', reviewers: [], silence: '' };
  const [every, silence, reviewers] = [wordFor(REVIEW_WORDS, review.every), wordFor(SILENCE_WORDS, review.silence), review.self ? [THEMSELVES] : namesOf('reviewers', review.reviewers, about)];
  return every && silence && reviewers ? { review: every, silence, reviewers } : null;
}

/** What another row says of the two stands there, and is not this row's to change. */
function incompatibleCells({ there, cells, withIds, saidElsewhere }: About): TakenCells | null {
  const has = new Set(there.keptFrom.map(({ name }) => name.toLowerCase()));
  if (saidElsewhere.some((name) => !has.has(name.toLowerCase()))) return null;
  const taken = there.keptFrom.map(({ id, name }) => {
    const written = cells.incompatible.find((text) => text.toLowerCase() === name.toLowerCase() || text.toLowerCase().endsWith(` > ${name.toLowerCase()}`) || text.toLowerCase().includes(id.toLowerCase()));
    return written ?? (withIds ? `${name} ${id}` : name);
  });
  return { incompatible: taken };
}

/** The packages whose rows name this one as not to be held together with theirs. */
export function namedBy(rows: readonly WantedRow[], own: number): string[] {
  const of = rows[own];
  return rows.flatMap((row, index) => (index !== own && row.incompatible.some((other) => other.kind === 'row' && other.name.toLowerCase() === of?.package.toLowerCase() && other.catalog.toLowerCase() === of.catalog.name.toLowerCase()) ? [row.package] : []));
}
