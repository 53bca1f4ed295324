/** From the changes of a draft and what the tenant has now to the writes that bring the one to the other. Pure. */
import { calledAs, isKey, jsonOf, saidBy, withIds, withNames } from './draft';
import type { Difference, DraftChange, DraftKind, DraftStep, Made, Ref, TenantObject, Wanted, WantedOf } from './draft';
import { differencesOf, rulesOf, STAGES } from './draft-kinds';
import { isSame, mergeVersions, saidIn } from './merge-versions';
import { isAutomatic } from './policy-form';
import { extensionsIn } from './policy-subject';

/** How many people have a package, or have it by a policy, or are getting it, and for how many more its delivery failed; `more` where the tenant was not asked for all of them. */
export type Held = { count: number; failed: number; more: boolean };

/** What of the tenant the changes of a draft touch, as it is now. */
export type TenantNow = {
  objects: readonly TenantObject[];
  /** Packages and policies by id. */
  held: ReadonlyMap<string, Held>;
  /** What policies hold that this version does not know, by policy: they would lose it. */
  unknown: ReadonlyMap<string, string[]>;
  /** What those are called now whom policies name, by id in small letters; of whoever is in none the policy's own word stands, or the id. */
  names?: Readonly<Record<string, string>>;
};

export type PlannedStep = Pick<DraftStep, 'position' | 'stage' | 'key' | 'kind' | 'operation' | 'name' | 'words' | 'differences' | 'wanted' | 'before' | 'objectId'> & {
  /** People who gain or lose something by it at once; null where nobody does. */
  affects: Held | null;
};

/** Two versions of the same object: what this draft makes of it, and what somebody made of it since. */
export type DraftConflict = { key: string; kind: DraftKind; name: string; words: string; rows: { field: string; base: string; mine: string; theirs: string; clash: boolean }[]; theirs: Wanted };

export type DraftProblem = { key: string; name: string; words: string; href?: string };

export type DraftPlan = {
  steps: PlannedStep[];
  /** Changes that the tenant has already. */
  nothing: { key: string; name: string; words: string }[];
  conflicts: DraftConflict[];
  problems: DraftProblem[];
  /** What is not known to be possible, and does not keep anybody from trying. */
  doubts: DraftProblem[];
};

const GONE = 'something that is gone';

const keyOf = (kind: DraftKind, id: string): string => `${kind} ${id.toLowerCase()}`;

/** All that is known while planning. */
class Planning {
  private readonly byId: Map<string, TenantObject>;
  private readonly bySame = new Map<string, TenantObject>();
  private readonly byKey: Map<string, DraftChange>;
  private readonly removed: Set<string>;

  readonly made: Map<string, { objectId: string }>;

  constructor(readonly changes: readonly DraftChange[], readonly now: TenantNow, made: Made, readonly since: 'drafted' | 'applied') {
    this.byId = new Map(now.objects.map((object) => [keyOf(object.kind, object.objectId), object]));
    for (const object of now.objects) {
      const same = this.sameAs(object.kind, object.is);
      if (same) this.bySame.set(same, object);
    }
    this.byKey = new Map(changes.map((change) => [change.key, change]));
    this.removed = new Set(changes.flatMap(({ kind, operation, objectId }) => (operation === 'delete' && objectId ? [keyOf(kind, objectId)] : [])));
    this.made = new Map(made);
    // What the tenant has already is not made; what refers to it has its id all the same.
    for (const { key, kind, operation, wanted } of changes) {
      const there = operation === 'create' && wanted && rulesOf(kind).there === 'done' ? this.twin(kind, this.resolved(wanted)) : undefined;
      if (there) this.made.set(key, { objectId: there.objectId });
    }
  }

  find = (kind: DraftKind, id: string): TenantObject | undefined => this.byId.get(keyOf(kind, id));

  change = (key: string): DraftChange | undefined => this.byKey.get(key);

  isRemoved = (kind: DraftKind, id: string): boolean => this.removed.has(keyOf(kind, id));

  /** The object the tenant knows as the same, or undefined. */
  twin(kind: DraftKind, wanted: Wanted): TenantObject | undefined {
    const same = this.sameAs(kind, wanted);
    return same === null ? undefined : this.bySame.get(same);
  }

  private sameAs(kind: DraftKind, wanted: Wanted): string | null {
    const parts = rulesOf(kind).sameAs(wanted);
    return parts.includes(null) ? null : JSON.stringify([kind, ...parts]);
  }

  /** With the id of everything that is made already in place of its key. */
  resolved(wanted: Wanted): Wanted {
    return withIds(wanted, this.made);
  }

  /** A policy of the tenant as it is once the changes before any removal are done. */
  drafted({ objectId, is }: Extract<TenantObject, { kind: 'policy' }>): WantedOf['policy'] {
    const change = this.changes.find((each) => each.kind === 'policy' && each.operation === 'update' && each.objectId === objectId);
    return (change?.wanted as WantedOf['policy'] | null | undefined) ?? is;
  }

  nameOf = (kind: DraftKind, ref: Ref): string => {
    if (isKey(ref)) return this.byKey.get(ref.key)?.name ?? calledAs(ref, GONE);
    const object = this.find(kind, ref.id);
    if (object) return rulesOf(kind).name(object.is);
    const drafted = this.changes.find((change) => change.kind === kind && (change.objectId === ref.id || this.made.get(change.key)?.objectId === ref.id));
    return drafted?.name ?? calledAs(ref, GONE);
  };

  /** With what it is in called as it is called now, for whoever reads it without the tenant. */
  named<W extends Wanted>(kind: DraftKind, wanted: W): W {
    return withNames(wanted, new Map(rulesOf(kind).refs(wanted).flatMap(({ kind: of, ref }): [string, string][] => {
      const name = this.nameOf(of, ref);
      return name === GONE ? [] : [[isKey(ref) ? ref.key : ref.id, name]];
    })));
  }

  /** Something an object is in or of that neither the tenant nor the draft has; null where all is there. */
  missing(wanted: Wanted, kind: DraftKind): string | null {
    return this.missingOf(rulesOf(kind).refs(wanted), true) ?? this.missingUse(wanted, kind);
  }

  /** Something an object names that the draft removes, or does not make any more; whether the tenant has the rest is for Entra to say. */
  missingUse(wanted: Wanted, kind: DraftKind): string | null {
    return this.missingOf(rulesOf(kind).uses?.(wanted) ?? [], false);
  }

  private missingOf(refs: readonly { kind: DraftKind; ref: Ref }[], inTenant: boolean): string | null {
    for (const { kind: of, ref } of refs) {
      const noun = rulesOf(of).noun;
      if (isKey(ref)) {
        const change = this.byKey.get(ref.key);
        if (change?.kind !== of || change.operation === 'delete') return `It needs ${noun} that this draft does not make any more.`;
      } else if (this.isRemoved(of, ref.id)) return `It needs ${noun} “${this.nameOf(of, ref)}”, which this draft removes.`;
      else if (inTenant && !this.find(of, ref.id) && ![...this.made.values()].some(({ objectId }) => objectId === ref.id)) return `It needs ${noun} that the tenant does not have any more.`;
    }
    return null;
  }

  /** The catalog a package or resource is in, as a text that tells catalogs apart. */
  catalogOf(kind: 'package' | 'catalogResource', ref: Ref): string | null {
    const is = isKey(ref) ? this.byKey.get(ref.key)?.wanted : this.find(kind, ref.id)?.is;
    if (!is || !('catalog' in is)) return null;
    const { catalog } = is;
    return isKey(catalog) ? (this.made.get(catalog.key)?.objectId ?? catalog.key) : catalog.id;
  }
}

/**
 * The steps of a draft in the order in which they have to go, at most one write for each object; what the tenant has
 * already, what somebody else changed since it was drafted, and what keeps it from being applied.
 * @param made what an earlier, broken off application of the draft made; those changes are done
 * @param since what the changes were before: drafted, or applied where they take that back
 */
export function planDraft(changes: readonly DraftChange[], now: TenantNow, made: Made = new Map(), since: 'drafted' | 'applied' = 'drafted'): DraftPlan {
  const planning = new Planning(changes, now, made, since);
  const plan: DraftPlan = { steps: [], nothing: [], conflicts: [], problems: [], doubts: [] };
  const drafted = new Map<string, string>();
  for (const change of changes) {
    if (made.has(change.key)) continue;
    const twin = change.wanted && draftedAs(change.kind, change.wanted);
    const other = twin ? drafted.get(twin) : undefined;
    if (twin) drafted.set(twin, change.name);
    if (other !== undefined) plan.problems.push({ key: change.key, name: change.name, words: `This draft has ${rulesOf(change.kind).noun} “${change.name}” twice. Remove one of them.` });
    else planChange(planning, change, plan);
  }
  plan.steps.sort((a, b) => a.stage - b.stage || (a.words < b.words ? -1 : a.words > b.words ? 1 : 0));
  plan.steps.forEach((step, index) => {
    step.position = index + 1;
  });
  return plan;
}

/** Tells the drafted apart before any of it has an id. */
function draftedAs(kind: DraftKind, wanted: Wanted): string | null {
  const { refs, sameAs } = rulesOf(kind);
  return JSON.stringify([kind, refs(wanted), sameAs(wanted)]);
}

function planChange(planning: Planning, change: DraftChange, plan: DraftPlan): void {
  const problem = (words: string, href?: string): void => void plan.problems.push({ key: change.key, name: change.name, words, ...(href ? { href } : {}) });
  switch (change.operation) {
    case 'create':
      return planCreate(planning, change, plan, problem);
    case 'update':
      return planUpdate(planning, change, plan, problem);
    case 'delete':
      return planDelete(planning, change, plan, problem);
  }
}

type Problem = (words: string, href?: string) => void;

const PAGES: Partial<Record<DraftKind, string>> = { catalog: '/catalogs', package: '/packages' };

function planCreate(planning: Planning, change: DraftChange, plan: DraftPlan, problem: Problem): void {
  const { kind } = change;
  const rules = rulesOf(kind);
  const wanted = planning.resolved(saidBy(change));
  const missing = planning.missing(wanted, kind);
  if (missing) return problem(missing);
  const strange = strangeRole(planning, wanted);
  if (strange) return problem(strange);
  const there = planning.twin(kind, wanted);
  // What this draft removes goes after all that it makes, and has its name until then.
  if (there) {
    if (rules.there === 'done') plan.nothing.push({ key: change.key, name: change.name, words: rules.words.create(wanted, planning.nameOf) });
    else problem(`The tenant has ${rules.noun} “${change.name}” already. Choose another name.`, PAGES[kind] && `${PAGES[kind]}/${there.objectId}`);
    return;
  }
  addStep(planning, plan, change, { stage: rules.stage.create, wanted, before: null, words: rules.words.create(wanted, planning.nameOf), affects: affected(planning, kind, wanted) });
}

/** A package hands out only what its own catalog has. */
function strangeRole(planning: Planning, wanted: Wanted): string | null {
  if (!('resource' in wanted)) return null;
  const [ofPackage, ofResource] = [planning.catalogOf('package', wanted.package), planning.catalogOf('catalogResource', wanted.resource)];
  return ofPackage !== null && ofResource !== null && ofPackage !== ofResource ? `“${planning.nameOf('package', wanted.package)}” is in another catalog than “${wanted.resourceName}”.` : null;
}

function planUpdate(planning: Planning, change: DraftChange, plan: DraftPlan, problem: Problem): void {
  const { kind, base } = change;
  const rules = rulesOf(kind);
  const wanted = planning.resolved(saidBy(change));
  const there = planning.find(kind, change.objectId ?? '');
  if (!there || !base) return problem(`The tenant does not have ${rules.noun} “${change.name}” any more.`);
  const unknown = planning.now.unknown.get(there.objectId);
  if (unknown) return problem(`It holds something that this version does not know (${unknown.join(', ')}) and would lose. Change it in Microsoft Entra.`);
  const gone = planning.missingUse(wanted, kind);
  if (gone) return problem(gone);
  const { merged, clashes } = mergeVersions(jsonOf(base), jsonOf(wanted), jsonOf(there.is));
  if (clashes.length > 0) {
    plan.conflicts.push({ key: change.key, kind, name: change.name, words: `Somebody changed the same in the tenant since ${planning.since === 'drafted' ? 'this was drafted' : 'it was applied'}.`, rows: sideBySide(planning, kind, base, wanted, there.is), theirs: planning.named(kind, there.is) });
    return;
  }
  const after = merged as unknown as Wanted;
  const words = rules.words.update(after, planning.nameOf);
  if (isSame(merged, jsonOf(there.is))) {
    plan.nothing.push({ key: change.key, name: change.name, words });
    return;
  }
  // Of two that have one name already each can be changed, as long as it keeps it.
  const renamed = JSON.stringify(rules.sameAs(after)) !== JSON.stringify(rules.sameAs(there.is));
  const twin = renamed ? planning.twin(kind, after) : undefined;
  if (twin && twin.objectId !== there.objectId && rules.there === 'taken') return problem(`The tenant has ${rules.noun} “${rules.name(after)}” already. Choose another name.`);
  addStep(planning, plan, change, { stage: rules.stage.update(there.is, after), wanted: after, before: there.is, words, affects: null });
}

function planDelete(planning: Planning, change: DraftChange, plan: DraftPlan, problem: Problem): void {
  const { kind } = change;
  const rules = rulesOf(kind);
  const there = planning.find(kind, change.objectId ?? '');
  const said = saidBy(change);
  const words = rules.words.delete(there?.is ?? said, planning.nameOf);
  if (!there) {
    plan.nothing.push({ key: change.key, name: change.name, words });
    return;
  }
  // What says no more than that two belong together has no other version of itself.
  if (rules.there === 'taken' && !isSame(jsonOf(said), saidIn(jsonOf(said), jsonOf(there.is)))) {
    plan.conflicts.push({ key: change.key, kind, name: change.name, words: `Somebody changed it in the tenant since ${planning.since === 'drafted' ? 'its removal was drafted' : 'it was made'}.`, rows: sideBySide(planning, kind, said, null, there.is), theirs: planning.named(kind, there.is) });
    return;
  }
  const unknown = kind === 'workflowExtension' ? planning.now.unknown.get(there.objectId) : undefined;
  if (unknown) return problem(`It holds something that this version does not know (${unknown.join(', ')}) and could not make again. Delete it in Microsoft Entra.`);
  const blockers = blockersOf(planning, kind, there);
  if (blockers.length > 0) return problem(blockers.join(' '), mendedAt(there));
  addStep(planning, plan, change, { stage: rules.stage.delete, wanted: null, before: there.is, words, affects: affected(planning, kind, there.is) });
}

/** Where what is in the way of a removal is found: of a package or policy the assignments, of a rule its editor. */
function mendedAt({ kind, objectId, is }: TenantObject): string | undefined {
  if (kind === 'package') return `${PAGES.package}/${objectId}?tab=assignments`;
  if (kind !== 'policy') return PAGES[kind] && `${PAGES[kind]}/${objectId}`;
  if (isKey(is.package)) return undefined;
  return `${PAGES.package}/${is.package.id}${isAutomatic(is.document) ? `/policies/${objectId}/edit` : '?tab=assignments'}`;
}

/** Why Entra would refuse to remove something, told before anybody tries. */
function blockersOf(planning: Planning, kind: DraftKind, { objectId, is }: TenantObject): string[] {
  const held = planning.now.held.get(objectId);
  if (kind === 'package' && isHeld(held)) return [`It has ${assignmentsWords(held)}. ${ELSEWHERE}`];
  if (kind === 'policy' && isHeld(held)) return [policyHeldWords(held, isAutomatic((is as WantedOf['policy']).document))];
  const left = planning.now.objects.filter((object) => !planning.isRemoved(object.kind, object.objectId));
  if (kind === 'catalog') {
    const packages = left.filter((object) => object.kind === 'package' && 'id' in object.is.catalog && object.is.catalog.id === objectId);
    return packages.length > 0 ? [`It holds ${listed(packages.map((object) => rulesOf('package').name(object.is)), 'package', 'packages')}. Delete them first.`] : [];
  }
  if (kind === 'workflowExtension') {
    const calling = left.flatMap((object) => (object.kind === 'policy' && extensionsIn(planning.drafted(object).document).some((id) => id.toLowerCase() === objectId.toLowerCase()) ? [`${rulesOf('policy').name(object.is)}” of “${planning.nameOf('package', object.is.package)}`] : []));
    return calling.length > 0 ? [`It is called by ${listed(calling, 'policy', 'policies')}. Take it out of ${calling.length === 1 ? 'it' : 'them'} first.`] : [];
  }
  if (kind === 'catalogResource' && 'originId' in is) {
    const uses = left.flatMap((object) => (object.kind === 'packageRole' && 'id' in object.is.resource && object.is.resource.id === objectId && 'id' in object.is.package && !planning.isRemoved('package', object.is.package.id) ? [planning.nameOf('package', object.is.package)] : []));
    return uses.length > 0 ? [`It is handed out by ${listed([...new Set(uses)], 'package', 'packages')}. Take it out of them first.`] : [];
  }
  return [];
}

function listed(names: readonly string[], one: string, many: string): string {
  const some = names.slice(0, 3).map((name) => `“${name}”`).join(', ');
  return `${names.length.toLocaleString('en-GB')} ${names.length === 1 ? one : many} (${some}${names.length > 3 ? ' and more' : ''})`;
}

/** Whether Entra refuses to remove what is held: an assignment whose delivery failed counts too. */
export function isHeld(held: Held | undefined): held is Held {
  return held !== undefined && held.count + held.failed > 0;
}

const ELSEWHERE = 'Take back the runs that gave them, or remove them in Microsoft Entra first; whoever was deleted in the last 30 days counts too.';

/** “71 assignments, one of them failed”. */
export function assignmentsWords({ count, failed, more }: Held): string {
  const all = count + failed;
  if (all === 1 && !more) return failed === 1 ? '1 assignment, which failed' : '1 assignment';
  return `${all.toLocaleString('en-GB')}${more ? ' or more' : ''} assignments${failed === 0 ? '' : `, ${failed === 1 ? 'one of them' : failed === all ? 'all of them' : `${failed.toLocaleString('en-GB')} of them`} failed`}`;
}

/** A rule that selects nobody. */
const NOBODY = 'user.objectId -eq null';

/** What keeps a policy from being deleted, and how it is mended: people leave a rule by themselves once it selects nobody. */
export function policyHeldWords(held: Held, automatic: boolean): string {
  const under = `Under this policy there ${held.count + held.failed === 1 && !held.more ? 'is' : 'are'} ${assignmentsWords(held)}; Microsoft Entra deletes it once there is none.`;
  if (!automatic) return `${under} ${ELSEWHERE}`;
  return `${under} Change its rule first so that it selects nobody (${NOBODY}), and let whoever no longer matches lose the package: Microsoft Entra then takes it from them, which may take a day. Delete the policy after that.`;
}

/** “12 people have”. */
export function heldWords({ count, more }: Held): string {
  return `${count.toLocaleString('en-GB')}${more ? ' or more' : ''} ${count === 1 && !more ? 'person has' : 'people have'}`;
}

/** A role that comes or goes does so for everybody who has the package. */
function affected(planning: Planning, kind: DraftKind, wanted: Wanted): Held | null {
  if (kind !== 'packageRole' || !('package' in wanted) || isKey(wanted.package)) return null;
  return planning.now.held.get(wanted.package.id) ?? null;
}

function sideBySide({ now: { names } }: Planning, kind: DraftKind, base: Wanted, mine: Wanted | null, theirs: Wanted): DraftConflict['rows'] {
  const [ours, others] = [differencesOf(kind, base, mine, names), differencesOf(kind, base, theirs, names)];
  const find = (list: Difference[], field: string): Difference | undefined => list.find((each) => each.field === field);
  return [...new Set([...ours, ...others].map(({ field }) => field))].map((field) => {
    const [my, their] = [find(ours, field), find(others, field)];
    const was = my?.before ?? their?.before ?? '';
    return { field, base: was, mine: mine === null ? 'removed' : (my?.after ?? was), theirs: their?.after ?? was, clash: my !== undefined && their !== undefined && my.after !== their.after };
  });
}

type Planned = Pick<PlannedStep, 'stage' | 'wanted' | 'before' | 'words' | 'affects'>;

function addStep(planning: Planning, plan: DraftPlan, { key, kind, operation, objectId }: DraftChange, planned: Planned): void {
  const [wanted, before] = [planned.wanted, planned.before].map((each) => each && planning.named(kind, each)) as [Wanted | null, Wanted | null];
  const said = wanted ?? before;
  plan.steps.push({ ...planned, wanted, before, position: plan.steps.length, key, kind, operation, objectId, name: said ? rulesOf(kind).name(said) : '', differences: differencesOf(kind, planned.before, planned.wanted, planning.now.names) });
}

/** True for what takes something away from somebody or from the tenant, so that it is confirmed first. */
export function removes(step: Pick<PlannedStep, 'operation' | 'stage'>): boolean {
  return step.operation === 'delete' || step.stage === STAGES.close;
}
