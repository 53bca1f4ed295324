import 'server-only';
import { orNotKnown } from '@/lib/errors';
import { getAccounts } from '@/lib/directory/accounts';
import { noteCard } from '@/lib/directory/note-look-up';
import type { Person } from '@/lib/directory/person';
import { getCatalog } from '@/lib/graph/catalogs';
import { listOpenRequests } from '@/lib/graph/assignment-requests';
import { listAssignments } from '@/lib/graph/assignments';
import type { Graph, Page } from '@/lib/graph/client';
import { listConnectedOrganizations } from '@/lib/graph/connected-organizations';
import { groupFacts } from '@/lib/graph/groups';
import { getPackageDesign, readConflicts } from '@/lib/graph/packages';
import { groupsAround, sponsorsOf } from '@/lib/graph/people-around';
import { readWholePolicies } from '@/lib/graph/policy-documents';
import { managersOf } from '@/lib/graph/users';
import { parseRule } from '@/lib/rules/parse-rule';
import type { Rule } from '@/lib/rules/rule';
import { barriersTo } from './asking-barriers';
import type { Barriers } from './asking-barriers';
import type { Assignment } from './assignment';
import { amountWords, durationOf } from './policy-amount';
import { isObject } from './policy-document';
import type { PolicyDocument } from './policy-document';
import { formOf } from './policy-form';
import { idOf, isRelation, kindOf, levelOf, nameOf } from './policy-subject';
import type { Subject } from './policy-subject';
import { whichPolicy } from './which-policy';
import type { PolicyVerdict, Somebody } from './which-policy';

/**
 * Who would be asked in one stage, as they are found for this person: `asked` are those who can answer, `disabled` those whose
 * account does not let them. Entra asks those too, and nobody in their place: stand-ins are for where nobody is found.
 */
export type AskedStage = {
  asked: string[];
  disabled: string[];
  standIns: boolean;
  unknown: boolean;
  /** Whom it goes to, and after how long, where nobody answers. */
  escalation: { after: string; asked: string[]; disabled: string[] } | null;
};

export type WhoView = {
  package: { id: string; name: string; catalogId: string; catalogName: string };
  person: Person | null;
  /** What keeps them from asking, whatever the policy. */
  barriers: Barriers;
  verdicts: (PolicyVerdict & { stages: AskedStage[] })[];
};

const DEEPEST = 4;
const NO_BARRIERS: Barriers = { sure: [], unknown: [] };

/**
 * Which of a package's policies somebody would get, read from the tenant as it is now. That they were looked at is written down.
 * @param personId null: nobody is chosen yet, and only the package is read
 * @throws AppError `notFound`
 */
export async function loadWhoView(graph: Graph, by: { personId: string; name: string }, packageId: string, personId: string | null): Promise<WhoView> {
  const design = await getPackageDesign(graph, packageId);
  const of = { id: design.id, name: design.name, catalogId: design.catalogId, catalogName: design.catalogName };
  if (!personId) return { package: of, person: null, barriers: NO_BARRIERS, verdicts: [] };
  const [catalog, policies, groups, organizations, assignments, requests, conflicts] = await Promise.all([
    getCatalog(graph, design.catalogId), readWholePolicies(graph, design.policies.map(({ id }) => id)), orNotKnown(groupsAround(graph, personId)), orNotKnown(listConnectedOrganizations(graph)),
    orNotKnown(assignmentsOf(graph, personId)), orNotKnown(listOpenRequests(graph, packageId)), readConflicts(graph, [packageId]),
  ]);
  const account = (await getAccounts(graph, [personId], rulesOf(policies))).get(personId.toLowerCase());
  if (!account) return { package: of, person: null, barriers: NO_BARRIERS, verdicts: [] };
  await noteCard(by, account.id);
  const { attributes, ...person } = account;
  const somebody: Somebody = { id: account.id, name: account.name, external: account.external, userType: account.userType, groups: groups && new Set(groups.keys()), organization: account.external ? organizationOf(account, organizations) : null, attributes };
  const names = Object.fromEntries([...(groups ?? [])].map(([id, name]) => [id.toLowerCase(), name]));
  const verdicts = whichPolicy(policies, somebody, catalog, new Date(), names);
  const asking = new Set(verdicts.filter(({ outcome }) => outcome !== 'notTheirs' && outcome !== 'itself').map(({ id }) => id));
  const around = await aroundOf(graph, account.id, policies.filter(({ id }) => asking.has(id)).map(({ document }) => document));
  const own = requests && requests.filter((request) => request.personId.toLowerCase() === account.id.toLowerCase());
  const barriers = barriersTo({ packageId, name: account.name, enabled: account.enabled, assignments, requests: own, groups: groups && new Set(Object.keys(names)), conflicts });
  return { package: of, person, barriers, verdicts: verdicts.map((verdict) => ({ ...verdict, stages: asking.has(verdict.id) ? stagesFor(policies.find(({ id }) => id === verdict.id)?.document, around, { ...names, ...around.groups }) : [] })) };
}

async function assignmentsOf(graph: Graph, personId: string): Promise<Assignment[]> {
  const found: Assignment[] = [];
  let next: string | null = null;
  do {
    const page: Page<Assignment> = await listAssignments(graph, { personId }, next);
    found.push(...page.items);
    next = page.next;
  } while (next);
  return found;
}

function rulesOf(policies: readonly { document: PolicyDocument }[]): Rule[] {
  return policies.flatMap(({ document }) => {
    const parsed = isObject(document.automaticRequestSettings) ? parseRule(formOf(document).rule) : null;
    return parsed?.ok ? [parsed.rule] : [];
  });
}

/** By the domain of their mail; an organisation known by its tenant alone cannot be told from here. */
function organizationOf({ mail, userPrincipalName }: Person, organizations: Awaited<ReturnType<typeof listConnectedOrganizations>> | null): Somebody['organization'] {
  if (!organizations) return 'unknown';
  const domain = (mail?.split('@')[1] ?? /_([^_]+)#EXT#/i.exec(userPrincipalName)?.[1] ?? '').toLowerCase();
  const found = organizations.find(({ source }) => isObject(source) && typeof source.domainName === 'string' && source.domainName.toLowerCase() === domain);
  if (found) return { id: found.id, configured: found.state === 'configured' };
  return organizations.some(({ source }) => !isObject(source) || typeof source.domainName !== 'string') ? 'unknown' : null;
}

/** Somebody who may be asked: their name, and whether their account lets them answer. */
type Approver = Pick<Person, 'name' | 'enabled'>;

/** Managers by level, sponsors, and the people that policies name, by id in small letters; null where they may not be read. `groups` is what the groups they name are called now, as far as that is known. */
type Around = { groups: Readonly<Record<string, string>>; managers: (Approver | null)[] | null; sponsors: Approver[] | null; people: ReadonlyMap<string, Approver> | null };

async function aroundOf(graph: Graph, personId: string, documents: readonly PolicyDocument[]): Promise<Around> {
  const asked = documents.flatMap((document) => formOf(document).approval.stages.flatMap((stage) => [...stage.approvers, ...stage.fallbacks, ...stage.escalation, ...stage.escalationFallbacks]));
  const deepest = Math.min(DEEPEST, Math.max(0, ...asked.filter((subject) => /Manager$/.test(kindOf(subject))).map(levelOf)));
  const ids = asked.filter((subject) => kindOf(subject) === 'person').map(idOf);
  const groupIds = asked.filter((subject) => kindOf(subject) === 'group').map(idOf);
  const [managers, sponsors, people, groups] = await Promise.all([
    orNotKnown(managersAbove(graph, personId, deepest)),
    asked.some((subject) => kindOf(subject) === 'targetUserSponsors') ? orNotKnown(sponsorsAround(graph, personId)) : [],
    ids.length === 0 ? new Map<string, Approver>() : orNotKnown(getAccounts(graph, ids, [])),
    groupIds.length === 0 ? null : orNotKnown(groupFacts(graph, groupIds)),
  ]);
  return { groups: Object.fromEntries([...(groups ?? [])].map(([id, { name }]) => [id.toLowerCase(), name])), managers, sponsors, people: people && new Map([...people].map(([id, person]) => [id.toLowerCase(), person])) };
}

async function managersAbove(graph: Graph, personId: string, levels: number): Promise<(Approver | null)[]> {
  const found: (Approver | null)[] = [];
  let below: string | undefined = personId;
  for (let level = 0; level < levels; level += 1) {
    const manager: Person | undefined = below === undefined ? undefined : (await managersOf(graph, [below])).get(below);
    found.push(manager ?? null);
    below = manager?.id;
  }
  return found;
}

/** A sponsor may be a group, which has no account. */
async function sponsorsAround(graph: Graph, personId: string): Promise<Approver[]> {
  const sponsors = await sponsorsOf(graph, personId);
  const accounts = sponsors.length === 0 ? new Map<string, Approver>() : await getAccounts(graph, sponsors.map(({ id }) => id), []);
  return sponsors.map(({ id, name }) => ({ name, enabled: accounts.get(id)?.enabled ?? true }));
}

function stagesFor(document: PolicyDocument | undefined, around: Around, names: Readonly<Record<string, string>>): AskedStage[] {
  if (!document) return [];
  const { approval } = formOf(document);
  if (!approval.toGet) return [];
  return approval.stages.map((stage) => {
    const of = (subjects: readonly Subject[], standIns: readonly Subject[]) => {
      const first = found(subjects, around, names);
      return first.asked.length + first.disabled.length > 0 || first.unknown ? { ...first, standIns: false } : { ...found(standIns, around, names), standIns: true };
    };
    const { unknown: _unknown, standIns: _standIns, ...escalated } = of(stage.escalation, stage.escalationFallbacks);
    return { ...of(stage.approvers, stage.fallbacks), escalation: stage.escalates ? { after: amountWords(durationOf(stage.escalateAfter) ?? undefined), ...escalated } : null };
  });
}

function found(subjects: readonly Subject[], { managers, sponsors, people }: Around, names: Readonly<Record<string, string>>): Pick<AskedStage, 'asked' | 'disabled' | 'unknown'> {
  let unknown = false;
  const disabled: string[] = [];
  const answering = (approver: Approver, called: string): string[] => {
    if (!approver.enabled) disabled.push(called);
    return approver.enabled ? [called] : [];
  };
  const asked = subjects.flatMap((subject): string[] => {
    const kind = kindOf(subject);
    if (kind === 'group') return [`the members of “${nameOf(subject, names)}”`];
    const person = kind === 'person' ? people?.get(idOf(subject).toLowerCase()) : undefined;
    if (person) return answering(person, person.name);
    if (!isRelation(subject)) return [nameOf(subject, names)];
    if (kind === 'requestorManager' || kind === 'targetManager') {
      unknown ||= managers === null;
      const manager = managers?.[levelOf(subject) - 1];
      return manager ? answering(manager, `${manager.name}, ${nameOf(subject)}`) : [];
    }
    if (kind === 'targetUserSponsors') {
      unknown ||= sponsors === null;
      return (sponsors ?? []).flatMap((sponsor) => answering(sponsor, `${sponsor.name}, their sponsor`));
    }
    // Who answers for a connected organisation is not read here.
    return [nameOf(subject)];
  });
  return { asked, disabled, unknown };
}
