/**
 * Whether a catalog can take a group, application or site, judged before anybody tries: what stands in the way, why, what
 * mends it, and the page it stands on. What was not read is told as such and never taken for fine. Pure: read in the browser too.
 */
import { dayWords } from '@/lib/rollout/count-words';
import { EXPORT_HOLDS_DAYS, leftOutNow, usesWords } from './access-policy';
import type { AccessFacts, AccessUse } from './access-policy';
import type { NamedPerson } from './accountable-owner';
import type { Candidate } from './catalog';
import { NEVER_RESOURCES } from './catalog';

export type Origin = { originSystem: Candidate['originSystem']; originId: string };

/** What a group says of itself; `managedByPim` is false where nobody is eligible, which a managed one may look like too, and null where it may not be read. `licences` are names of products. */
export type GroupResourceFacts = {
  synchronised: boolean; dynamic: boolean; distribution: boolean; roleAssignable: boolean; restricted: boolean; hiddenMembership: boolean; licences: readonly string[]; managedByPim: boolean | null;
};

/** What an application says of itself; `organisationId` is whose it is. */
export type ApplicationFacts = { appId: string; assignmentRequired: boolean; organisationId: string | null; personalOnly: boolean };

/** Whether whoever asks may add it: as its owner, by an Entra role, not, or not known. */
export type Right = 'owner' | 'role' | 'none' | 'unknown';

/** All that is known of a resource that shall enter a catalog. What is null could not be read. */
export type ResourceFacts = Origin & {
  name: string;
  about: string;
  group?: GroupResourceFacts;
  application?: ApplicationFacts;
  /** Null for sites, whose owners Graph does not show, and where they may not be read. */
  owners: readonly NamedPerson[] | null;
  right: Right;
  /** Catalogs that have it already. */
  catalogs: readonly { id: string; name: string }[] | null;
  /** What the export of the Conditional Access policies says of it; null where nobody brought one. */
  conditionalAccess: AccessFacts | null;
};

export const READINESS_TRAITS = [
  'synchronised', 'dynamic', 'distribution', 'roleAssignable', 'managedByPim', 'neverTaken', 'microsoftsOwn', 'personalOnly', 'assignmentNotRequired', 'restricted', 'hiddenMembership', 'licences', 'leftOutOfAccessPolicy', 'blockedByAccessPolicy', 'conditionalAccess', 'noOwner', 'inThisCatalog', 'inAnotherCatalog', 'noRight',
] as const;
export type ReadinessTrait = (typeof READINESS_TRAITS)[number];

/** `notKnown` leaves open whether it can be added at all; `warning` is what does harm to who gets it, or by them; `notLookedAt` leaves open only whether there is a word to say. */
export type ReadinessLevel = 'cannot' | 'notKnown' | 'warning' | 'word' | 'notLookedAt';

export type ReadinessFinding = { trait: ReadinessTrait; level: ReadinessLevel; what: string; why: string; mend: string; source: { title: string; address: string }; /** Where in the portal it is mended. */ link?: { label: string; href: string } };

export type Readiness = 'ready' | 'warning' | 'word' | 'cannot' | 'notKnown';

const LEARN = 'https://learn.microsoft.com/entra/id-governance/';
const RESOURCES = { title: 'Resources of a catalog', address: `${LEARN}entitlement-management-catalog-create` };
const ROLES = { title: 'Resource roles of an access package', address: `${LEARN}entitlement-management-access-package-resources` };
const DELEGATE = { title: 'Who may add resources', address: `${LEARN}entitlement-management-delegate` };
const PIM = { title: 'Eligible membership of groups', address: `${LEARN}entitlement-management-access-package-pim-reference` };
const INTEGRATE = { title: 'Integrate an application', address: `${LEARN}identity-governance-applications-integrate` };
const RESTRICTED = { title: 'Restricted management administrative units', address: 'https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management' };
const LICENSING = { title: 'Group-based licensing', address: 'https://learn.microsoft.com/entra/fundamentals/concept-group-based-licensing' };
const HIDDEN = { title: 'Visibility of a group', address: 'https://learn.microsoft.com/graph/api/resources/group#group-visibility-options' };
const ACCESS = { title: 'Conditional Access: users and groups', address: 'https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-users-groups' };
const OWNERS = { title: 'Deploying access packages', address: `${LEARN}identity-governance-applications-deploy` };

/** The organisation that Microsoft's own applications belong to (learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in). */
const MICROSOFT_ORGANISATIONS = new Set(['f8cdef31-a31e-4b4a-93e4-5f571e91255a', '72f988bf-86f1-41af-91ab-2d7cd011db47']);

/** Who may add what. */
const WHO_MAY: Record<Candidate['originSystem'] | 'roleAssignable', string> = {
  AadGroup: 'an owner of the group, a Groups Administrator or a User Administrator',
  roleAssignable: 'an owner of the group, a Privileged Role Administrator or a Global Administrator, since it can hold Entra roles',
  AadApplication: 'an owner of the application, an Application Administrator or an Identity Governance Administrator',
  SharePointOnline: 'whoever manages the permissions of the site, a SharePoint Administrator or a Global Administrator',
};

/** Who may add a resource; of a group of which it is not known whether it can hold Entra roles, for both. */
export function whoMay({ originSystem, group }: Pick<ResourceFacts, 'group'> & { originSystem: Candidate['originSystem'] }): string {
  if (originSystem === 'AadGroup' && !group) return `${WHO_MAY.AadGroup}; for a group that can hold Entra roles an owner, a Privileged Role Administrator or a Global Administrator`;
  return WHO_MAY[group?.roleAssignable ? 'roleAssignable' : originSystem];
}

/**
 * What stands in the way of a resource, the worst first.
 * @param catalogId the catalog it shall enter
 */
export function judgeReadiness(facts: ResourceFacts, catalogId: string): { readiness: Readiness; findings: ReadinessFinding[] } {
  const findings = [...ofGroup(facts), ...ofApplication(facts), ...ofAll(facts, catalogId), ...accessFindings(facts)].sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  const [worst] = findings;
  return { readiness: worst && worst.level !== 'notLookedAt' ? worst.level : 'ready', findings };
}

/** A finding as one text: what, why, and what mends it. */
export function readinessWords({ what, why, mend }: ReadinessFinding): string {
  return `${what}. ${why} ${mend}`;
}

const ORDER: readonly ReadinessLevel[] = ['cannot', 'notKnown', 'warning', 'word', 'notLookedAt'];

function ofGroup({ group }: ResourceFacts): ReadinessFinding[] {
  if (!group) return [];
  const found: ReadinessFinding[] = [];
  const say = (trait: ReadinessTrait, level: ReadinessLevel, what: string, why: string, mend: string, source: ReadinessFinding['source']): void => void found.push({ trait, level, what, why, mend, source });
  if (group.synchronised) say('synchronised', 'cannot', 'Synchronised from on-premises', 'Its members can be changed there alone, so no package can hand it out.', 'Make a group in the cloud, and write it back on-premises if it is needed there.', RESOURCES);
  if (group.distribution) say('distribution', 'cannot', 'A distribution or mail-enabled group of Exchange', 'Exchange keeps its members; Entra does not take it.', 'Use a Microsoft 365 group or a security group.', RESOURCES);
  if (group.restricted) say('restricted', 'cannot', 'In a restricted management unit', 'Entitlement management may not change its members.', 'Take it out of the unit, or leave it out of packages.', RESTRICTED);
  if (group.dynamic) say('dynamic', 'word', 'A rule names its members', 'Nobody but the rule decides who is a member, so packages can hand out its Owner role alone.', 'For members use a group without a rule, or an automatic policy with the same rule.', ROLES);
  if (group.roleAssignable) say('roleAssignable', 'word', 'Can hold Entra roles', 'Whoever manages the catalog can then give these roles.', 'Keep it in a catalog of its own, with few owners.', RESOURCES);
  if (group.managedByPim === null) say('managedByPim', 'notLookedAt', 'Privileged Identity Management was not looked at', 'The portal may not read who is eligible: PrivilegedEligibilitySchedule.Read.AzureADGroup or its licence is missing.', 'A Global Administrator grants it; until then look in Entra.', PIM);
  if (group.managedByPim === false) say('managedByPim', 'notLookedAt', 'Whether a group is under Privileged Identity Management is told only where somebody is eligible', 'Graph lists who is eligible; a group that is managed and has nobody eligible looks like one that is not.', 'If one of these may be managed, look in Entra how long its settings let access last.', PIM);
  if (group.managedByPim) say('managedByPim', 'word', 'Under Privileged Identity Management', 'Its own settings may end access sooner than a package says, and a group once managed by it stays so.', 'Set its longest time to the package’s at least.', PIM);
  if (group.hiddenMembership) say('hiddenMembership', 'word', 'Its membership is hidden', 'Nobody but its members and owners sees who is in it, so what was there before cannot be read.', 'Let an owner of the group compare before and after.', HIDDEN);
  if (group.licences.length > 0) say('licences', 'word', `Gives licences: ${group.licences.join(', ')}`, 'Whoever gets it takes a seat, and without a free one stays without the licence.', 'Look whether there are seats for everybody who shall get it.', LICENSING);
  return found;
}

function ofApplication({ application }: ResourceFacts): ReadinessFinding[] {
  if (!application) return [];
  const found: ReadinessFinding[] = [];
  const never = NEVER_RESOURCES.get(application.appId.toLowerCase());
  if (never) found.push({ trait: 'neverTaken', level: 'cannot', what: `${never} is never a resource`, why: 'Entra does not take it into a catalog.', mend: 'Add the sites or groups that people shall reach.', source: RESOURCES });
  else if (application.organisationId && MICROSOFT_ORGANISATIONS.has(application.organisationId.toLowerCase())) found.push({ trait: 'microsoftsOwn', level: 'cannot', what: 'One of Microsoft’s own services', why: 'Access to it comes by a licence or by its own settings, not by an assignment.', mend: 'Hand out a group that carries the licence.', source: RESOURCES });
  if (application.personalOnly) found.push({ trait: 'personalOnly', level: 'cannot', what: 'For personal Microsoft accounts alone', why: 'Nobody of the organisation can sign in to it.', mend: 'Use an application that takes accounts of the organisation.', source: RESOURCES });
  if (!application.assignmentRequired) found.push({ trait: 'assignmentNotRequired', level: 'word', what: 'Asks for no assignment', why: 'Everybody in the tenant may sign in, with a package or without.', mend: 'Switch “Assignment required?” on once everybody who needs it has it.', source: INTEGRATE });
  return found;
}

function ofAll(facts: ResourceFacts, catalogId: string): ReadinessFinding[] {
  const found: ReadinessFinding[] = [];
  const elsewhere = facts.catalogs?.filter(({ id }) => id !== catalogId) ?? [];
  if (facts.catalogs?.some(({ id }) => id === catalogId)) found.push({ trait: 'inThisCatalog', level: 'cannot', what: 'In this catalog already', why: 'A catalog has a resource once.', mend: 'Use it in the catalog’s packages.', source: RESOURCES });
  if (facts.catalogs === null) found.push({ trait: 'inAnotherCatalog', level: 'notLookedAt', what: 'Other catalogs were not looked through', why: 'The tenant has more of them than are read here, or they are not yours to read.', mend: 'Whoever reads all catalogs sees whether another has it.', source: RESOURCES });
  if (elsewhere.length > 0) found.push({ trait: 'inAnotherCatalog', level: 'word', what: `Also in ${elsewhere.map(({ name }) => `“${name}”`).join(', ')}`, why: 'Packages of both hand it out: taking one away leaves what the other gave.', mend: 'Keep it in one catalog where you can.', source: RESOURCES });
  if (facts.owners === null && facts.originSystem !== 'SharePointOnline') found.push({ trait: 'noOwner', level: 'notLookedAt', what: 'Its owners were not looked at', why: 'The portal may not read them here.', mend: 'Choose the person who is accountable.', source: OWNERS });
  if (facts.owners?.length === 0) found.push({ trait: 'noOwner', level: 'word', what: 'Nobody owns it in the tenant', why: 'There is nobody to propose who answers for it.', mend: 'Choose the person who is accountable.', source: OWNERS });
  if (facts.right === 'none') found.push({ trait: 'noRight', level: 'cannot', what: 'You may not add it', why: `It takes ${whoMay(facts)}.`, mend: facts.owners && facts.owners.length > 0 ? `Ask ${facts.owners.map(({ name }) => name).join(' or ')}.` : 'Ask one of them, or activate the role.', source: DELEGATE });
  if (facts.right === 'unknown') found.push({ trait: 'noRight', level: 'notKnown', what: 'Whether you may add it is not known', why: facts.originSystem === 'SharePointOnline' ? 'Graph does not tell who manages a site.' : 'Its owners or your Entra roles could not be read: Directory.Read.All is missing.', mend: `It takes ${whoMay(facts)}.`, source: DELEGATE });
  return found;
}

const ACCESS_PAGE = '/settings/conditional-access';

/**
 * What policies of Conditional Access that name it do to who gets it. To be left out of one that is in force, or be kept
 * from signing in by it, is more than a word; an application that is left out stays so whoever gets it.
 */
export function accessFindings({ originSystem, conditionalAccess: facts }: Pick<ResourceFacts, 'originSystem' | 'conditionalAccess'>): ReadinessFinding[] {
  if (originSystem === 'SharePointOnline') return [];
  const [found, isGroup]: [ReadinessFinding[], boolean] = [[], originSystem === 'AadGroup'];
  const say = (trait: ReadinessTrait, level: ReadinessLevel, what: string, why: string, mend: string, label?: string): void => void found.push({ trait, level, what, why, mend, source: ACCESS, ...(label ? { link: { label, href: ACCESS_PAGE } } : {}) });
  if (!facts) {
    say('conditionalAccess', 'notLookedAt', 'Conditional Access was not looked at', 'The portal does not ask for Policy.Read.All, and nobody brought an export of the policies.', 'Until then a Security Reader sees in Entra whether a policy names it.', 'Bring an export');
    return found;
  }
  const [brought, isOld] = [dayWords(facts.day), facts.daysOld > EXPORT_HOLDS_DAYS];
  const since = isOld ? `So says the export brought on ${brought}, which may be out of date.` : `So says the export brought on ${brought}.`;
  const blocks = (use: AccessUse): boolean => isGroup && use.how === 'include' && use.blocks && use.state === 'enabled';
  const [out, blocked, within] = [facts.uses.filter(({ how }) => how === 'exclude'), facts.uses.filter(blocks), facts.uses.filter((use) => use.how === 'include' && !blocks(use))];
  if (out.length > 0 && isGroup) say('leftOutOfAccessPolicy', leftOutNow(out).length > 0 ? 'warning' : 'word', `Whoever gets it is left out of ${usesWords(out)} of Conditional Access`, `What guards everybody else’s sign-in does not guard theirs${leftOutNow(out).length > 0 ? ', from the next one on' : ' once such a policy is enabled'}. ${since}`, 'Let security sign for it too, and hand it out only to who has to be left out, for as short as can be.');
  if (out.length > 0 && !isGroup) say('leftOutOfAccessPolicy', 'word', `Left out of ${usesWords(out)} of Conditional Access`, `Whoever gets it signs in to it without what these policies ask elsewhere. ${since}`, 'Let whoever keeps the policies say that this is meant.');
  if (blocked.length > 0) say('blockedByAccessPolicy', 'warning', `Whoever gets it is blocked by ${usesWords(blocked, { blocks: false })} of Conditional Access`, `From the next sign-in on they are kept out of what the policy is about. ${since}`, 'Let whoever keeps the policies say that this is meant, before anybody gets it.');
  if (within.length > 0) say('conditionalAccess', 'word', isGroup ? `Whoever gets it falls under ${usesWords(within)} of Conditional Access` : `Named by ${usesWords(within)} of Conditional Access`, `They are asked for what these policies ask for, at the next sign-in${isGroup ? '' : ' to it'}. ${since}`, 'Let whoever keeps the policies say that this is meant.');
  if (facts.nestedUnread) say('conditionalAccess', 'notLookedAt', 'Conditional Access was looked at for the group alone', 'The groups it stands in could not be read, and a policy that names one of them reaches its members too.', 'Whoever may read groups sees more.');
  else if (isOld) say('conditionalAccess', 'notLookedAt', 'Conditional Access may have changed', `The export of its policies was brought on ${brought}, ${facts.daysOld} days ago.`, 'A new one tells how it is now.', 'Bring a new export');
  return found;
}

/** The template ids of the Entra roles that may add a resource (learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference). */
const GLOBAL = '62e90394-69f5-4237-9190-012177145e10';
const MAY_BY_ROLE: Record<Candidate['originSystem'] | 'roleAssignable', ReadonlySet<string>> = {
  AadGroup: new Set([GLOBAL, 'fdd7a751-b60b-444a-984c-02652fe8fa1c', 'fe930be7-5e62-47db-91af-98c3a49a38b1']),
  AadApplication: new Set([GLOBAL, '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', '158c047a-c907-4556-b7ef-446551a6b5f7', '45d8d3c5-c802-45c6-b32a-1d70b5e1e86e']),
  SharePointOnline: new Set([GLOBAL, 'f28a1f50-f6e7-4571-818b-6a12f2af6b6c']),
  roleAssignable: new Set([GLOBAL, 'e8611ab8-c189-46e8-94e1-60213ab1f814']),
};

/**
 * Whether somebody may add a resource.
 * @param roles template ids of their Entra roles; null where they could not be read
 */
export function rightTo({ originSystem, group, owners }: Pick<ResourceFacts, 'originSystem' | 'group' | 'owners'>, personId: string, roles: readonly string[] | null): Right {
  if (owners?.some((owner) => owner.personId === personId)) return 'owner';
  const may = MAY_BY_ROLE[group?.roleAssignable ? 'roleAssignable' : originSystem];
  if (roles?.some((role) => may.has(role))) return 'role';
  if (roles === null || (owners === null && originSystem !== 'SharePointOnline')) return 'unknown';
  // Whoever manages a site may add it too, which Graph does not tell.
  return originSystem === 'SharePointOnline' ? 'unknown' : 'none';
}

/** In words, as in the head of a table. */
export const READINESS_WORDS: Record<Readiness, string> = { ready: 'Ready', warning: 'Ready, with a warning', word: 'Ready, with a word', cannot: 'Cannot be added', notKnown: 'Not known' };
