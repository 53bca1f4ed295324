/**
 * A package with its policies in which some words are left open: `{{department}}` stands for what is filled in when a package
 * is made of it. Pure: read in the browser too.
 */
import type { WantedOf } from './draft';
import { isObject } from './policy-document';
import type { Json, PolicyDocument } from './policy-document';

export const PARAMETER_KINDS = ['text', 'days', 'person', 'group'] as const;
export type ParameterKind = (typeof PARAMETER_KINDS)[number];

/** What is left open. `name` is what its placeholders say; `start` is what a text or a number begins with. */
export type TemplateParameter = { name: string; label: string; kind: ParameterKind; start: string };

/** A role that the original handed out; a catalog that has its resource offers it. */
export type TemplateRole = Omit<WantedOf['packageRole'], 'package' | 'resource'>;

export type TemplateContent = {
  parameters: TemplateParameter[];
  package: Omit<WantedOf['package'], 'catalog'>;
  roles: TemplateRole[];
  policies: PolicyDocument[];
};

export type PackageTemplate = { id: string; name: string; description: string; content: TemplateContent; version: number; changedByName: string; changedAt: Date };

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

export const placeholder = (name: string): string => `{{${name}}}`;

/** The names of the placeholders in a text. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');
}

type Leaf = { path: (string | number)[]; text: string };

function* textsOf(value: Json, path: (string | number)[] = []): Generator<Leaf> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value)) for (const [index, each] of value.entries()) yield* textsOf(each, [...path, index]);
  else if (isObject(value)) for (const [name, each] of Object.entries(value)) yield* textsOf(each, [...path, name]);
}

/** Which kind of parameter a place takes; a text takes any. */
function kindAt(path: Leaf['path']): ParameterKind | null {
  const last = path.at(-1);
  if (last === 'userId') return 'person';
  if (last === 'groupId') return 'group';
  return typeof last === 'string' && /duration|gracePeriod/i.test(last) ? 'days' : null;
}

export type CheckedTemplate = {
  /** Placeholders that no parameter fills, and parameters in places they cannot fill, in sentences. */
  wrong: string[];
  /** Parameters that nothing asks for, by label. */
  unused: string[];
};

const KIND_WORDS: Record<ParameterKind, string> = { text: 'a text', days: 'a number of days', person: 'a person', group: 'a group' };

/** Whether every placeholder has its parameter, of the right kind, and every parameter its place. */
export function checkTemplate({ parameters, package: of, policies }: TemplateContent): CheckedTemplate {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const used = new Set<string>();
  const wrong: string[] = [];
  for (const name of new Set(parameters.map((parameter) => parameter.name))) {
    if (parameters.filter((parameter) => parameter.name === name).length > 1) wrong.push(`Two parameters are called “${name}”. Rename one of them.`);
  }
  const leaves: (Leaf & { where: string })[] = [
    ...[...textsOf({ name: of.name, description: of.description })].map((leaf) => ({ ...leaf, where: 'the package' })),
    ...policies.flatMap((document, index) => [...textsOf(document)].map((leaf) => ({ ...leaf, where: `the policy “${policyName(document, index)}”` }))),
  ];
  for (const { path, text, where } of leaves) {
    for (const name of placeholdersIn(text)) {
      const parameter = byName.get(name);
      used.add(name);
      const kind = kindAt(path);
      if (!parameter) wrong.push(`${placeholder(name)} in ${where} is no parameter. Add one of this name, or take it out.`);
      else if (kind && parameter.kind !== kind) wrong.push(`${placeholder(name)} in ${where} stands where ${KIND_WORDS[kind]} belongs, and “${parameter.label}” is ${KIND_WORDS[parameter.kind]}.`);
    }
  }
  return { wrong: [...new Set(wrong)], unused: parameters.filter(({ name }) => !used.has(name)).map(({ label }) => label) };
}

function policyName(document: PolicyDocument, index: number): string {
  return typeof document.displayName === 'string' && document.displayName ? document.displayName : `number ${index + 1}`;
}

/** What was filled in: of a person or group its id and its name. */
export type Filled = { text: string; id?: string };

/** With every placeholder filled; one nothing is known for yet stands as its name. */
function filledIn<V extends Json>(value: V, values: ReadonlyMap<string, Filled>): V {
  const fill = (text: string, path: (string | number)[]): string => text.replace(PLACEHOLDER, (_, name: string) => {
    const filled = values.get(name);
    return (kindAt(path) === 'person' || kindAt(path) === 'group' ? filled?.id : filled?.text) ?? `‹${name}›`;
  });
  const walk = (each: Json, path: (string | number)[]): Json => {
    if (typeof each === 'string') return fill(each, path);
    if (Array.isArray(each)) return each.map((one, index) => walk(one, [...path, index]));
    return isObject(each) ? Object.fromEntries(Object.entries(each).map(([name, one]) => [name, walk(one, [...path, name])])) : each;
  };
  return walk(value, []) as V;
}

/** The package and the policies that come of a template. */
export function fillTemplate({ package: of, policies }: TemplateContent, values: ReadonlyMap<string, Filled>): Pick<TemplateContent, 'package' | 'policies'> {
  const { hidden, ...words } = of;
  return { package: { ...filledIn(words, values), hidden }, policies: policies.map((document) => filledIn(document, values)) };
}

/** @returns a sentence by parameter where its value cannot be taken */
export function checkValues({ parameters, policies }: Pick<TemplateContent, 'parameters' | 'policies'>, values: Readonly<Record<string, string>>): Record<string, string> {
  const inRules = new Set(policies.flatMap((document) => [...textsOf(document)].filter(({ path }) => path.at(-1) === 'membershipRule').flatMap(({ text }) => placeholdersIn(text))));
  const wrong: Record<string, string> = {};
  for (const { name, label, kind } of parameters) {
    const value = (values[name] ?? '').trim();
    if (value === '') wrong[name] = kind === 'person' || kind === 'group' ? `Choose ${KIND_WORDS[kind]}: ${label}.` : `Fill in ${label}.`;
    else if (kind === 'days' && !(/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= 3660)) wrong[name] = 'A whole number of days from 1 to 3,660.';
    else if (kind === 'text' && /[{}]/.test(value)) wrong[name] = 'Leave out { and }.';
    else if (inRules.has(name) && /["'`\\]/.test(value)) wrong[name] = 'It stands in a membership rule: leave out quotes and backslashes.';
  }
  return wrong;
}

/** A place in a policy that can be left open, as a form shows it. */
export type Spot = { path: string; label: string; kind: 'text' | 'days' | 'person' | 'group'; value: string; rows?: number };

const WHOSE: Record<string, string> = {
  specificAllowedTargets: 'Who it is for', onBehalfRequestors: 'Who may ask for others', primaryApprovers: 'who decides', fallbackPrimaryApprovers: 'who decides where nobody is found', escalationApprovers: 'who is asked later', fallbackEscalationApprovers: 'who is asked later where nobody is found',
  primaryReviewers: 'Who reviews', fallbackReviewers: 'Who reviews where nobody is found',
};

/** The words, lengths of time, people and groups of a policy, each with where it stands. */
export function spotsOf(document: PolicyDocument): Spot[] {
  return [...textsOf(document)].flatMap(({ path, text }): Spot[] => {
    const last = path.at(-1);
    const at = path.join('/');
    const stage = path[1] === 'stages' && typeof path[2] === 'number' ? `Decision ${path[2] + 1}: ` : '';
    const list = [...path].reverse().find((part): part is string => typeof part === 'string' && part in WHOSE);
    if (at === 'displayName') return [{ path: at, label: 'Name', kind: 'text', value: text }];
    if (at === 'description') return [{ path: at, label: 'Description', kind: 'text', value: text, rows: 2 }];
    if (last === 'membershipRule') return [{ path: at, label: 'Rule', kind: 'text', value: text, rows: 3 }];
    if (last === 'text' && path[0] === 'questions' && path.length === 3) return [{ path: at, label: `Question ${Number(path[1]) + 1}`, kind: 'text', value: text }];
    if (last === 'userId' || last === 'groupId') return [{ path: at, label: `${stage}${list ? WHOSE[list] ?? '' : 'Who'}`, kind: last === 'userId' ? 'person' : 'group', value: text }];
    const days = kindAt(path) === 'days' ? /^P(\d+|\{\{[^{}]*\}\})D$/.exec(text)?.[1] : undefined;
    if (days === undefined) return [];
    const label = at === 'expiration/duration' ? 'Access ends after' : last === 'durationBeforeAutomaticDenial' ? `${stage}within` : last === 'durationBeforeEscalation' ? `${stage}asks others after` : last === 'gracePeriodBeforeAccessRemoval' ? 'Who leaves keeps it for' : 'A review lasts';
    return [{ path: at, label, kind: 'days', value: days }];
  });
}

/** The name of whom a place of a policy names, as the policy says it. */
export function namedAt(document: PolicyDocument, path: string): string {
  const subject = path.split('/').slice(0, -1).reduce<Json | undefined>((value, part) => (Array.isArray(value) ? value[Number(part)] : isObject(value) ? value[part] : undefined), document);
  return isObject(subject) && typeof subject.description === 'string' ? subject.description : '';
}

/** The policy with another value in a place that spotsOf names. @param name of a person or group, where it is one of the tenant */
export function withSpot(document: PolicyDocument, { path, kind }: Pick<Spot, 'path' | 'kind'>, value: string, name?: string): PolicyDocument {
  const parts = path.split('/');
  const put = (of: Json, rest: string[]): Json => {
    const [part = '', ...further] = rest;
    const within = (old: Json | undefined): Json => (further.length === 0 ? (kind === 'days' ? `P${value}D` : value) : put(old ?? null, further));
    if (Array.isArray(of)) return of.map((each, index) => (String(index) === part ? within(each) : each));
    if (!isObject(of)) return of;
    const subject: { [name: string]: Json } = further.length === 0 && (kind === 'person' || kind === 'group') ? { description: name ?? value } : {};
    return { ...of, [part]: within(of[part]), ...subject };
  };
  return put(document, parts) as PolicyDocument;
}
