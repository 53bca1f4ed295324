import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput, AuditPerson } from '@/lib/audit';
import type { Person } from '@/lib/directory/person';
import type { Db } from '@/lib/db/client';
import { inTransaction } from '@/lib/db/client';
import { insertApproval, listOpenApprovalsOf, listStandingApprovals, lockStandingApproval, markReplaced, updateOpenContent } from '@/lib/db/resource-approvals';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { loadPackageDesign } from '@/lib/graph/packages';
import type { NamedPerson, ResourceId } from './accountable-owner';
import { approvalHash } from './approval-hash';
import type { PackageDesign } from './package-design';
import type { ApprovalContent, ResourceApproval } from './resource-approval';
import { approvalContent } from './resource-approval';

export type AskedResource = { catalogId: string; catalogName: string; resourceId: string; name: string; originId: string; originSystem: string };

function contentOf(resource: AskedResource, designs: Iterable<PackageDesign>): ApprovalContent {
  return approvalContent({ id: resource.resourceId, name: resource.name, originId: resource.originId, originSystem: resource.originSystem }, designs);
}

/** The packages of a catalog as they are now, and its name. */
async function readCatalog(graph: Graph, catalogId: string): Promise<{ name: string; designs: PackageDesign[] }> {
  const catalog = await getCatalog(graph, catalogId);
  const designs = await loadPackageDesign(graph, catalog.packages.map((one) => one.id));
  return { name: catalog.name, designs: [...designs.values()] };
}

/** Asks an owner about a resource of a catalog; an answer that stood is replaced. */
export async function askOwner(actor: AuditPerson, graph: Graph, resource: AskedResource, owner: Person): Promise<string> {
  const { designs } = await readCatalog(graph, resource.catalogId);
  const content = contentOf(resource, designs);
  return inTransaction(async (tx) => {
    const standing = await lockStandingApproval(tx, resource.catalogId, resource.resourceId);
    if (standing?.state === 'open' && standing.ownerId === owner.id) return updateAsk(tx, standing, content);
    return ask(tx, actor, { ...resource, ownerId: owner.id, ownerName: owner.name, ownerUpn: owner.userPrincipalName }, content, standing);
  });
}

type Addressed = Omit<AskedResource, 'name'> & { name: string; ownerId: string; ownerName: string; ownerUpn: string };

async function updateAsk(tx: Db, standing: ResourceApproval, content: ApprovalContent): Promise<string> {
  await updateOpenContent(tx, standing.id, content, approvalHash(content));
  return standing.id;
}

async function ask(tx: Db, actor: AuditPerson, to: Addressed, content: ApprovalContent, standing: ResourceApproval | null): Promise<string> {
  // Picked one by one: `to` may be a whole row, whose id and answer are not the new question's.
  const { catalogId, catalogName, resourceId, name, originId, originSystem, ownerId, ownerName, ownerUpn } = to;
  const addressed = { catalogId, catalogName, resourceId, resourceName: name, originId, originSystem, ownerId, ownerName, ownerUpn };
  if (standing) await markReplaced(tx, standing.id);
  // What an owner never answered says nothing about what they agreed to: the difference goes back to the last answer.
  const follows = standing?.state === 'open' ? standing.followsId : (standing?.id ?? null);
  const contentHash = approvalHash(content);
  const id = await insertApproval(tx, { ...addressed, content, contentHash, followsId: follows, askedBy: actor.personId, askedByName: actor.name });
  await recordAudit(tx, [askedEvent(actor, id, to, contentHash, standing)]);
  return id;
}

function askedEvent(actor: AuditPerson, id: string, to: Addressed, contentHash: string, standing: ResourceApproval | null): AuditInput {
  return {
    action: standing ? 'approval.replace' : 'approval.ask',
    outcome: 'done',
    actor,
    subject: { personId: to.ownerId, name: to.ownerName, userPrincipalName: to.ownerUpn },
    objectType: 'approval',
    objectId: id,
    objectName: to.name,
    ...(standing ? { before: { state: standing.state, contentHash: standing.contentHash } } : {}),
    after: { contentHash, catalog: to.catalogName },
  };
}

/** Asks the new owner of a resource what the one before did not answer, in whatever catalog. */
export async function readdressApprovals(tx: Db, actor: AuditPerson, resource: ResourceId, owner: NamedPerson): Promise<void> {
  for (const known of await listOpenApprovalsOf(tx, resource)) {
    const standing = await lockStandingApproval(tx, known.catalogId, known.resourceId);
    if (standing?.state !== 'open' || standing.ownerId === owner.personId) continue;
    await ask(tx, actor, { ...standing, name: standing.resourceName, ownerId: owner.personId, ownerName: owner.name, ownerUpn: owner.userPrincipalName }, standing.content, standing);
  }
}

/** What asking again would come to: nothing for the owner to do where the facts are the same. */
export type Reconciled = { askedAgain: string[]; updated: string[] };

/**
 * Holds what the owners of a catalog approved against what its packages hand out now. Where it differs, an ask nobody
 * answered is brought up to date in place, and an answered one is asked again with the difference. Safe to run twice;
 * called after every change of a package and before a rehearsal or a start relies on it.
 */
export async function reconcileApprovals(actor: AuditPerson, graph: Graph, catalogId: string): Promise<Reconciled> {
  const [approvals, { designs }] = await Promise.all([listStandingApprovals([catalogId]), readCatalog(graph, catalogId)]);
  const result: Reconciled = { askedAgain: [], updated: [] };
  for (const known of approvals) {
    const content = approvalContent(known.content.resource, designs);
    if (approvalHash(content) === known.contentHash) continue;
    const what = await inTransaction((tx) => reconcileOne(tx, actor, known, content));
    if (what) result[what].push(known.resourceName);
  }
  return result;
}

async function reconcileOne(tx: Db, actor: AuditPerson, known: ResourceApproval, content: ApprovalContent): Promise<'askedAgain' | 'updated' | null> {
  const standing = await lockStandingApproval(tx, known.catalogId, known.resourceId);
  if (!standing || standing.contentHash === approvalHash(content)) return null;
  if (standing.state === 'open') {
    await updateAsk(tx, standing, content);
    return 'updated';
  }
  await ask(tx, actor, { ...standing, name: standing.resourceName }, content, standing);
  return 'askedAgain';
}
