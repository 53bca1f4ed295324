/** What is particular to each kind of object in a draft; everything else about drafts is the same for all. Pure: read in the browser too. */
import { CATALOG_CREATOR, catalogRoleName } from './catalog-roles';
import { calledAs, withoutSecrets } from './draft';
import type { Difference, DraftKind, DraftOperation, Ref, Wanted, WantedOf } from './draft';
import { kindWord } from './package-design';
import { amountWords } from './policy-amount';
import { differencesBetween } from './policy-differences';
import type { PolicyDocument } from './policy-document';
import { policyOf, withNames } from './policy-of-document';
import { extensionRefs } from './policy-subject';
import { unsaidBySentences } from './policy-unsaid';
import { policySentences, sentenceText } from './policy-words';

/** How a reference is called: by what the tenant has, or by the change that makes it. */
export type NameOf = (kind: DraftKind, ref: Ref) => string;

/**
 * Writes go out stage by stage. What closes something comes first and what opens it last: a package is whole, and kept from
 * whom it must be kept from, before a policy lets anybody have it. Removals come after everything that is made.
 */
export const STAGES = { close: 0, catalogs: 1, resources: 2, packages: 3, roles: 4, incompatibilities: 5, policies: 6, administrators: 7, open: 8, dropPolicies: 9, dropIncompatibilities: 10, dropRoles: 11, dropPackages: 12, dropResources: 13, dropOthers: 14, dropCatalogs: 15 } as const;

export type KindRules<W> = {
  /** “the catalog”, before its name. */
  noun: string;
  /** The verbs of the audit. */
  audit: Record<DraftOperation, string>;
  objectType: string;
  name: (wanted: W) => string;
  refs: (wanted: W) => { kind: DraftKind; ref: Ref }[];
  /** What it names beside that. */
  uses?: (wanted: W) => { kind: DraftKind; ref: Ref }[];
  stage: Record<'create' | 'delete', number> & { update: (before: W, after: W) => number };
  /** By what the same object is known in the tenant; null while what it is in has no id yet. */
  sameAs: (wanted: W) => (string | null)[];
  /** Whether one that is there already is somebody else's (a name that is taken), or simply there. */
  there: 'taken' | 'done';
  /** Graph answers two at once with a conflict, so one waits for the other. */
  oneByOne?: boolean;
  /** The tenant puts words of its own into it when it is changed: it is looked at afterwards, or they would be taken for somebody's. */
  completed?: boolean;
  words: Record<DraftOperation, (wanted: W, nameOf: NameOf) => string>;
  /** None where the sentence says all of it. */
  fields: (wanted: W) => Record<string, string>;
  /** Without anybody's name: what the audit's chain may hold. */
  facts: (wanted: W) => object;
  /** What the audit calls it, where its own name does not say of what it is or is somebody's. */
  audited?: (wanted: W) => string;
};

const quoted = (name: string): string => `“${name}”`;
/** “Direct of Ledger reader”. */
const ofWhat = (name: string, ref: Ref): string => (ref.name === undefined ? name : `${name} of ${ref.name}`);
/** “Ledger reader: Member of Ledger”. */
const within = (ref: Ref, name: string): string => (ref.name === undefined ? name : `${ref.name}: ${name}`);
const yes = (value: boolean, word: string, other: string): string => (value ? word : other);
const idOf = (ref: Ref): string | null => ('id' in ref ? ref.id.toLowerCase() : null);
/** What something is in, by name as far as it has one, and by id. */
const inOf = (ref: Ref): object => ({ ...(ref.name === undefined ? {} : { name: ref.name }), id: idOf(ref) });
const never = (noun: string) => (): never => {
  throw new Error(`${noun} is not changed in place`);
};

const catalog: KindRules<WantedOf['catalog']> = {
  noun: 'the catalog', objectType: 'catalog', audit: { create: 'catalog.create', update: 'catalog.change', delete: 'catalog.delete' },
  name: ({ name }) => name,
  refs: () => [],
  stage: { create: STAGES.catalogs, delete: STAGES.dropCatalogs, update: (before, after) => ((before.published && !after.published) || (before.externallyVisible && !after.externallyVisible) ? STAGES.close : STAGES.open) },
  sameAs: ({ name }) => [name.toLowerCase()],
  there: 'taken',
  words: {
    create: ({ name, published, externallyVisible }) => `Create the catalog ${quoted(name)}${yes(published, '', ', unpublished')}${yes(externallyVisible, ', visible to externals', '')}`,
    update: ({ name }) => `Change the catalog ${quoted(name)}`,
    delete: ({ name }) => `Delete the catalog ${quoted(name)}`,
  },
  fields: ({ name, description, published, externallyVisible }) => ({ Name: name, Description: description, State: yes(published, 'published', 'unpublished'), 'Visible to externals': yes(externallyVisible, 'yes', 'no') }),
  facts: (wanted) => wanted,
};

const catalogResource: KindRules<WantedOf['catalogResource']> = {
  noun: 'the resource', objectType: 'resource', audit: { create: 'resource.add', update: 'resource.change', delete: 'resource.remove' },
  name: ({ name }) => name,
  refs: (wanted) => [{ kind: 'catalog', ref: wanted.catalog }],
  stage: { create: STAGES.resources, delete: STAGES.dropResources, update: never('a resource') },
  sameAs: (wanted) => [idOf(wanted.catalog), wanted.originId.toLowerCase()],
  there: 'done',
  words: {
    create: (wanted, nameOf) => `Add the ${kindWord(wanted.originSystem).toLowerCase()} ${quoted(wanted.name)} to the catalog ${quoted(nameOf('catalog', wanted.catalog))}`,
    update: ({ name }) => `Change the resource ${quoted(name)}`,
    delete: (wanted, nameOf) => `Take the ${kindWord(wanted.originSystem).toLowerCase()} ${quoted(wanted.name)} out of the catalog ${quoted(nameOf('catalog', wanted.catalog))}`,
  },
  fields: ({ ownerName }): Record<string, string> => (ownerName ? { 'Answers for it': `${ownerName}, who is asked once it is there` } : {}),
  audited: ({ name, catalog: of }) => within(of, name),
  facts: ({ name, originId, originSystem, catalog: of }) => ({ name, originId, originSystem, catalog: inOf(of) }),
};

const accessPackage: KindRules<WantedOf['package']> = {
  noun: 'the package', objectType: 'package', audit: { create: 'package.create', update: 'package.change', delete: 'package.delete' },
  name: ({ name }) => name,
  refs: (wanted) => [{ kind: 'catalog', ref: wanted.catalog }],
  stage: { create: STAGES.packages, delete: STAGES.dropPackages, update: (before, after) => (!before.hidden && after.hidden ? STAGES.close : STAGES.open) },
  sameAs: (wanted) => [idOf(wanted.catalog), wanted.name.toLowerCase()],
  there: 'taken',
  words: {
    create: (wanted, nameOf) => `Create the package ${quoted(wanted.name)} in ${quoted(nameOf('catalog', wanted.catalog))}${yes(wanted.hidden, ', hidden', '')}`,
    update: ({ name }) => `Change the package ${quoted(name)}`,
    delete: ({ name }) => `Delete the package ${quoted(name)}`,
  },
  fields: ({ name, description, hidden }) => ({ Name: name, Description: description, 'In My Access': yes(hidden, 'hidden, by link only', 'shown') }),
  facts: ({ name, description, hidden, catalog: of }) => ({ name, description, hidden, catalog: inOf(of) }),
};

const packageRole: KindRules<WantedOf['packageRole']> = {
  noun: 'the role', objectType: 'package', audit: { create: 'package.addRole', update: 'package.changeRole', delete: 'package.removeRole' },
  name: ({ roleName, resourceName }) => `${roleName} of ${resourceName}`,
  refs: (wanted) => [{ kind: 'package', ref: wanted.package }, { kind: 'catalogResource', ref: wanted.resource }],
  stage: { create: STAGES.roles, delete: STAGES.dropRoles, update: never('a role') },
  sameAs: (wanted) => [idOf(wanted.package), wanted.originId.toLowerCase(), wanted.roleOriginId.toLowerCase()],
  there: 'done',
  words: {
    create: (wanted, nameOf) => `Let ${quoted(nameOf('package', wanted.package))} hand out ${quoted(wanted.roleName)} of the ${kindWord(wanted.originSystem).toLowerCase()} ${quoted(wanted.resourceName)}`,
    update: ({ roleName }) => `Change the role ${quoted(roleName)}`,
    delete: (wanted, nameOf) => `Stop ${quoted(nameOf('package', wanted.package))} from handing out ${quoted(wanted.roleName)} of the ${kindWord(wanted.originSystem).toLowerCase()} ${quoted(wanted.resourceName)}`,
  },
  fields: () => ({}),
  audited: (wanted) => within(wanted.package, `${wanted.roleName} of ${wanted.resourceName}`),
  facts: ({ package: of, originId, originSystem, roleOriginId, roleName }) => ({ package: inOf(of), originId, originSystem, roleOriginId, roleName }),
};

const policyName = ({ document }: WantedOf['policy']): string => (typeof document.displayName === 'string' ? document.displayName : 'A policy');

const policy: KindRules<WantedOf['policy']> = {
  noun: 'the policy', objectType: 'policy', audit: { create: 'policy.create', update: 'policy.change', delete: 'policy.delete' }, oneByOne: true, completed: true,
  name: policyName,
  refs: (wanted) => [{ kind: 'package', ref: wanted.package }],
  uses: (wanted) => extensionRefs(wanted.document).map((ref) => ({ kind: 'workflowExtension', ref })),
  stage: { create: STAGES.policies, delete: STAGES.dropPolicies, update: () => STAGES.policies },
  sameAs: (wanted) => [idOf(wanted.package), policyName(wanted).toLowerCase()],
  there: 'taken',
  words: {
    create: (wanted, nameOf) => `Create the policy ${quoted(policyName(wanted))} of ${quoted(nameOf('package', wanted.package))}`,
    update: (wanted, nameOf) => `Change the policy ${quoted(policyName(wanted))} of ${quoted(nameOf('package', wanted.package))}`,
    delete: (wanted, nameOf) => `Delete the policy ${quoted(policyName(wanted))} of ${quoted(nameOf('package', wanted.package))}`,
  },
  // Told field by field by policy-differences.ts.
  fields: () => ({}),
  audited: (wanted) => ofWhat(policyName(wanted), wanted.package),
  facts: (wanted) => ({ name: policyName(wanted), package: inOf(wanted.package), scope: wanted.document.allowedTargetScope ?? null }),
};

const incompatiblePackage = {
  noun: 'the incompatibility', objectType: 'package', audit: { create: 'package.keepFrom', update: 'package.keepFrom', delete: 'package.allowBeside' },
  name: (wanted) => `${calledAs(wanted.package, 'A package')} and ${calledAs(wanted.other, 'another')}`,
  refs: (wanted) => [{ kind: 'package', ref: wanted.package }, { kind: 'package', ref: wanted.other }],
  stage: { create: STAGES.incompatibilities, delete: STAGES.dropIncompatibilities, update: never('an incompatibility') },
  sameAs: (wanted) => [idOf(wanted.package), idOf(wanted.other)],
  there: 'done',
  words: {
    create: (wanted, nameOf) => `Keep whoever has ${quoted(nameOf('package', wanted.other))} from getting ${quoted(nameOf('package', wanted.package))}`,
    update: () => 'Change an incompatibility',
    delete: (wanted, nameOf) => `Let whoever has ${quoted(nameOf('package', wanted.other))} get ${quoted(nameOf('package', wanted.package))} too`,
  },
  fields: () => ({}),
  facts: (wanted) => ({ package: inOf(wanted.package), other: inOf(wanted.other) }),
} satisfies KindRules<WantedOf['incompatiblePackage']>;

const incompatibleGroup: KindRules<WantedOf['incompatibleGroup']> = {
  ...incompatiblePackage,
  name: (wanted) => `${calledAs(wanted.package, 'A package')} and ${wanted.groupName}`,
  refs: (wanted) => [{ kind: 'package', ref: wanted.package }],
  stage: { create: STAGES.incompatibilities, delete: STAGES.dropIncompatibilities, update: never('an incompatibility') },
  sameAs: (wanted) => [idOf(wanted.package), wanted.groupId.toLowerCase()],
  words: {
    create: (wanted, nameOf) => `Keep members of ${quoted(wanted.groupName)} from getting ${quoted(nameOf('package', wanted.package))}`,
    update: () => 'Change an incompatibility',
    delete: (wanted, nameOf) => `Let members of ${quoted(wanted.groupName)} get ${quoted(nameOf('package', wanted.package))} too`,
  },
  fields: () => ({}),
  facts: (wanted) => ({ package: inOf(wanted.package), group: { name: wanted.groupName, id: wanted.groupId } }),
};

const catalogRole: KindRules<WantedOf['catalogRole']> = {
  noun: 'the administrator', objectType: 'catalog', audit: { create: 'catalog.addAdministrator', update: 'catalog.changeAdministrator', delete: 'catalog.removeAdministrator' },
  name: ({ principalName, roleId }) => `${principalName}, ${catalogRoleName(roleId)}`,
  refs: (wanted) => [{ kind: 'catalog', ref: wanted.catalog }],
  stage: { create: STAGES.administrators, delete: STAGES.dropPolicies, update: never('an administrator') },
  sameAs: (wanted) => [idOf(wanted.catalog), wanted.principalId.toLowerCase(), wanted.roleId],
  there: 'done',
  words: {
    create: (wanted, nameOf) => `Make ${wanted.principalName} ${catalogRoleName(wanted.roleId)} of ${quoted(nameOf('catalog', wanted.catalog))}`,
    update: () => 'Change an administrator',
    delete: (wanted, nameOf) => `Take from ${wanted.principalName} the role of ${catalogRoleName(wanted.roleId)} of ${quoted(nameOf('catalog', wanted.catalog))}`,
  },
  fields: () => ({}),
  audited: () => 'the administrator',
  facts: (wanted) => ({ catalog: inOf(wanted.catalog), role: catalogRoleName(wanted.roleId) }),
};

const catalogCreator: KindRules<WantedOf['catalogCreator']> = {
  noun: 'the catalog creator', objectType: 'settings', audit: { create: 'catalog.addCreator', update: 'catalog.changeCreator', delete: 'catalog.removeCreator' },
  name: ({ principalName }) => `${principalName}, ${CATALOG_CREATOR.name}`,
  refs: () => [],
  stage: { create: STAGES.administrators, delete: STAGES.dropPolicies, update: never('a catalog creator') },
  sameAs: ({ principalId }) => [principalId.toLowerCase()],
  there: 'done',
  words: {
    create: ({ principalName }) => `Let ${principalName} create catalogs`,
    update: () => 'Change who may create catalogs',
    delete: ({ principalName }) => `Take from ${principalName} the right to create catalogs`,
  },
  fields: () => ({}),
  audited: () => 'the catalog creator',
  facts: () => ({ role: CATALOG_CREATOR.name }),
};

const connectedOrganization: KindRules<WantedOf['connectedOrganization']> = {
  noun: 'the connected organisation', objectType: 'organization', audit: { create: 'organization.connect', update: 'organization.change', delete: 'organization.disconnect' },
  name: ({ name }) => name,
  refs: () => [],
  stage: { create: STAGES.catalogs, delete: STAGES.dropOthers, update: () => STAGES.policies },
  sameAs: ({ name }) => [name.toLowerCase()],
  there: 'taken',
  words: {
    create: ({ name }) => `Connect the organisation ${quoted(name)}`,
    update: ({ name }) => `Change the connected organisation ${quoted(name)}`,
    delete: ({ name }) => `Disconnect the organisation ${quoted(name)}`,
  },
  fields: ({ name, description, state, source }) => ({ Name: name, Description: description, State: state, 'Who belongs to it': sourceWords(source) }),
  facts: (wanted) => wanted,
};

function sourceWords(source: WantedOf['connectedOrganization']['source']): string {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) return 'nobody';
  const known = source.domainName ?? source.tenantId ?? source.displayName;
  return typeof known === 'string' ? known : 'people with a personal account';
}

const organizationSponsor: KindRules<WantedOf['organizationSponsor']> = {
  noun: 'the sponsor', objectType: 'organization', audit: { create: 'organization.addSponsor', update: 'organization.changeSponsor', delete: 'organization.removeSponsor' },
  name: ({ principalName, side }) => `${principalName}, ${side} sponsor`,
  refs: (wanted) => [{ kind: 'connectedOrganization', ref: wanted.organization }],
  stage: { create: STAGES.administrators, delete: STAGES.dropPolicies, update: never('a sponsor') },
  sameAs: (wanted) => [idOf(wanted.organization), wanted.side, wanted.principalId.toLowerCase()],
  there: 'done',
  words: {
    create: (wanted, nameOf) => `Make ${wanted.principalName} ${wanted.side} sponsor of ${quoted(nameOf('connectedOrganization', wanted.organization))}`,
    update: () => 'Change a sponsor',
    delete: (wanted, nameOf) => `${wanted.principalName} is no longer ${wanted.side} sponsor of ${quoted(nameOf('connectedOrganization', wanted.organization))}`,
  },
  fields: () => ({}),
  audited: () => 'the sponsor',
  facts: (wanted) => ({ organization: inOf(wanted.organization), side: wanted.side }),
};

const EXTENSION_OF = { request: 'a request, at its stages', assignment: 'an assignment, before it ends' } as const;

const workflowExtension: KindRules<WantedOf['workflowExtension']> = {
  noun: 'the custom extension', objectType: 'extension', audit: { create: 'extension.create', update: 'extension.change', delete: 'extension.delete' },
  // Entra takes a name twice: it is looked for first.
  oneByOne: true,
  name: ({ name }) => name,
  refs: (wanted) => [{ kind: 'catalog', ref: wanted.catalog }],
  stage: { create: STAGES.resources, delete: STAGES.dropResources, update: () => STAGES.resources },
  sameAs: (wanted) => [idOf(wanted.catalog), wanted.name.toLowerCase()],
  there: 'taken',
  words: {
    create: (wanted, nameOf) => `Create the custom extension ${quoted(wanted.name)} in ${quoted(nameOf('catalog', wanted.catalog))}`,
    update: (wanted, nameOf) => `Change the custom extension ${quoted(wanted.name)} of ${quoted(nameOf('catalog', wanted.catalog))}`,
    delete: (wanted, nameOf) => `Delete the custom extension ${quoted(wanted.name)} of ${quoted(nameOf('catalog', wanted.catalog))}`,
  },
  fields: ({ name, description, of, endpoint, tokenFor, client, waits }): Record<string, string> => ({
    Name: name, Description: description, 'Called for': EXTENSION_OF[of],
    ...(endpoint.kind === 'logicApp' ? { Subscription: endpoint.subscriptionId, 'Resource group': endpoint.resourceGroup, 'Logic app': endpoint.workflow } : { Address: withoutSecrets(endpoint.targetUrl) }),
    'Signs in with': tokenFor === null ? 'proof of possession' : `a token for ${tokenFor}`,
    Behaviour: waits === null ? 'launch and continue' : `launch and wait ${amountWords(waits)}`,
    ...(client && client.maximumRetries !== null ? { 'Tried again': client.maximumRetries === 1 ? 'once' : `${client.maximumRetries} times` } : {}),
    ...(client && client.timeoutInMilliseconds !== null ? { 'Answers within': `${client.timeoutInMilliseconds} ms` } : {}),
  }),
  facts: ({ name, of, endpoint, waits, catalog: inCatalog }) => ({ name, of, endpoint: endpoint.kind === 'address' ? { ...endpoint, targetUrl: withoutSecrets(endpoint.targetUrl) } : endpoint, waits, catalog: inOf(inCatalog) }),
};

const LIFECYCLE = { none: 'nothing', blockSignIn: 'they cannot sign in any more', blockSignInAndDelete: 'they cannot sign in any more, and are deleted later' } as const;

const settings: KindRules<WantedOf['settings']> = {
  noun: 'the settings', objectType: 'settings', audit: { create: 'settings.change', update: 'settings.change', delete: 'settings.change' },
  name: () => 'Settings of entitlement management',
  refs: () => [],
  stage: { create: STAGES.catalogs, delete: STAGES.dropOthers, update: () => STAGES.catalogs },
  sameAs: () => ['settings'],
  there: 'taken',
  words: { create: () => 'Make settings', update: () => 'Change what becomes of externals who lose their last package', delete: () => 'Delete settings' },
  fields: ({ externalUserLifecycleAction, daysUntilDeleted }) => ({ 'Externals without a package': LIFECYCLE[externalUserLifecycleAction], 'Deleted after': daysUntilDeleted === null ? 'never' : `${daysUntilDeleted} days` }),
  facts: (wanted) => wanted,
};

const RULES: { [K in DraftKind]: KindRules<WantedOf[K]> } = { catalog, catalogResource, package: accessPackage, packageRole, policy, incompatiblePackage, incompatibleGroup, catalogRole, catalogCreator, connectedOrganization, organizationSponsor, workflowExtension, settings };

/** The rules of a kind. Whoever holds a change knows kind and shape together; the compiler does not. */
export function rulesOf(kind: DraftKind): KindRules<Wanted> {
  return RULES[kind] as unknown as KindRules<Wanted>;
}

/** All an object is in or names. */
export function namedBy(kind: DraftKind, wanted: Wanted): { kind: DraftKind; ref: Ref }[] {
  const { refs, uses } = rulesOf(kind);
  return [...refs(wanted), ...(uses?.(wanted) ?? [])];
}

/**
 * In which properties an object differs from what it was; of a new one all it says.
 * @param names what those are called now whom policies name, by id in small letters
 */
export function differencesOf(kind: DraftKind, before: Wanted | null, after: Wanted | null, names: Readonly<Record<string, string>> = {}): Difference[] {
  const said = (wanted: Wanted | null): PolicyDocument => (Object.keys(names).length > 0 ? withNames(documentOf(wanted), names) : documentOf(wanted));
  if (kind === 'policy' && !before && after) return newPolicySays(said(after));
  if (kind === 'policy') return differencesBetween(said(before), said(after)).map(({ field, expected, found }) => ({ field, before: expected, after: after ? found : '' }));
  const { fields } = rulesOf(kind);
  const [was, is] = [before ? fields(before) : {}, after ? fields(after) : {}];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((field) => (was[field] === is[field] ? [] : [{ field, before: was[field] ?? '', after: is[field] ?? '' }]));
}

/** What a policy says that is not there yet: the sentences people know it by, then what these leave unsaid. */
function newPolicySays(document: PolicyDocument): Difference[] {
  const policy = policyOf(document);
  const sentences = policySentences(policy).filter(({ label }) => label !== 'Questions').map((sentence) => ({ field: sentence.label, before: '', after: sentenceText(sentence, policy.automatic && sentence.label === 'Who') }));
  return [...sentences, ...unsaidBySentences(document).map(({ field, says }) => ({ field, before: '', after: says }))];
}

function documentOf(wanted: Wanted | null): PolicyDocument {
  return wanted && 'document' in wanted ? wanted.document : {};
}
