import 'server-only';
import type { PackageDesign, PackagePolicy, PolicySubject } from '@/lib/authoring/package-design';
import { decisionText } from '@/lib/authoring/policy-words';
import { findStopInForce } from '@/lib/db/emergency-stops';
import { listHandoverKeepers } from '@/lib/db/handover-keepers';
import { countFailedHandover, countGoBack, countHandoverItems, countMoved, countNotSetOut, findHandover, listHandoverTargets, listHandoverWaits, pageHandoverItems, summarizeHandover } from '@/lib/db/handovers';
import type { Handover, HandoverFilter } from '@/lib/db/handovers';
import { listPilotGroups } from '@/lib/db/pilot-groups';
import type { PilotGroup } from '@/lib/db/pilot-groups';
import { getRollout } from '@/lib/db/rollouts';
import { listHandedCatalogs } from '@/lib/db/tenant-changes';
import { getAccounts } from '@/lib/directory/accounts';
import { isAppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { loadPackageDesign } from '@/lib/graph/packages';
import { countOnPilotPolicies } from './handover';
import type { OnPilotPolicies } from './handover';
import { noHandoverCounts } from './handover-item';
import type { HandoverCounts, HandoverItem } from './handover-item';
import type { Rollout, RolloutPackage } from './rollout';

/** A package to be handed over: from which policy, to which, and what the newest rehearsal found of it. */
export type HandoverPackage = RolloutPackage & {
  /** Its policies now; none where the tenant did not tell. */
  policies: PackagePolicy[];
  /** Whether it is hidden from who browses My Access; null where the tenant did not tell. */
  hidden: boolean | null;
  target: { policyId: string; policyName: string; others: boolean; byName: string } | null;
  found: Awaited<ReturnType<typeof summarizeHandover>>[number] | null;
};

export type HandoverView = {
  rollout: Rollout;
  onPilot: OnPilotPolicies;
  packages: HandoverPackage[];
  /** Why the policies could not be read, in the sentence of its kind. */
  notRead: string | null;
  handover: Handover | null;
  counts: HandoverCounts;
  /** Of those to be moved: who has not set out. */
  waiting: number;
  /** Who else has the turn: a rule, or approvers, whom `who` names and gives so many days. */
  waitsFor: (Awaited<ReturnType<typeof listHandoverWaits>>[number] & { packageName: string; who: string | null })[];
  /** The stop of everything that is in force: nothing of it goes on. */
  stop: { id: string; says: string; at: Date } | null;
  /** Of those that failed: between two policies, and refused in place, for which a bridge is the way. */
  failed: { between: number; refused: number };
  /** Of those between two policies: who can be given back the one they had. */
  goBack: number;
  /** Some of those it is about, to be named where it is confirmed. */
  names: string[];
  /** Assignments that were moved and can be put back. */
  moved: number;
  /** Small packages of it that Entra did not delete. */
  staying: string[];
  groups: PilotGroup[];
  /** Its catalogs, each with whom it was handed to, or null. */
  catalogs: { catalogId: string; catalogName: string; ownerName: string | null }[];
};

/** Whom a confirmation names; the others stand in the list. */
const NAMED = 5;

/** What the page of a handover shows above its list. @throws AppError `notFound` */
export async function loadHandoverView(reader: { tokenCacheId: string }, rolloutId: string): Promise<HandoverView> {
  const rollout = await getRollout(rolloutId);
  const [stop, targets, handover, onPilot, { designs, notRead }] = await Promise.all([findStopInForce(), listHandoverTargets(rollout.id), findHandover(rollout.id), countOnPilotPolicies(rollout.id), readDesigns(reader, rollout.packages.map(({ packageId }) => packageId))]);
  const [counts, waiting, found, failed, named, keepers, waits, goBack] = handover ? await Promise.all([countHandoverItems(handover.id), countNotSetOut(handover.id), summarizeHandover(handover.id), countFailedHandover(handover.id), pageHandoverItems(handover.id, { states: ['queued'] }, { skip: 0, take: NAMED }), listHandoverKeepers(handover.id), listHandoverWaits(handover.id), handover.back ? 0 : countGoBack(handover.id)]) : [null, 0, [], { between: 0, refused: 0 }, { items: [] }, [], [], 0];
  const catalogs = [...new Map(rollout.packages.map(({ catalogId, catalogName }) => [catalogId, catalogName]))];
  const [moved, groups, handed] = await Promise.all([countMoved(rollout.id), listPilotGroups(rollout.id), listHandedCatalogs(catalogs.map(([id]) => id))]);
  return {
    rollout, onPilot, notRead, handover, waiting, waitsFor: waits.map((wait) => ({ ...wait, packageName: rollout.packages.find(({ packageId }) => packageId === wait.packageId)?.packageName ?? '', who: decisionOf(designs.get(wait.packageId), wait.policyId) })), stop: stop && { id: stop.id, says: `${stop.pressedByName} stopped everything: ${stop.reason}`, at: stop.pressedAt }, failed, goBack, moved, groups, catalogs: catalogs.map(([catalogId, catalogName]) => ({ catalogId, catalogName, ownerName: handed.get(catalogId) ?? null })), names: named.items.map(({ personName }) => personName), staying: keepers.flatMap(({ name, stays }) => (stays ? [name] : [])), counts: counts ?? noHandoverCounts(),
    packages: rollout.packages.map((each) => {
      const target = targets.get(each.packageId);
      return { ...each, policies: designs.get(each.packageId)?.policies ?? [], hidden: designs.get(each.packageId)?.hidden ?? null, target: target ? { policyId: target.policyId, policyName: target.policyName, others: target.others, byName: target.chosenByName } : null, found: found.find(({ packageId }) => packageId === each.packageId) ?? null };
    }),
  };
}

/** A policy names the people who decide by their ids; what it says beside them, where it says anything, may be years old. */
async function withApprovers(graph: Graph, designs: Map<string, PackageDesign>): Promise<Map<string, PackageDesign>> {
  const stages = [...designs.values()].flatMap(({ policies }) => policies.flatMap((policy) => policy.stages));
  const people = stages.flatMap(({ approvers }) => approvers.filter(({ kind }) => kind === 'person').map(({ id }) => id));
  if (people.length === 0) return designs;
  const accounts = await getAccounts(graph, people, []);
  const named = (subject: PolicySubject): PolicySubject => (subject.kind === 'person' ? { ...subject, name: accounts.get(subject.id)?.name ?? subject.name } : subject);
  return new Map([...designs].map(([id, design]) => [id, { ...design, policies: design.policies.map((policy) => ({ ...policy, stages: policy.stages.map((stage) => ({ ...stage, approvers: stage.approvers.map(named) })) })) }]));
}

/** Who decides under a policy, in its sentence; null where nobody does or the tenant did not tell. */
function decisionOf(design: PackageDesign | undefined, policyId: string): string | null {
  const policy = design?.policies.find(({ id }) => id === policyId);
  return policy?.approvalRequired ? decisionText(policy) : null;
}

async function readDesigns(reader: { tokenCacheId: string }, packageIds: string[]): Promise<{ designs: Map<string, PackageDesign>; notRead: string | null }> {
  try {
    const graph = graphFor(reader);
    return { designs: await withApprovers(graph, await loadPackageDesign(graph, packageIds)), notRead: null };
  } catch (error) {
    if (!isAppError(error) || error.code === 'signedOut' || error.code === 'claimsChallenge') throw error;
    return { designs: new Map(), notRead: error.sentence };
  }
}

/** A page of who is handed over. */
export async function loadHandoverItems(handoverId: string, filter: HandoverFilter, page: { skip: number; take: number }): Promise<{ items: HandoverItem[]; total: number }> {
  return pageHandoverItems(handoverId, filter, page);
}
