/**
 * Drafts: changes of the tenant that are prepared, reviewed and then applied. Pure: read in the browser too.
 *
 * A new kind of object needs four things, each in one place: its name in `draft_kind` (prisma/schema.prisma and a migration)
 * and its shape in `WantedOf` here; its rules in draft-kinds.ts (in which stage it is made and removed, by what it is known
 * again, how people say it); its Graph calls in lib/graph/draft-calls.ts; and how the tenant's own are read, in the same
 * shape, in read-tenant-objects.ts. Planning, conflicts, applying, resuming and undoing then work for it as for the others.
 */
import type { Json, PolicyDocument } from './policy-document';
import type { OriginSystem } from './package-design';

export const DRAFT_KINDS = ['catalog', 'catalogResource', 'package', 'packageRole', 'policy', 'incompatiblePackage', 'incompatibleGroup', 'catalogRole', 'catalogCreator', 'connectedOrganization', 'organizationSponsor', 'workflowExtension', 'settings'] as const;
export type DraftKind = (typeof DRAFT_KINDS)[number];

export type DraftOperation = 'create' | 'update' | 'delete';

export type DraftState = 'open' | 'applying' | 'applied' | 'stopped' | 'undoing' | 'undone' | 'discarded';

/** Another object: one of the tenant by its id, or one that this draft makes by the key of its change; `name` is what it was called when this was drafted. */
export type Ref = { id: string; name?: string } | { key: string; name?: string };

/** The whole of an object as it shall be, in the words of the portal; the same shape says how the tenant has it. */
export type WantedOf = {
  catalog: { name: string; description: string; published: boolean; externallyVisible: boolean };
  /** `originId` is the group's or service principal's id, or a site's address. `ownerId` is asked once it is there; `ownerName` is what they were called when it was drafted. */
  catalogResource: { catalog: Ref; originId: string; originSystem: OriginSystem; name: string; ownerId?: string; ownerName?: string };
  package: { catalog: Ref; name: string; description: string; hidden: boolean };
  /** `resource` is what the package's catalog has; `roleOriginId` is `Member_<group id>`, `Owner_<group id>`, an app role's or a site role's id. */
  packageRole: { package: Ref; resource: Ref; resourceName: string; originId: string; originSystem: OriginSystem; roleOriginId: string; roleName: string };
  /** The whole policy: what is changed elsewhere meanwhile is merged into it when it is put back. */
  policy: { package: Ref; document: PolicyDocument };
  incompatiblePackage: { package: Ref; other: Ref };
  incompatibleGroup: { package: Ref; groupId: string; groupName: string };
  /** Who administers a catalog: `roleId` is the definition's, as in CATALOG_ROLES. */
  catalogRole: { catalog: Ref; principalId: string; principalName: string; roleId: string };
  /** Who may create catalogs, a right over the whole tenant. */
  catalogCreator: { principalId: string; principalName: string };
  connectedOrganization: { name: string; description: string; state: 'configured' | 'proposed'; source: Json };
  /** Who vouches for an organisation’s people: one of the tenant’s own, or one of its guests; a person, or everybody in a group. */
  organizationSponsor: { organization: Ref; side: SponsorSide; principalId: string; principalName: string; principalKind: 'person' | 'group' };
  /**
   * A logic app that policies of the catalog have called. `tokenFor` is the resource a token is asked for, null where it proves possession;
   * `waits` is how long a request waits for the answer, as an ISO 8601 duration, null where it is launched and left.
   */
  workflowExtension: { catalog: Ref; name: string; description: string; of: ExtensionOf; endpoint: ExtensionEndpoint; tokenFor: string | null; client: { maximumRetries: number | null; timeoutInMilliseconds: number | null } | null; waits: string | null };
  settings: { externalUserLifecycleAction: 'none' | 'blockSignIn' | 'blockSignInAndDelete'; daysUntilDeleted: number | null };
};

/** Whether it is called for a request, or before an assignment ends. */
export type ExtensionOf = 'request' | 'assignment';

/** An address as it may be shown and kept for good: what follows its path can be a signature, and whoever has that may call it. */
export const withoutSecrets = (address: string): string => address.replace(/[?#].*$/s, '');

/** What an extension calls; policies of access packages call logic apps, an address is one that was made elsewhere. */
export type ExtensionEndpoint = { kind: 'logicApp'; subscriptionId: string; resourceGroup: string; workflow: string } | { kind: 'address'; targetUrl: string };

export type SponsorSide = 'internal' | 'external';

export type Wanted = WantedOf[DraftKind];

/** The one settings object of a tenant. */
export const SETTINGS_ID = 'settings';

/** What somebody drafts. For what is changed or removed, `base` is the object as they saw it in the tenant. */
export type NewChange = {
  [K in DraftKind]:
    | { kind: K; operation: 'create'; key?: string; wanted: WantedOf[K]; /** Of a copy what its original has and it has not, in sentences. */ leftOut?: readonly string[] }
    | { kind: K; operation: 'update'; key?: string; objectId: string; wanted: WantedOf[K]; base: WantedOf[K] }
    | { kind: K; operation: 'delete'; key?: string; objectId: string; base: WantedOf[K] };
}[DraftKind];

/** A change of a draft as it is kept. */
export type DraftChange = {
  id: string;
  key: string;
  kind: DraftKind;
  operation: DraftOperation;
  /** Null for what is to be made. */
  objectId: string | null;
  name: string;
  wanted: Wanted | null;
  base: Wanted | null;
  /** Of a copy what its original has and it has not, in sentences as they held when it was made. */
  leftOut?: readonly string[];
  version: number;
  changedByName: string;
  changedAt: Date;
};

export type Draft = {
  id: string;
  name: string;
  state: DraftState;
  version: number;
  createdBy: string;
  createdByName: string;
  createdAt: Date;
  changedByName: string;
  changedAt: Date;
  startedByName: string | null;
  startedAt: Date | null;
  endedAt: Date | null;
  heldAt: Date | null;
  heldByName: string | null;
  /** The package it makes takes the place of `insteadOf` in this rollout once it is applied, under the policy of that name. */
  rolloutId: string | null;
  insteadOf: string | null;
  underPolicy: string | null;
  jobId: string | null;
};

/** In which rollout the package of a draft takes which other one's place, and under which policy of its own. */
export type StandIn = { rolloutId: string; insteadOf: string; underPolicy: string };

/** A package of a sheet that the tenant has, and the ids of its policies that the sheet speaks of. */
export type SheetPackage = { id: string; policies: string[] };

/** The sheet that a draft was made of whole; the id is null where it is gone. */
export type DraftedSheet = { sheetId: string | null; packages: SheetPackage[] };

export type DraftStepState = 'waiting' | 'sending' | 'unknown' | 'asked' | 'done' | 'failed' | 'undone';

/** One write to the tenant, and what became of it. */
export type DraftStep = {
  id: string;
  position: number;
  stage: number;
  key: string;
  kind: DraftKind;
  operation: DraftOperation;
  name: string;
  words: string;
  differences: Difference[];
  wanted: Wanted | null;
  /** What the tenant had when it was planned. */
  before: Wanted | null;
  objectId: string | null;
  undoesId: string | null;
  state: DraftStepState;
  stateSince: Date;
  notBefore: Date | null;
  attempts: number;
  written: boolean;
  graphOperation: string | null;
  graphRequestId: string | null;
  failureCode: string | null;
  failure: string | null;
};

/** One property of an object before and after, in words. */
export type Difference = { field: string; before: string; after: string };

/** An object of the tenant in the shape of a draft; its references are ids. */
export type TenantObject = { [K in DraftKind]: { kind: K; objectId: string; is: WantedOf[K] } }[DraftKind];

/** What a change says at any rate: of a removal, what is removed. */
export function saidBy(change: Pick<DraftChange, 'wanted' | 'base'>): Wanted {
  const said = change.wanted ?? change.base;
  if (!said) throw new Error('a change says nothing');
  return said;
}

/** The same object with each of its references as `change` makes it. */
function withRefs<W extends Wanted>(wanted: W, change: (ref: Ref) => Ref): W {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    // What a policy calls stands with its type beside it.
    if (isRef(value)) return { ...('@odata.type' in value ? { '@odata.type': value['@odata.type'] } : {}), ...change(value) };
    return Object.fromEntries(Object.entries(value).flatMap(([name, each]) => (each === undefined ? [] : [[name, walk(each)]])));
  };
  return walk(wanted) as W;
}

function isRef(value: object): value is Ref {
  const { length } = Object.keys(value).filter((name) => name !== '@odata.type');
  return ('id' in value || 'key' in value) && (length === 1 || (length === 2 && 'name' in value));
}

/** Without the names that references are called by: they are words, and no part of an object. */
export function bare<W extends Wanted>(wanted: W): W {
  return withRefs(wanted, (ref) => (isKey(ref) ? { key: ref.key } : { id: ref.id }));
}

/** What a draft has made already, by the key of its change. */
export type Made = ReadonlyMap<string, { objectId: string }>;

/** With the id of everything that is made already in place of its key. */
export function withIds<W extends Wanted>(wanted: W, made: Made): W {
  return withRefs(wanted, (ref) => {
    const found = isKey(ref) ? made.get(ref.key) : undefined;
    return found ? { id: found.objectId, ...(ref.name === undefined ? {} : { name: ref.name }) } : ref;
  });
}

/** With a key in place of every id that is in the map: what has it is made anew. */
export function withKeys<W extends Wanted>(wanted: W, keys: ReadonlyMap<string, string>): W {
  return withRefs(wanted, (ref) => {
    const key = isKey(ref) ? undefined : keys.get(ref.id);
    return key ? { key } : ref;
  });
}

/** With a name beside each key and id that is in the map. */
export function withNames<W extends Wanted>(wanted: W, names: ReadonlyMap<string, string>): W {
  return withRefs(wanted, (ref) => {
    const name = names.get(isKey(ref) ? ref.key : ref.id);
    return name ? { ...ref, name } : ref;
  });
}

/** What the references of all of these are called, by key or id; what a later one says stands over an earlier one's. */
export function namesIn(all: readonly (Wanted | null)[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const wanted of all) {
    if (wanted) withRefs(wanted, (ref) => {
      if (ref.name !== undefined) names.set(isKey(ref) ? ref.key : ref.id, ref.name);
      return ref;
    });
  }
  return names;
}

/** An object as plain JSON, to be compared and merged. */
export function jsonOf(wanted: Wanted): Json {
  return bare(wanted);
}

/** What a reference was called when it was drafted. */
export function calledAs(ref: Ref, otherwise: string): string {
  return ref.name ?? otherwise;
}

export function isKey(ref: Ref): ref is { key: string; name?: string } {
  return 'key' in ref;
}

/** Whether a text names an extension that a draft makes, and not one of the tenant. */
export function isExtensionKey(text: string): boolean {
  return text.startsWith('workflowExtension-');
}

/** An incompatibility has no id of its own, and the id of a role is the same in every package: both are known with their package. */
export function pairId(packageId: string, otherId: string): string {
  return `${packageId}/${otherId}`;
}

/** A sponsor is known by organisation, side and who it is. */
export function sponsorId(organizationId: string, side: SponsorSide, principalId: string): string {
  return `${organizationId}/${side}/${principalId}`;
}
