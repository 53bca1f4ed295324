import 'server-only';
import { getAccounts } from '@/lib/directory/accounts';
import { noteCard } from '@/lib/directory/note-look-up';
import type { Person } from '@/lib/directory/person';
import { isAppError } from '@/lib/errors';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { listConnectedOrganizations } from '@/lib/graph/connected-organizations';
import { getPackageDesign } from '@/lib/graph/packages';
import { groupsAround, sponsorsOf } from '@/lib/graph/people-around';
import { readWholePolicies } from '@/lib/graph/policy-documents';
import { managersOf } from '@/lib/graph/users';
import { parseRule } from '@/lib/rules/parse-rule';
import type { Rule } from '@/lib/rules/rule';
import { isObject } from './policy-document';
import type { PolicyDocument } from './policy-document';
import { formOf } from './policy-form';
import { isRelation, kindOf, levelOf, nameOf } from './policy-subject';
import type { Subject } from './policy-subject';
import { whichPolicy } from './which-policy';
import type { PolicyVerdict, Somebody } from './which-policy';

/** Who would be asked in one stage, as they are found for this person. */
export type AskedStage = { asked: string[]; /** Nobody was found, so these stand in. */ standIns: boolean; unknown: boolean };

export type WhoView = {
  package: { id: string; name: string; catalogId: string; catalogName: string };
  person: Person | null;
  verdicts: (PolicyVerdict & { stages: AskedStage[] })[];
};

async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isAppError(error, 'noPermission') || isAppError(error, 'consentMissing') || isAppError(error, 'noLicence')) return null;
    throw error;
  }
}

const DEEPEST = 4;

/**
 * Which of a package's policies somebody would get, read from the tenant as it is now. That they were looked at is written down.
 * @param personId null: nobody is chosen yet, and only the package is read
 * @throws AppError `notFound`
 */
export async function loadWhoView(graph: Graph, by: { personId: string; name: string }, packageId: string, personId: string | null): Promise<WhoView> {
  const design = await getPackageDesign(graph, packageId);
  const of = { id: design.id, name: design.name, catalogId: design.catalogId, catalogName: design.catalogName };
  if (!personId) return { package: of, person: null, verdicts: [] };
  const [catalog, policies, groups, organizations] = await Promise.all([getCatalog(graph, design.catalogId), readWholePolicies(graph, design.policies.map(({ id }) => id)), orNull(groupsAround(graph, personId)), orNull(listConnectedOrganizations(graph))]);
  const account = (await getAccounts(graph, [personId], rulesOf(policies))).get(personId.toLowerCase());
  if (!account) return { package: of, person: null, verdicts: [] };
  await noteCard(by, account.id);
  const { attributes, ...person } = account;
  const somebody: Somebody = { id: account.id, name: account.name, external: account.external, userType: account.userType, groups: groups && new Set(groups.keys()), organization: account.external ? organizationOf(account, organizations) : null, attributes };
  const names = Object.fromEntries([...(groups ?? [])].map(([id, name]) => [id.toLowerCase(), name]));
  const verdicts = whichPolicy(policies, somebody, catalog, new Date(), names);
  const asking = new Set(verdicts.filter(({ outcome }) => outcome !== 'notTheirs' && outcome !== 'itself').map(({ id }) => id));
  const around = await aroundOf(graph, account.id, policies.filter(({ id }) => asking.has(id)).map(({ document }) => document));
  return { package: of, person, verdicts: verdicts.map((verdict) => ({ ...verdict, stages: asking.has(verdict.id) ? stagesFor(policies.find(({ id }) => id === verdict.id)?.document, around, names) : [] })) };
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

/** Managers by level, and sponsors; null where they may not be read. */
type Around = { managers: (string | null)[] | null; sponsors: string[] | null };

async function aroundOf(graph: Graph, personId: string, documents: readonly PolicyDocument[]): Promise<Around> {
  const asked = documents.flatMap((document) => formOf(document).approval.stages.flatMap((stage) => stage.approvers));
  const deepest = Math.min(DEEPEST, Math.max(0, ...asked.filter((subject) => /Manager$/.test(kindOf(subject))).map(levelOf)));
  const [managers, sponsors] = await Promise.all([orNull(managersAbove(graph, personId, deepest)), asked.some((subject) => kindOf(subject) === 'targetUserSponsors') ? orNull(sponsorsOf(graph, personId)) : []]);
  return { managers, sponsors };
}

async function managersAbove(graph: Graph, personId: string, levels: number): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  let below: string | undefined = personId;
  for (let level = 0; level < levels; level += 1) {
    const manager: Person | undefined = below === undefined ? undefined : (await managersOf(graph, [below])).get(below);
    found.push(manager?.name ?? null);
    below = manager?.id;
  }
  return found;
}

function stagesFor(document: PolicyDocument | undefined, around: Around, names: Readonly<Record<string, string>>): AskedStage[] {
  if (!document) return [];
  const { approval } = formOf(document);
  if (!approval.toGet) return [];
  return approval.stages.map((stage) => {
    const first = found(stage.approvers, around, names);
    if (first.asked.length > 0 || first.unknown) return { ...first, standIns: false };
    return { ...found(stage.fallbacks, around, names), standIns: true };
  });
}

function found(subjects: readonly Subject[], { managers, sponsors }: Around, names: Readonly<Record<string, string>>): { asked: string[]; unknown: boolean } {
  let unknown = false;
  const asked = subjects.flatMap((subject): string[] => {
    const kind = kindOf(subject);
    if (kind === 'group') return [`the members of “${nameOf(subject, names)}”`];
    if (!isRelation(subject)) return [nameOf(subject, names)];
    if (kind === 'requestorManager' || kind === 'targetManager') {
      unknown ||= managers === null;
      const manager = managers?.[levelOf(subject) - 1];
      return manager ? [`${manager}, ${nameOf(subject)}`] : [];
    }
    if (kind === 'targetUserSponsors') {
      unknown ||= sponsors === null;
      return (sponsors ?? []).map((name) => `${name}, their sponsor`);
    }
    // Who answers for a connected organisation is not read here.
    return [nameOf(subject)];
  });
  return { asked, unknown };
}
