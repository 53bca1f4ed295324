import 'server-only';
import type { Assignment } from '@/lib/authoring/assignment';
import { listItems } from '@/lib/db/run-items';
import { getRehearsal } from '@/lib/db/rehearsals';
import { listHandedOver } from '@/lib/db/handed-over';
import type { HandedOver } from '@/lib/db/handed-over';
import { listPolicies } from '@/lib/db/run-policies';
import { groupedBy } from '@/lib/directory/grouped-by';
import { TenantRoutes } from '@/lib/directory/read-routes-in-tenant';
import { roleKey } from '@/lib/directory/route';
import { requestPages } from '@/lib/graph/assignment-requests';
import type { AssignmentRequest } from '@/lib/graph/assignment-requests';
import type { Graph } from '@/lib/graph/client';
import { notRedeemed } from '@/lib/graph/users';
import { durationMs, endOfPolicy, endsAt } from './access-end';
import { leaversOf } from './delivery';
import { judgeAssignment, notTaken } from './judge-delivery';
import type { Judged, JudgeBasis, ReadRole } from './judge-delivery';
import { readLiveAssignments } from './live-assignments';
import { readMarked } from './marked-requests';
import { placeRequest } from './placing';
import type { Placing } from './placing';
import { readPlacing } from './read-placing';
import { gainersOf } from './rehearsal';
import type { Rehearsal, RehearsedDesign, RehearsedPackage } from './rehearsal';
import { CLOCK_SKEW_MS, ITEM_STATES } from './run';
import type { Run, RunItem } from './run';
import type { RunPolicy } from './run-policy';
import type { Finding } from './verdict';

/** What is compared, and by which moment; `allowedMs` is what a delivery may take. */
export type Comparing = { graph: Graph; run: Run; now: Date; allowedMs: number };

type Compared = Comparing & { rehearsal: Rehearsal; placing: Placing; /** By person and package. */ handedOver: ReadonlyMap<string, HandedOver> };

type ReadPackage = { block: RehearsedPackage; design: RehearsedDesign['packages'][number]; assigned: Map<string, Assignment>; all: readonly Assignment[]; basis: JudgeBasis };

/**
 * Everybody of a run with what the tenant has of them now, held against what was signed: assignments by package and
 * members by resource, each list read once, in pages, never once for a person.
 * @throws AppError Graph's own
 */
export async function compareDelivery(comparing: Comparing): Promise<Finding[]> {
  const { graph, run, now, allowedMs } = comparing;
  const rehearsal = await getRehearsal(run.rehearsalId);
  const [items, policies, placing, moved] = await Promise.all([listItems(run.id, ITEM_STATES), listPolicies(run.id), readPlacing(run), listHandedOver(run.rolloutId)]);
  const handedOver = new Map(moved.map((each) => [`${each.personId} ${each.packageId}`, each]));
  const compared: Compared = { ...comparing, rehearsal, placing, handedOver };
  const byPackage = groupedBy(items, (item) => item.packageId);
  const policyOf = new Map(policies.map((policy) => [policy.packageId, policy]));
  const concerned = rehearsal.packages.filter(({ packageId }) => byPackage.has(packageId) || policyOf.has(packageId));
  const designs = new Map(rehearsal.design.packages.map((each) => [each.packageId, each]));
  const roles = await readRoles(graph, rehearsal, concerned, now);
  const findings: Finding[] = [];
  for (const block of concerned) {
    const design = designs.get(block.packageId);
    if (!design) continue;
    const all = await readLiveAssignments(graph, block.packageId);
    const read: ReadPackage = { block, design, all, assigned: currentOf(all), basis: { now, allowedMs, roles: design.roles.flatMap((role) => roles.get(roleKey(role)) ?? []) } };
    const policy = policyOf.get(block.packageId);
    for (const finding of policy ? await comparePolicy(compared, policy, read) : await compareItems(compared, byPackage.get(block.packageId) ?? [], read)) findings.push(finding);
  }
  return withInvitations(graph, rehearsal, findings);
}

/** Of a guest who has not taken the invitation, that is why nothing arrives; guests alone are asked about. */
async function withInvitations(graph: Graph, rehearsal: Rehearsal, findings: readonly Finding[]): Promise<Finding[]> {
  const external = new Set(rehearsal.people.filter((person) => person.external !== false).map(({ id }) => id));
  const waits = ({ cause, personId }: Finding): boolean => (cause === 'delivering' || cause === 'stuck') && external.has(personId);
  const guests = [...new Set(findings.filter(waits).map(({ personId }) => personId))];
  if (guests.length === 0) return [...findings];
  const pending = await notRedeemed(graph, guests);
  return findings.map((finding): Finding => (waits(finding) && pending.has(finding.personId) ? { ...finding, cause: 'notRedeemed' } : finding));
}

/** Who holds each role that these packages hand out; of sites nothing can be read. */
async function readRoles(graph: Graph, rehearsal: Rehearsal, blocks: readonly RehearsedPackage[], now: Date): Promise<Map<string, ReadRole>> {
  const ids = new Set(blocks.map(({ packageId }) => packageId));
  const all = rehearsal.design.packages.filter(({ packageId }) => ids.has(packageId)).flatMap(({ roles }) => roles);
  const distinct = [...new Map(all.map((role) => [roleKey(role), role])).values()];
  const tenant = new TenantRoutes(graph, new Set(rehearsal.people.map(({ id }) => id)), now);
  return new Map(await Promise.all(distinct.map(async (role): Promise<[string, ReadRole]> => [roleKey(role), { role, roleName: role.roleName, resourceName: role.resourceName, held: await tenant.holdersOf(role) }])));
}

/** By person the one assignment that counts: what they have before what is being tried. */
function currentOf(all: readonly Assignment[]): Map<string, Assignment> {
  const current = new Map<string, Assignment>();
  for (const assignment of all) if (!current.has(assignment.personId)) current.set(assignment.personId, assignment);
  return current;
}

async function compareItems({ graph, run, now, placing, handedOver }: Compared, items: readonly RunItem[], { block, design, all, assigned, basis }: ReadPackage): Promise<Finding[]> {
  const end = endOfPolicy(design.expiration);
  const findings = items.map((item): Finding => {
    const held = assigned.get(item.personId);
    const sent = item.sentAt ?? now;
    const since = placing.accessFrom && placing.accessFrom > sent ? placing.accessFrom : sent;
    const placed = placeRequest(placing, item, sent)?.endDateTime;
    const signed = { policyId: item.policyId, end: placed ? new Date(placed) : held?.since ? endsAt(end, new Date(held.since)) : undefined };
    const told = judgeItem(item, held, since, { now, basis }, () => (held ? judgeAssignment(item.personId, held, signed, since, basis) : null));
    const moved = handedOver.get(`${item.personId} ${item.packageId}`);
    return { ...named(item), ...(moved && told.verdict === 'different' ? judgeMoved(told, item.personId, held, moved, basis) : told) };
  });
  const known = new Set(items.map(({ personId }) => personId));
  const begun = run.startedAt.getTime() - CLOCK_SKEW_MS;
  const strangers = all.filter((each) => each.personId && !known.has(each.personId) && each.policyId === block.policyId && each.since !== null && Date.parse(each.since) >= begun);
  // Others may be assigned under the same policy meanwhile; ours alone carry the run's mark.
  const ours: ReadonlyMap<string, unknown> = strangers.length > 0 ? await readMarked(graph, run, block.packageId) : new Map();
  const added = strangers.filter(({ personId }) => ours.has(personId)).map((each): Finding => ({ personId: each.personId, personName: each.personName, packageId: block.packageId, packageName: block.packageName, verdict: 'different', cause: 'notSigned', detail: '' }));
  return [...findings, ...added];
}

function named({ personId, personName, packageId, packageName }: RunItem): Pick<Finding, 'personId' | 'personName' | 'packageId' | 'packageName'> {
  return { personId, personName, packageId, packageName };
}

/** Whoever a handover moved, or is moving, has it as that says: under the policy and with the end their owners' signature was to lead to. */
function judgeMoved(told: Judged, personId: string, held: Assignment | undefined, { policyId, policyName, end, underWay, at }: HandedOver, basis: JudgeBasis): Judged {
  if (underWay) return { verdict: 'onItsWay', cause: 'handingOver', detail: `To “${policyName}”.` };
  if (!held || held.policyId !== policyId) return told;
  const now = judgeAssignment(personId, held, { policyId, end }, at, basis);
  return now.verdict === 'asSigned' ? { ...now, cause: 'movedByHandover', detail: `Moved by the handover to “${policyName}”.` } : now;
}

/** What the run knows of it, and what is there: an assignment that somebody mended in Entra counts. */
function judgeItem(item: RunItem, held: Assignment | undefined, since: Date, { now, basis }: { now: Date; basis: JudgeBasis }, judge: () => Judged | null): Judged {
  const given = held && (item.state !== 'failed' || held.state === 'delivered') ? judge() : null;
  switch (item.state) {
    case 'skipped':
      return { verdict: 'skipped', cause: 'notApplied', detail: item.failure ?? '' };
    case 'failed':
      return given && given.cause !== 'otherPolicy' ? given : { verdict: 'failed', cause: `item:${item.failureCode ?? ''}`, detail: failedWords(item, basis) };
    case 'delivered':
      return given ?? { verdict: 'different', cause: 'gone', detail: '' };
    case 'waitingForApproval':
      return { verdict: 'onItsWay', cause: 'waitingForApproval', detail: '' };
    case 'queued':
    case 'sending':
    case 'unknown':
      return { verdict: 'onItsWay', cause: 'notSent', detail: '' };
    default:
      return given ?? { verdict: 'onItsWay', cause: since > now ? 'placedAhead' : 'delivering', detail: '' };
  }
}

/** What a failed item failed for, with the resources that did not take the person where they tell. */
function failedWords({ personId, failureCode, failure }: RunItem, { roles }: JudgeBasis): string {
  const without = failureCode === 'partlyDelivered' || failureCode === 'deliveryFailed' ? notTaken(personId, roles) : '';
  return [failure, without].filter(Boolean).join('. ');
}

async function comparePolicy(compared: Compared, policy: RunPolicy, read: ReadPackage): Promise<Finding[]> {
  const { rehearsal } = compared;
  const people = gainersOf(rehearsal, read.block);
  const about = (person: { id: string; name: string }, judged: Judged): Finding => ({ personId: person.id, personName: person.name, packageId: policy.packageId, packageName: policy.packageName, ...judged });
  if (policy.state === 'failed') return people.map((person) => about(person, { verdict: 'failed', cause: `policy:${policy.failureCode ?? ''}`, detail: policy.failure ?? '' }));
  const saved = policy.savedAt;
  if (!saved) return people.map((person) => about(person, policy.state === 'skipped' ? { verdict: 'skipped', cause: 'notApplied', detail: policy.failure ?? '' } : { verdict: 'onItsWay', cause: 'notSent', detail: '' }));
  return policy.mode === 'invite' ? compareAsked(compared, { ...policy, savedAt: saved }, read, people, about) : compareRule(compared, { ...policy, savedAt: saved }, read, people, about);
}

type SavedPolicy = RunPolicy & { savedAt: Date };
type About = (person: { id: string; name: string }, judged: Judged) => Finding;

/** Whoever was invited: what they asked for since, what approvers did with it, and what came of it. */
async function compareAsked({ graph }: Compared, policy: SavedPolicy, read: ReadPackage, people: readonly { id: string; name: string }[], about: About): Promise<Finding[]> {
  const asked = new Map<string, AssignmentRequest>();
  for await (const page of requestPages(graph, { packageId: policy.packageId, since: new Date(policy.savedAt.getTime() - CLOCK_SKEW_MS) })) {
    for (const request of page) if (/^userAdd$/i.test(request.requestType) && (asked.get(request.personId)?.createdAt ?? '') <= (request.createdAt ?? '')) asked.set(request.personId, request);
  }
  return people.map((person) => {
    const held = read.assigned.get(person.id);
    const request = asked.get(person.id);
    // Whoever asks may have another policy too that lets them: which of them served is no difference here.
    if (held) return about(person, judgeAssignment(person.id, held, { policyId: held.policyId, end: undefined }, new Date(held.since ?? policy.savedAt), read.basis));
    if (!request) return about(person, { verdict: 'notAsked', cause: 'notAsked', detail: '' });
    return about(person, judgeRequest(request, read.basis));
  });
}

function judgeRequest({ state, status, createdAt }: AssignmentRequest, { now, allowedMs }: JudgeBasis): Judged {
  if (state === 'pendingApproval') return { verdict: 'onItsWay', cause: 'waitingForApproval', detail: '' };
  if (state === 'denied' || state === 'canceled') return { verdict: 'failed', cause: state, detail: '' };
  if (/failed/i.test(state)) return { verdict: 'failed', cause: 'deliveryFailed', detail: status };
  if (/partially/i.test(state)) return { verdict: 'failed', cause: 'partly', detail: status };
  if (state === 'delivered') return { verdict: 'different', cause: 'gone', detail: '' };
  const late = createdAt !== null && now.getTime() - Date.parse(createdAt) > allowedMs;
  return late ? { verdict: 'failed', cause: 'stuck', detail: '' } : { verdict: 'onItsWay', cause: 'delivering', detail: '' };
}

/** Whoever the rule selects has joined, whoever it selects no more has left, and who came that was not named. */
function compareRule({ rehearsal, run, now, allowedMs }: Compared, policy: SavedPolicy, { assigned, all, basis, design }: ReadPackage, people: readonly { id: string; name: string }[], about: About): Finding[] {
  const late = now.getTime() - policy.savedAt.getTime() > allowedMs;
  const joins = people.map((person) => {
    const held = assigned.get(person.id);
    if (!held) return about(person, late ? { verdict: 'failed', cause: 'neverJoined', detail: '' } : { verdict: 'onItsWay', cause: 'notJoined', detail: '' });
    return about(person, judgeAssignment(person.id, held, { policyId: held.policyId, end: undefined }, new Date(held.since ?? policy.savedAt), basis));
  });
  const { delivery } = design;
  const leaving = new Set(leaversOf(delivery));
  const grace = delivery?.mode === 'automatic' ? (durationMs(delivery.after.grace ?? '') ?? 0) : 0;
  const stays = now.getTime() - policy.savedAt.getTime() > grace + allowedMs;
  const nameOf = new Map(rehearsal.people.map(({ id, name }) => [id, name]));
  // Entra acts on a rule before anybody has read back that it is saved.
  const begun = run.startedAt.getTime() - CLOCK_SKEW_MS;
  const byRule = all.filter((each) => each.policyId === policy.policyId);
  const stillThere = new Map(byRule.map((each) => [each.personId, each]));
  const leaves = [...leaving].map((id) => {
    const held = stillThere.get(id);
    const person = { id, name: held?.personName ?? nameOf.get(id) ?? 'Somebody of the tenant' };
    if (!held) return about(person, { verdict: 'asSigned', cause: null, detail: '' });
    return about(person, stays ? { verdict: 'different', cause: 'stayed', detail: '' } : { verdict: 'onItsWay', cause: 'leaves', detail: '' });
  });
  const expected = new Set(people.map(({ id }) => id));
  const others = byRule.filter(({ personId, since }) => personId && !expected.has(personId) && !leaving.has(personId) && since !== null && Date.parse(since) >= begun);
  return [...joins, ...leaves, ...others.map((each) => about({ id: each.personId, name: each.personName }, { verdict: 'different', cause: 'joinedSince', detail: '' }))];
}
