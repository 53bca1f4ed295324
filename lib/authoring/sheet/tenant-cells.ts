/** What the tenant has, as a sheet would say it. Pure: read in the browser too. */
import { formOf } from '../policy-form';
import { idOf, kindOf, nameOf } from '../policy-subject';
import type { Subject } from '../policy-subject';
import { ASK_WORDS, endsText, prefixed, resourceText, REVIEW_WORDS, SILENCE_WORDS, THEMSELVES, wordOfRelation } from './cells';
import type { Ends } from './cells';
import { emptyPolicy } from './columns';
import type { ListColumn, PackageCells, PolicyCells, SheetCells } from './columns';
import type { Deviation, TenantRow } from './hold-sheet';
import { pairPolicies } from './pair-policies';
import type { Names } from './row-words';
import { daysOfStage, mayAsk, openTo, sameSubjects } from './wanted-row';
import type { WantedRow } from './wanted-row';

type About = { cells: SheetCells; row: WantedRow; there: TenantRow; names: Names; /** Packages whose own rows say that they must not be held together with this one. */ saidElsewhere: readonly string[]; /** Names with their ids beside them, where a name alone is not certain. */ withIds: boolean };

const wordFor = (words: Record<string, string>, value: string): string | undefined => Object.entries(words).find(([, of]) => of === value)?.[0];

/**
 * The row that would say what the tenant has where it deviates; null where no sheet can say it, or it is not this row's to
 * say.
 */
export function cellsFrom(deviation: Pick<Deviation, 'field' | 'policy'>, about: About): SheetCells | null {
  const taken = deviation.policy === null ? packageCells(deviation.field, about) : policyCells(deviation.field, deviation.policy, about);
  return taken && { ...about.cells, ...taken };
}

function packageCells(field: Deviation['field'], about: About): Partial<PackageCells> | null {
  const { there } = about;
  switch (field) {
    case 'description':
      return there.package ? { description: there.package.description } : null;
    case 'shown':
      return there.package ? { shown: there.package.hidden ? 'no' : 'yes' } : null;
    case 'resources':
      return there.roles.length === 0 ? null : { resources: there.roles.map(({ resourceName, originId, originSystem, roleName }) => resourceText(originSystem === 'SharePointOnline' ? originId : about.withIds ? `${resourceName} ${originId}` : resourceName, roleName)) };
    case 'incompatible':
      return incompatibleCells(about);
    default:
      return null;
  }
}

/** One policy as the tenant has it: added where the sheet has none such, left out where the tenant has none and the package another. */
function policyCells(field: Deviation['field'], named: string, about: About): Partial<SheetCells> | null {
  const { paired, beside } = pairPolicies(about.there, about.row);
  const { policies } = about.cells;
  if (field === 'beside') {
    const there = beside.find(({ id }) => id === named);
    const added = there && wholePolicy(formOf(there.document), about);
    return added && !policies.some(({ policy }) => policy.toLowerCase() === added.policy.toLowerCase()) ? { policies: [...policies, added] } : null;
  }
  const at = about.row.policies.findIndex(({ name }) => name === named);
  if (field === 'missing') return at >= 0 && policies.length > 1 ? { policies: policies.filter((_, index) => index !== at) } : null;
  const there = paired[at]?.there;
  if (!there) return null;
  const taken = fieldCells(field, formOf(there.document), about, at);
  if (!taken) return null;
  const { prerequisite, prerequisiteNote, ...ofPolicy } = taken;
  return { ...(prerequisite ? { prerequisite } : {}), ...(prerequisiteNote === undefined ? {} : { prerequisiteNote }), policies: policies.map((policy, index) => (index === at ? { ...policy, ...ofPolicy } : policy)) };
}

type TakenCells = Partial<PolicyCells & Pick<PackageCells, 'prerequisite' | 'prerequisiteNote'>>;

/** @param at which policy of the row it is; null of one that is not in the sheet */
function fieldCells(field: Deviation['field'], form: Form, about: About, at: number | null): TakenCells | null {
  switch (field) {
    case 'policy':
      return { policy: form.name };
    case 'ask':
      return askCells(form, about, at);
    case 'approval':
      return approvalCells(form, about);
    case 'duration':
      return form.ends.how === 'notSpecified' ? { duration: 'never ends' } : form.ends.after.unit === 'written' ? null : { duration: endsText(form.ends as Ends) };
    case 'review':
      return reviewCells(form, about);
    default:
      return null;
  }
}

function wholePolicy(form: Form, about: About): PolicyCells | null {
  const parts = (['policy', 'ask', 'approval', 'duration', 'review'] as const).map((field) => fieldCells(field, form, about, null));
  return parts.every((part) => part !== null) && form.name ? Object.assign(emptyPolicy(), ...parts) as PolicyCells : null;
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

/**
 * Who may ask. A prerequisite that no policy limits by any more is kept as a note: nothing enforces it. Where another policy
 * is limited by it, it stays, and then it would limit this one too if everybody may ask by it.
 */
function askCells(form: Form, about: About, at: number | null): TakenCells | null {
  const word = wordFor(ASK_WORDS, form.scope);
  const ask = !mayAsk(form) ? null : word ? [word] : form.scope === 'automatic' ? ruleCells(form) : form.scope === 'specificConnectedOrganizationUsers' ? organisationCells(form, about) : form.scope === 'specificDirectoryUsers' ? namesOf('ask', form.targets, about) : null;
  if (!ask || ask.length === 0) return null;
  const { prerequisite, prerequisiteNote } = about.cells;
  if (prerequisite.length === 0) return { ask };
  const limits = (policy: Pick<WantedRow['policies'][number], 'ask'>): boolean => openTo(policy, about.row.prerequisite) !== policy.ask;
  if (at !== null && !about.row.policies.some((policy, index) => index !== at && limits(policy))) return { ask, prerequisite: [], prerequisiteNote: [prerequisiteNote, ...prerequisite].filter(Boolean).join('; ') };
  return limits({ ask: { scope: form.scope as WantedRow['policies'][number]['ask']['scope'], targets: [] } }) ? null : { ask };
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
function incompatibleCells({ there, cells, withIds, saidElsewhere }: About): Partial<PackageCells> | null {
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
